"""Print a multiplication table and a Pascal triangle side by side."""

SIZE = 5

left = times_table(SIZE)


def times_table(n):
    rows = []
    for a in range(1, n + 1):
        rows.append(" ".join("%2d" % (a * b) for b in range(1, n + 1)))
    return rows


def pascal(n):
    row = [1]
    for _ in range(n):
        yield " ".join(map(str, row))
        row = [1] + [a + b for a, b in zip(row, row[1:])] + [1]


right = list(pascal(SIZE))

print("times table".ljust(16), "pascal")
for l, r in zip(left, right):
    print(l.ljust(16), r)

print("last row sum:", sum(int(x) for x in right[-1].split()))
