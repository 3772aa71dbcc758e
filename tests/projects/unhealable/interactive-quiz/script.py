import random

CAPITALS = {
    "Norway": "Oslo",
    "Kenya": "Nairobi",
    "Peru": "Lima",
    "Laos": "Vientiane",
}

random.seed(3)
countries = sorted(CAPITALS)
random.shuffle(countries)

score = 0
for country in countries:
    answer = input(f"What is the capital of {country}? ")
    if answer.strip().lower() == CAPITALS[country].lower():
        print("Right!")
        score += 1
    else:
        print("No, it is", CAPITALS[country])

print(f"{score} of {len(countries)}")
