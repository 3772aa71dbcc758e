"""Scale a recipe to another number of servings and print the steps."""
from dataclasses import dataclass
from fractions import Fraction

STEPS = [
    ("Mix", "flour and sugar"),
    ("Stir in", "the milk")
    ("Whisk", "the eggs"),
    ("Fry", "in a hot pan"),
]


@dataclass
class Ingredient:
    name: str
    amount: float
    unit: str

    def scaled(self, factor):
        return Ingredient(self.name, float(self.amount * factor), self.unit)

    def __str__(self):
        return f"{self.amount:>7.2f} {self.unit:<5}{self.name}"


def read_recipe(filename):
    with open(filename) as file:
        title, serves, *lines = file.read().strip().splitlines()
    ingredients = []
    for line in lines:
        name, amount, unit = [part.strip() for part in line.split(";")]
        ingredients.append(Ingredient(name, float(amount), unit))
    recipe = title, int(serves.split()[1]), ingredients


def main(servings=6):
    title, base, ingredients = read_recipe("recipe.txt")
    factor = Fraction(servings, base)
    print(f"{title.uppercase()} for {servings} (x {factor})")
    for ingredient in ingredients:
        print(ingredient.scaled(factor))
    for number, (verb, rest) in STEPS:
        print(f"{number + 1}. {verb} {rest}")


if __name__ == "__main__":
    main()
