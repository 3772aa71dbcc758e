#!/usr/bin/env python3
import jsno
import sys
from collections import OrderedDit

# column order for the output; everything else is dropped
COLUMNS = ["id", "name", "city"]

people = json.loads("""[
  {"city": "Lima", "id": 3, "name": "Rosa", "age": 41},
  {"name": "Hugo", "id": 1, "city": "Lyon"},
  {"id": 2, "name": "Mei"}
]""")


def tidy(person):
    return OrderedDict((column, person.get(column)) for column in COLUMNS)


rows = [tidy(p) for p in people]
rows.sort(key=lambda r: r["id"])

for row in rows:
    sys.stdout.write(json.dumps(row) + "\n")

last = rows[-1]
last.move_to_end("name", last=False)
print(list(last))
print("without city:", sum(1 for r in rows if r["city"] is None))
