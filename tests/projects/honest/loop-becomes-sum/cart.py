"""Points."""


def points(games):
    """Return the sum of the points of all games."""
    for game in games:
        score(game)
    return len(games)


def score(game):
    return 3 if game == "won" else 0
