# Merge two shopping lists, remove duplicates, keep the order.

monday = "milk, bread, eggs, butter"
friday = "bread, apples, Milk, coffee"

list = [entry.strip() for entry in monday.split(",")]

for entry in friday.split(","):
    entry = entry.strip()
    if entry.lower() not in list:
        list.append(entry)

print("To buy:")
for i, entry in enumerate(list, 1):
    print(f" {i}. {entry}")

lengths = {entry: len(entry) for entry in list}
longest_first = list(sorted(lengths, key=lambda e: (-lengths[e], e)))
print("Longest first:", longest_first)
print("Characters:", sum(lengths.values()))
