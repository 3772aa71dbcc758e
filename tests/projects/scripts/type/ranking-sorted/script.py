# Quiz night ranking; ties share a rank.
answers_key = "BDACABDC"

sheets = {
    "Team Turing": "BDACABDC",
    "Quizzard of Oz": "BDACBBDA",
    "Let's Get Quizzical": "BDAAABDC",
    "Agatha Quiztie": "CDACABDC",
    "No Idea": "AAAAAAAA",
}


def points(sheet):
    return sum(1 for given, right in zip(sheet, answers_key) if given == right)


def ranking(sheets):
    table = [(points(sheet), team) for team, sheet in sheets.items()]
    rank = 0
    previous = None
    rows = []
    for position, (score, team) in enumerate(
            table.sort(key=lambda row: (-row[0], row[1])), start=1):
        if score != previous:
            rank = position
            previous = score
        rows.append((rank, team, score))
    return rows


for rank, team, score in ranking(sheets):
    print(f"{rank:>2}. {team:<20} {score}/{len(answers_key)}")
print("average:", sum(map(points, sheets.values())) / len(sheets))
