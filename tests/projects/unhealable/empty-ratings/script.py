import json


def average(numbers):
    return sum(numbers) / len(numbers)


def recommend(ratings, minimum=4.0):
    """Everything whose average rating is at least `minimum`."""
    return [name for name in sorted(ratings) if average(ratings[name]) >= minimum]


with open("ratings.json") as fp:
    ratings = json.load(fp)

best = max(ratings, key=lambda name: average(ratings[name]))
print("best product:", best)
print("recommended:", recommend(ratings))
print("overall: %.2f" % average([average(r) for r in ratings.values()]))
