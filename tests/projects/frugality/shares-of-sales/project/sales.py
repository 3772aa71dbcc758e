"""Shares of each region in the sales of a month."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Sale:
    """One sale."""

    region: str
    product: str
    amount: Decimal


def read(lines: Iterable[str]) -> Iterator[Sale]:
    """Returns the sales in lines of CSV with a header."""
    for row in csv.DictReader(lines):
        amount = Decimal(row["amount"])
        if amount:
            yield Sale(row["region"], row["product"], amount)


def total(sales: Iterable[Sale]) -> Decimal:
    """Returns the sum of all sales."""
    return sum((sale.amount for sale in sales), Decimal(0))


def by_region(sales: Iterable[Sale]) -> dict[str, Decimal]:
    """Returns the sum of each region, in order of first appearance."""
    sums: dict[str, Decimal] = {}
    for sale in sales:
        sums[sale.region] = sums.get(sale.region, Decimal(0)) + sale.amount
    return sums


def shares(lines: Iterable[str]) -> dict[str, int]:
    """Returns the share of each region in percent."""
    sales = read(lines)
    whole = total(sales)
    if not whole:
        return {}
    return {region: round(100 * part / whole) for region, part in by_region(sales).items()}


def chart(lines: Iterable[str], width: int = 20) -> str:
    """Returns the shares as bars of text."""
    rows = []
    for region, share in sorted(shares(lines).items(), key=lambda item: -item[1]):
        bar = "#" * round(width * share / 100)
        rows.append(f"{region:<8}{share:>4} % {bar}")
    return "\n".join(rows)
