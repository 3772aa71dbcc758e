from typing import List


def longest_streak(throws: List[int]) -> int:
	"""Longest run of strikes (ten pins) in a row."""
	streak = 0
	best = 0

	def record(pins: int) -> None:
		if pins == 10:
			streak += 1
		else:
			streak = 0

	for pins in throws:
		record(pins)
		if streak > best:
			best = streak
	return best


GAMES = {
	"Walter": [10, 10, 7, 3, 10, 10, 10, 9, 0],
	"Donny": [8, 2, 10, 9, 1, 10, 10],
	"Dude": [3, 4, 9, 1, 7, 2],
}

for player, throws in GAMES.items():
	strikes = throws.count(10)
	print(f"{player:<8} pins {sum(throws):>3}  strikes {strikes}  streak {longest_streak(throws)}")

winner = max(GAMES, key=lambda p: longest_streak(GAMES[p]))
print("longest streak:", winner)
