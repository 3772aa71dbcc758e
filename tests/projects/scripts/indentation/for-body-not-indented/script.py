"""Roman numerals in both directions."""

SYMBOLS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]


def to_roman(number):
    parts = []
    for value, symbol in SYMBOLS:
        times, number = divmod(number, value)
        parts.append(symbol * times)
    return "".join(parts)


def from_roman(text):
    total = 0
    for value, symbol in SYMBOLS:
        while text.startswith(symbol):
            total += value
            text = text[len(symbol):]
    return total


def table(numbers):
    lines = []
    for n in numbers:
    lines.append(f"{n:>5} {to_roman(n)}")
    return "\n".join(lines)


print(table([1, 4, 9, 14, 40, 99, 1987, 2024]))
for sample in ("MMXXIV", "XLII", "DCCC"):
    print(sample, "is", from_roman(sample))
