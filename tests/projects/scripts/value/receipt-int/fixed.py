import re

LINE = re.compile(r"^(?P<name>\w[\w ]*?)\s+(?P<price>\d+\.\d\d)$")


def parse_receipt(text):
    positions = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            positions.append((match["name"], float(match["price"])))
    return positions


def split_bill(positions, people):
    total = sum(price for _, price in positions)
    share = round(total / people, 2)
    return total, share


with open("receipt.txt") as f:
    positions = parse_receipt(f.read())

for name, price in positions:
    print(f"{name:.<20}{price:.>8.2f}")
total, share = split_bill(positions, 3)
print(f"total {total:.2f}, each of three pays {share:.2f}")
