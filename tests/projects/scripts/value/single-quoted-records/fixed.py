import ast
import json

FIELDS = ("name", "level", "score")


def records(path):
    with open(path) as log:
        for line in log:
            if line.strip():
                yield ast.literal_eval(line)


def parse_bonus(text):
    # e.g. "('pro', 25)"
    return ast.literal_eval(text)


bonus_key, bonus = parse_bonus("('pro', 25)")
table = []
for record in records("players.log"):
    if record["score"] is None:
        record["score"] = 0
    elif record[bonus_key]:
        record["score"] += bonus
    table.append([record[field] for field in FIELDS])

table.sort(key=lambda row: row[2], reverse=True)
print(json.dumps(table[0]))
for name, level, score in table:
    print(f"{name:<8} level {level}  {score:>4}")
