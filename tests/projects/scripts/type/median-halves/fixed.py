"""Five number summary of response times (milliseconds)."""

TIMES = [212, 180, 95, 330, 274, 188, 205, 410, 167, 199, 240, 151]


def median(ordered):
    n = len(ordered)
    mid = n // 2
    if n % 2:
        return ordered[mid]
    return (ordered[mid - 1] + ordered[mid]) / 2


def quartiles(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    lower = ordered[:half]
    upper = ordered[half + len(ordered) % 2:]
    return median(lower), median(ordered), median(upper)


def main():
    q1, q2, q3 = quartiles(TIMES)
    iqr = q3 - q1
    outliers = [t for t in TIMES if t < q1 - 1.5 * iqr or t > q3 + 1.5 * iqr]
    print("min/max :", min(TIMES), max(TIMES))
    print("quartiles:", q1, q2, q3)
    print("IQR     :", iqr)
    print("outliers:", outliers)


main()
