import random

random.seed(1234)

SIDES = 6
ROUNDS = 5


def roll(n):
    return [random.randint(1, SIDES) for _ in range(n)]


def score(dice):
    """Three of a kind is worth 100 times the face, otherwise the plain sum."""
    for face in range(SIDES, 0, -1):
        if dice.count(face) >= 3:
            return 100 * face
    return sum(dice)


class Game:
    def __init__(self, *names):
        self.totals = {name: 0 for name in names}

    def play(self, rounds):
        for number in range(1, rounds + 1):
            for name in self.totals:
                dice = roll(5)
                gained = score(dice)
                self.totals[name] += gained
                print(f"round {number} {name:<4} {dice} +{gained}")
            print("-" * 30)

    def ranking(self):
        return sorted(self.totals, key=self.totals.get, reverse=True)


game = Game("Ada", "Bob")
game.play(ROUNDS)
for place, name in enumerate(game.ranking(), 1):
    print(place, name, game.totals[name])
