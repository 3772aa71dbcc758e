from pathlib import Path


def read(path):
    table = {}
    for line in Path(path).read_text().splitlines():
        fields = line.split()
        table[fields[0]] = [int(fields[1]), int(fields[2]), int(fields[3])]
    return table


def report(table):
    best = max(table, key=lambda name: sum(table[name]))
    for name, rounds in table.items():
        star = "*" if name == best else " "
        print(star, name.ljust(6), *rounds, "=", sum(rounds))
    third = [rounds[2] for rounds in table.values()]
    print("third round average:", sum(third) / len(third))


report(read("results.txt"))
