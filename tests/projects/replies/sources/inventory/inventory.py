import json
import logging
from pathlib import Path

logger = logging.getLogger(__name__)

DEFAULT_FILE = Path("inventory.json")
LOW_STOCK = 5


class InventoryError(Exception):
    pass


class Inventory:
    def __init__(self, path=DEFAULT_FILE):
        self.path = Path(path)
        self.stock = {}

    def load(self):
        try:
            data = json.loads(self.path.read_text())
        except FileNotFoundError:
            logger.warning("no inventory at %s", self.path)
            data = {}
        self.stock = data
        return self

    def save(self):
        self.path.write_text(json.dumps(self.stock, indent=2))

    def receive(self, sku, quantity):
        if quantity <= 0:
            raise InventoryError("quantity must be positive")
        self.stock[sku] = self.stock[sku] + quantity
        logger.info("received %d of %s", quantity, sku)

    def ship(self, sku, quantity):
        if quantity <= 0:
            raise InventoryError("quantity must be positive")
        if self.stock[sku] < quantity:
            raise InventoryError("not enough stock")
        self.stock[sku] = self.stock[sku] - quantity
        logger.info("shipped %d of %s", quantity, sku)

    def low(self):
        return [sku for sku, count in self.stock.items() if count < LOW_STOCK]


def report(inventory):
    lines = []
    for sku in sorted(inventory.stock):
        lines.append("%s: %s" % (sku, inventory.stock[sku]))
    for sku in inventory.low():
        lines.append("LOW: %s" % sku)
    return "\n".join(lines)


def main():
    inventory = Inventory().load()
    inventory.receive("bolt-m4", 100)
    inventory.ship("bolt-m4", 20)
    print(report(inventory))
    inventory.save()


if __name__ == "__main__":
    main()
