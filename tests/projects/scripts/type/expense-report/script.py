import csv
from collections import defaultdict


def load(path):
    with open(path, newline='') as f:
        return list(csv.DictReader(f))


def by_category(rows):
    totals = defaultdict(float)
    for row in rows:
        totals[row['category']] += row['amount']
    return dict(totals)


rows = load('expenses.csv')
totals = by_category(rows)
width = max(len(c) for c in totals)

print('{} expenses'.format(len(rows)))
for category, amount in sorted(totals.items(), key=lambda item: item[1], reverse=True):
    share = amount / sum(totals.values()) * 100
    print('{:<{w}}  {:>8.2f}  {:>5.1f}%'.format(category, amount, share, w=width))
print('{:<{w}}  {:>8.2f}'.format('all', sum(totals.values()), w=width))
