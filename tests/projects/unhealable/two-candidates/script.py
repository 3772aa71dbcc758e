# Compare the two halves of the season.

goals_home = [2, 0, 1, 3, 1, 4]
goals_away = [1, 1, 0, 2, 2, 0]


def total(goals):
    return sum(goals)


total_1 = total(goals_home[:3]) + total(goals_away[:3])
total_2 = total(goals_home[3:]) + total(goals_away[3:])

print("first half :", total_1)
print("second half:", total_2)

bonus = 500 * total_3
print("bonus for the team:", bonus, "EUR")
