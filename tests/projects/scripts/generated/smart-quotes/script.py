# Recipe scaler: change the number of servings
import fractions

recipe = {
    “title”: “Pancakes”,
    “servings”: 4,
    “ingredients”: [
        (“flour”, “250”, “g”),
        (“milk”, “500”, “ml”),
        (“eggs”, “3”, “”),
        (“salt”, “1/4”, “tsp”),
    ],
}

def scale(recipe, servings):
    factor = fractions.Fraction(servings, recipe["servings"])
    for name, amount, unit in recipe["ingredients"]:
        yield name, fractions.Fraction(amount) * factor, unit

def pretty(amount):
    whole, rest = divmod(amount, 1)
    if rest == 0:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)

for servings in (4, 6, 1):
    print(recipe["title"], ‘for’, servings)
    for name, amount, unit in scale(recipe, servings):
        print("  ", pretty(amount), unit, name)
