from typing import Iterable, Sequence


def format_table(rows: Iterable[Sequence[object]], header: Sequence[str],
                 separator: str = " | ", align_right: Iterable[int] = ()) -> str:
    """Lay out rows as a text table."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(header[i]), *(len(row[i]) for row in cells))
        for i in range(len(header))
    ]
    right = set(align_right)

    def line(row):
        return separator.join(
            cell.rjust(w) if i in right else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths))
        ).rstrip()

    rule = "-" * (sum(widths) + len(separator) * (len(widths) - 1))
    return "\n".join([line(header), rule] + [line(row) for row in cells])


PLANETS = [
    ("Mercury", 0.39, 0),
    ("Earth", 1.0, 1),
    ("Mars", 1.52, 2),
    ("Saturn", 9.58, 146),
]


def main() -> None:
    print(format_table(PLANETS, ["planet", "AU", "moons"], align_right=[1, 2]))
    print()
    table = format_table(
        sorted(PLANETS, key=lambda p: p[2], reverse=True)[:2],
        header=["planet", "AU", "moons"],
        separator=" . ",
        align_right=[2],
    )
    print(table)


if __name__ == "__main__":
    main()
