import random

GAMES = 4
random.seed(649)


def draw(count=6, highest=49):
    """A sorted lottery draw without repetitions."""
    numbers = []
    while len(numbers) < count:
        n = random.randint(1, highest)
        if n not in numbers:
            numbers.append(n)
    return sorted(numbers)


tickets = [draw() for _ in range(GAMES)]
winning = draw()
hits = [[n for n in ticket if n in winning] for ticket in tickets]

print("Winning numbers: " + ", ".join(winning))
for number, (ticket, right) in enumerate(zip(tickets, hits), 1):
    print("Ticket %d: %s -> %d right" % (
        number,
        " ".join("%2d" % n for n in ticket),
        len(right),
    ))
print("Sum of all winning numbers:", sum(winning))
