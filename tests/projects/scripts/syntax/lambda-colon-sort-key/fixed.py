from collections import namedtuple

Player = namedtuple("Player", "name wins draws losses goals_for goals_against")

league = [
    Player("Rovers", 6, 2, 2, 19, 11),
    Player("United", 7, 1, 2, 22, 14),
    Player("Athletic", 6, 4, 0, 17, 6),
    Player("City", 2, 2, 6, 9, 20),
    Player("Wanderers", 6, 2, 2, 21, 13),
]

def points(p): return 3 * p.wins + p.draws
def diff(p): return p.goals_for - p.goals_against

# most points first, then goal difference, then goals scored, then name
table = sorted(league, key=lambda p: (-points(p), -diff(p), -p.goals_for, p.name))

print("Pos Team        W  D  L   GD  Pts")
for pos, p in enumerate(table, start=1):
    print(f"{pos:>3} {p.name:<10} {p.wins:>2} {p.draws:>2} {p.losses:>2} {diff(p):>+4} {points(p):>4}")

champion, *_, last = table
print()
print("Champion: ", champion.name)
print("Relegated:", last.name)
