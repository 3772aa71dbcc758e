"""Prints the invoice of an order."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

ORDER = Path(__file__).with_name("order.json")
VAT = Decimal("0.19")


def line(item: dict[str, Any]) -> str:
    """Returns the line of an item on the invoice."""
    amount = item["quantity"] * Decimal(item["price"])
    return f"{item['quantity']:>3} x {item['name']:<16}{amount:>9.2f}"


def net(items: list[dict[str, Any]]) -> Decimal:
    """Returns the sum before tax."""
    return sum((item["quantity"] * Decimal(item["price"]) for item in items), Decimal(0))


def invoice(order: dict[str, Any]) -> str:
    """Returns the invoice as text."""
    before = net(order["items"])
    tax = (before * VAT).quantize(Decimal("0.01"))
    lines = [f"Invoice {order['number']} for {order['costumer']['name']}"]
    lines += [line(item) for item in order["items"]]
    lines.append(f"{'VAT 19 %':<22}{tax:>9.2f}")
    lines.append(f"{'Total':<22}{before + tax:>9.2f}")
    return "\n".join(lines)


def main() -> int:
    print(invoice(json.loads(ORDER.read_text("utf-8"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
