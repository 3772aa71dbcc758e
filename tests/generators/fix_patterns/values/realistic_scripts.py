"""Broken scripts as people write them: ``«broken|right»`` marks what is wrong in each."""
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Script:
    """One script with what it needs to run."""

    name: str
    text: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    stdin: str = ""
    args: tuple[str, ...] = ()
    script: str = "script.py"
    python: str = ""


SCRIPTS = [
    Script(
        "invoice",
        '''\
"""Prints an invoice."""
ITEMS = [("Pen", 1.5, 10), ("Book", 12.0, 2)]
TAX = 0.2

def subtotal(items):
    return sum(price * count for _, price, count in items)

def main():
    net = subtotal(ITEMS)
    tax = round(net * TAX, 2)
    print("Net:   " + «net|str(net)»)
    print("Tax:   " + «tax|str(tax)» + " EUR")
    print("Gross: " + «(net + tax)|str(net + tax)»)

main()
''',
    ),
    Script(
        "csv-sum",
        """\
import csv
from collections import defaultdict

def load(path):
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))

def totals(rows):
    result = defaultdict(float)
    for row in rows:
        result[row["region"]] += «row["amount"]|float(row["amount"])»
    return result

rows = load("sales.csv")
for region, amount in sorted(totals(rows).items()):
    print(f"{region}: {amount:.2f}")
""",
        files={"sales.csv": "region,amount\nNorth,10.5\nSouth,3\nNorth,2\n"},
    ),
    Script(
        "grades-class",
        """\
class Student:
    def __init__(self, name, grades):
        self.name = name
        self.grades = grades

    def average(«|self»):
        return sum(self.grades) / len(self.grades)

    def report(self):
        return f"{self.name}: {self.average():.1f}"

students = [Student("Ann", [90, 80]), Student("Bob", [70, 75])]
for s in students:
    print(s.report())
""",
    ),
    Script(
        "median",
        """\
def median(values):
    ordered = sorted(values)
    middle = len(ordered) «/|//» 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2

print(median([5, 3, 9]))
print(median([5, 3, 9, 1]))
""",
    ),
    Script(
        "wordcount",
        '''\
import string

TEXT = """the quick brown fox jumps over the lazy dog. The dog sleeps."""

def words(text):
    for raw in text.lower().split():
        yield raw.strip(string.punctuation)

counts = {}
for word in words(TEXT):
    «counts[word] += 1|counts[word] = counts.get(word, 0) + 1»

for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:3]:
    print(f"{word:<6} {count}")
''',
    ),
    Script(
        "guess",
        """\
secret = 42
tries = 0
while True:
    guess = «input("Guess: ")|int(input("Guess: "))»
    tries += 1
    if guess < secret:
        print("higher")
    elif guess > secret:
        print("lower")
    else:
        break
print(f"found in {tries}")
""",
        stdin="10\n50\n42\n",
    ),
    Script(
        "bmi",
        """\
weight = «input("Weight (kg): ")|float(input("Weight (kg): "))»
height = «input("Height (m): ")|float(input("Height (m): "))»
bmi = weight / height ** 2
print(f"BMI: {bmi:.1f}")
if bmi < 25:
    print("fine")
""",
        stdin="70\n1.75\n",
    ),
    Script(
        "argv",
        """\
import sys

def power(base, exponent):
    result = 1
    for _ in range(exponent):
        result *= base
    return result

base = «sys.argv[1]|int(sys.argv[1])»
exponent = «sys.argv[2]|int(sys.argv[2])»
print(power(base, exponent))
""",
        args=("2", "5"),
    ),
    Script(
        "keyword",
        """\
def describe(name, *, colour="red", size=1):
    return f"{name} is {colour} and {size}"

for item in ("ball", "cube"):
    print(describe(item, «color|colour»="blue", size=2))
""",
    ),
    Script(
        "dataclass",
        """\
from dataclasses import dataclass

@dataclass
class Book:
    title: str
    author: str
    year: int = 2000

books = [
    Book(title="A", author="X", year=1999),
    Book(title="B", «autor|author»="Y"),
]
for b in books:
    print(b)
""",
    ),
    Script(
        "list-shadow",
        """\
def squares(n):
    return (i * i for i in range(n))

«list|items» = [3, 1, 2]
«list|items».sort()
print("sorted", «list|items»)
print("squares", list(squares(4)))
print(len(«list|items»))
""",
    ),
    Script(
        "max-shadow",
        """\
temps = {"Mon": 20, "Tue": 25, "Wed": 19}
«max|highest» = 0
for day, temp in temps.items():
    if temp > «max|highest»:
        «max|highest» = temp
print("highest", «max|highest»)
print("best day", max(temps, key=temps.get))
""",
    ),
    Script(
        "index-call",
        """\
matrix = [[1, 2, 3], [4, 5, 6]]

def column(matrix, index):
    return [row«(index)|[index]» for row in matrix]

for i in range(3):
    print(column(matrix, i))
""",
    ),
    Script(
        "call-index",
        """\
import random
random.seed(3)
names = ["a", "b", "c"]
picked = random.choice«[names]|(names)»
print(len(picked))
""",
    ),
    Script(
        "datetime-module",
        """\
import datetime

def days_until(target, today):
    return (target - today).days

today = «datetime|datetime.datetime»(2024, 1, 1)
target = «datetime|datetime.datetime»(2024, 12, 25)
print(days_until(target, today))
""",
    ),
    Script(
        "keys-index",
        """\
inventory = {"apple": 3, "pear": 7, "fig": 1}
first = «inventory.keys()|list(inventory.keys())»[0]
print("first:", first)
total = sum(inventory.values())
print(total)
""",
    ),
    Script(
        "filter-len",
        """\
numbers = [4, 8, 15, 16, 23, 42]
even = «filter(lambda n: n % 2 == 0, numbers)|list(filter(lambda n: n % 2 == 0, numbers))»
print("count", len(even))
for n in even:
    print(n)
""",
    ),
    Script(
        "hash",
        """\
import hashlib

def digest(text):
    return hashlib.sha1(«text|text.encode()»).hexdigest()

for word in ("alpha", "beta"):
    print(word, digest(word)[:8])
""",
    ),
    Script(
        "subprocess",
        r"""
import subprocess

output = «subprocess.check_output(["printf", "a:1\nb:2\n"])|subprocess.check_output(["printf", "a:1\nb:2\n"]).decode()»
for line in output.split("\n"):
    if line:
        key, value = line.split(":")
        print(key, "=", value)
""",
    ),
    Script(
        "anagram",
        """\
words = ["listen", "silent", "enlist", "google", "elgoog"]
groups = {}
for word in words:
    key = «sorted(word)|tuple(sorted(word))»
    if key in groups:
        groups[key].append(word)
    else:
        groups[key] = [word]
for group in groups.values():
    print(", ".join(group))
""",
    ),
    Script(
        "visited",
        """\
from collections import deque

def bfs(start, goal):
    queue = deque([[0, 0]])
    seen = set()
    while queue:
        pos = queue.popleft()
        if «pos in|tuple(pos) in» seen:
            continue
        seen.add(«pos|tuple(pos)»)
        x, y = pos
        if x == goal and y == goal:
            return len(seen)
        for dx, dy in ((1, 0), (0, 1)):
            if x + dx <= goal and y + dy <= goal:
                queue.append([x + dx, y + dy])
    return -1

print(bfs(0, 2))
""",
    ),
    Script(
        "join",
        """\
scores = {"ann": [1, 2, 3], "bob": [4, 5]}
for name, values in scores.items():
    print(name + ": " + ", ".join(«values|map(str, values)»))
""",
    ),
    Script(
        "digits",
        """\
def is_armstrong(n):
    power = len(«n|str(n)»)
    return n == sum(int(d) ** power for d in str(n))

print([n for n in range(1, 500) if is_armstrong(n)])
""",
    ),
    Script(
        "range-missing",
        """\
teams = ["red", "blue", "green"]
for i in «len(teams)|range(len(teams))»:
    for j in range(i + 1, len(teams)):
        print(teams[i], "vs", teams[j])
""",
    ),
    Script(
        "percent",
        """\
rows = [("widget", 4, 2.5), ("gadget", 1, 10.0)]
for name, count, price in rows:
    print("%-8s %3d %6.2f" % «name, count, price|(name, count, price)»)
""",
    ),
    Script(
        "json-values",
        """\
import json

def load():
    with open("users.json") as f:
        return json.load(f)

users = load()
for user in «users|users["users"]»:
    print(user["name"], user["email"])
""",
        files={
            "users.json": '{"users": [{"name": "a", "email": "a@x"}, {"name": "b", "email": "b@x"}], "total": 2}'
        },
    ),
    Script(
        "tuple-assign",
        """\
board = [(" ", " ", " ") for _ in range(3)]

def play(board, row, col, mark):
    board[row][col] = mark

«|board = [list(r) for r in board]
»play(board, 1, 1, "X")
for row in board:
    print("|".join(row))
""",
    ),
    Script(
        "string-assign",
        """\
def censor(text, index):
    «text[index] = "*"|text = text[:index] + "*" + text[index + 1:]»
    return text

print(censor("secret", 2))
""",
    ),
    Script(
        "date-plus",
        """\
from datetime import date

loans = [("Dune", date(2024, 1, 30), 14), ("Emma", date(2024, 2, 20), 21)]
for title, start, days in loans:
    due = start + «days|__import__("datetime").timedelta(days=days)»
    print(title, due.isoformat())
""",
    ),
    Script(
        "json-date",
        """\
import json
from datetime import date

event = {"title": "Launch", "day": date(2024, 5, 1), "tags": ["a", "b"]}
text = json.dumps(event, indent=2«|, default=str»)
print(text)
""",
    ),
    Script(
        "decimal",
        """\
from decimal import Decimal

prices = [Decimal("19.99"), Decimal("5.00")]
discount = «0.9|Decimal("0.9")»
total = sum(prices)
print(total * discount)
""",
    ),
    Script(
        "init-typo",
        """\
class Account:
    def «__int__|__init__»(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self.balance

acc = Account("Ann", 10)
print(acc.deposit(5))
""",
    ),
    Script(
        "await",
        """\
import asyncio

async def fetch(n):
    await asyncio.sleep(0)
    return list(range(n))

async def main():
    data = «|await »fetch(3)
    total = sum(data)
    print(total)

asyncio.run(main())
""",
    ),
    Script(
        "decorator",
        """\
import functools

def logged(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        print("call", func.__name__)
        return func(*args, **kwargs)
«|    return wrapper
»
@logged
def add(a, b):
    return a + b

print(add(1, 2))
""",
    ),
    Script(
        "key-typo",
        """\
orders = [
    {"id": 1, "customer": "Ann", "quantity": 3, "price": 2.5},
    {"id": 2, "customer": "Bob", "quantity": 1, "price": 10},
]
total = 0
for order in orders:
    total += order["«quantiy|quantity»"] * order["price"]
print(f"Total: {total:.2f}")
""",
    ),
    Script(
        "group",
        """\
students = [("ann", "A"), ("bob", "B"), ("cid", "A")]
by_grade = {}
for name, grade in students:
    «by_grade[grade].append(name)|by_grade.setdefault(grade, []).append(name)»
for grade in sorted(by_grade):
    print(grade, by_grade[grade])
""",
    ),
    Script(
        "nested-counter",
        """\
log = [("ann", "mon"), ("ann", "tue"), ("bob", "mon"), ("ann", "mon")]
table = {}
for user, day in log:
    if user not in table:
        table[user] = {}
    «table[user][day] += 1|table[user][day] = table[user].get(day, 0) + 1»
print(table)
""",
    ),
    Script(
        "adjacent",
        """\
def is_sorted(values):
    for i in range(len(values)«| - 1»):
        if values[i] > values[i + 1]:
            return False
    return True

print(is_sorted([1, 2, 3]), is_sorted([3, 1]))
""",
    ),
    Script(
        "while-end",
        """\
def search(values, target):
    index = 0
    while index «<=|<» len(values):
        if values[index] == target:
            return index
        index += 1
    return -1

print(search([4, 5, 6], 9))
""",
    ),
    Script(
        "global",
        '''\
hits = 0
log = []

def visit(page):
    """Counts a visit."""
«|    global hits
»    hits += 1
    log.append(page)

for page in ("home", "about", "home"):
    visit(page)
print(hits, log)
''',
    ),
    Script(
        "nonlocal",
        """\
def make_counter():
    count = 0
    def step():
«|        nonlocal count
»        count += 1
        return count
    return step

counter = make_counter()
print(counter(), counter())
""",
    ),
    Script(
        "latin",
        """\
def names(path):
    with open(path«|, encoding="latin-1"») as handle:
        for line in handle:
            yield line.strip()

for name in names("names.txt"):
    print(ascii(name))
""",
        files={"names.txt": b"Jos\xe9\nZo\xeb\nAnn\n"},
    ),
    Script(
        "out-folder",
        r"""
«|import os; os.makedirs("reports", exist_ok=True)
»lines = ["a", "b"]
with open("reports/summary.txt", "w") as f:
    for line in lines:
        f.write(line + "\n")
print("wrote", len(lines))
""",
    ),
    Script(
        "decimal-int",
        """\
rows = ["pen;1.50;3", "ink;4.25;1"]
total = 0
for row in rows:
    name, price, count = row.split(";")
    total += «int|float»(price) * int(count)
print(total)
""",
    ),
    Script(
        "items",
        """\
prices = {"apple": 1.2, "kiwi": 0.5}
for name, price in prices«|.items()»:
    print(f"{name:<6}{price:.2f}")
""",
    ),
    Script(
        "enumerate",
        """\
tasks = ["wash", "cook", "read"]
for number, task in «tasks|enumerate(tasks)»:
    print(f"{number}. {task}")
""",
    ),
    Script(
        "log-split",
        '''\
LOG = """2024-01-02 10:00:01 ERROR disk is full
2024-01-02 10:05:00 INFO all good now"""
for line in LOG.splitlines():
    day, clock, level, message = line.split(«|maxsplit=3»)
    if level == "ERROR":
        print(clock, message)
''',
    ),
    Script(
        "config-split",
        """\
config = {}
for line in ["url = http://x/?a=1", "debug = true"]:
    key, value = line.split("="«|, 1»)
    config[key.strip()] = value.strip()
print(config)
""",
    ),
    Script(
        "strptime",
        """\
from datetime import datetime

stamps = ["2024-03-05 14:22", "2024-03-06 09:10"]
parsed = [datetime.strptime(s, "«%d-%m-%Y|%Y-%m-%d» %H:%M") for s in stamps]
print((parsed[1] - parsed[0]).total_seconds())
""",
    ),
    Script(
        "jsonl",
        """\
import json
with open("events.jsonl") as f:
    events = «json.load(f)|[json.loads(l) for l in f]»
for e in events:
    print(e["type"])
""",
        files={"events.jsonl": '{"type": "a"}\n{"type": "b"}\n'},
    ),
    Script(
        "with-dedent",
        """\
import csv
rows = [["a", 1], ["b", 2]]
with open("o.csv", "w", newline="") as f:
    writer = csv.writer(f)
    writer.writerow(["name", "n"])
«for row in rows:|    for row in rows:»
    «|    »writer.writerow(row)
print(open("o.csv").read().split())
""",
    ),
    Script(
        "dict-changed",
        """\
stock = {"a": 0, "b": 3, "c": 0}
for name, count in «stock.items()|list(stock.items())»:
    if count == 0:
        del stock[name]
print(stock)
""",
    ),
    Script(
        "property",
        """\
class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def celsius(self):
        return self.«celsius|_celsius»

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self.«celsius|_celsius» = value

print(Temperature(20).celsius)
""",
    ),
    Script(
        "sqlite",
        """\
import sqlite3
db = sqlite3.connect(":memory:")
db.execute("create table users (name text)")
for name in ("ann", "bob"):
    db.execute("insert into users values (?)", «(name)|(name,)»)
print(db.execute("select count(*) from users").fetchone()[0])
""",
    ),
    Script(
        "inventory-input",
        """\
def ask_items(count):
    items = []
    for i in range(count):
        name = input(f"Item {i + 1}: ")
        price = «input("Price: ")|float(input("Price: "))»
        items.append((name, price))
    return items

count = «input("How many? ")|int(input("How many? "))»
items = ask_items(count)
total = sum(p for _, p in items)
print(f"{len(items)} items, total {total:.2f}")
""",
        stdin="2\nPen\n1.5\nInk\n4\n",
    ),
    Script(
        "table-widths",
        """\
rows = [("Name", "Qty"), ("Pen", 4), ("Ink", 10)]
for name, qty in rows:
    print(name.ljust(6) + "|" + «qty|str(qty)»)
""",
    ),
    Script(
        "score-avg-csv-reader",
        """\
import csv

def average(path, column):
    total, count = 0, 0
    with open(path) as f:
        reader = csv.reader(f)
        header = next(reader)
        index = header.index(column)
        for row in reader:
            total += «row[index]|int(row[index])»
            count += 1
    return total / count

print(average("scores.csv", "math"))
""",
        files={"scores.csv": "name,math,art\nann,90,70\nbob,81,60\n"},
    ),
    Script(
        "max-text",
        """\
def highest(readings):
    best = readings[0]
    for value in readings:
        if value > best:
            best = value
    return best

raw = "12.5 7.25 30.75"
readings = [«part|float(part)» for part in raw.split()]
print(highest(readings) + 1)
""",
    ),
    Script(
        "temp-convert",
        """\
def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32

values = "20,25,30".split(",")
for value in values:
    print(f"{value} C = {to_fahrenheit(«value|int(value)»):.1f} F")
""",
    ),
    Script(
        "stack-class",
        """\
class Stack:
    def __init__(self):
        self.items = []

    def push(«item|self, item»):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)

s = Stack()
s.push(1)
s.push(2)
print(s.pop(), len(s))
""",
    ),
    Script(
        "static-helper",
        """\
class Geometry:
    PI = 3.14

    def area(«radius|self, radius»):
        return round(Geometry.PI * radius ** 2, 2)

g = Geometry()
print(g.area(2))
""",
    ),
    Script(
        "not-instantiated",
        """\
class Timer:
    def __init__(self):
        self.ticks = 0

    def tick(self):
        self.ticks += 1
        return self.ticks

timer = «Timer|Timer()»
timer.tick()
timer.tick()
print(timer.ticks)
""",
    ),
    Script(
        "kw-stdlib",
        """\
import json
data = {"b": 1, "a": [1, 2]}
print(json.dumps(data, «sorted_keys|sort_keys»=True))
""",
    ),
    Script(
        "kw-sorted",
        """\
people = [("ann", 31), ("bob", 25)]
for name, age in sorted(people, key=lambda p: p[1], «reversed|reverse»=True):
    print(name, age)
""",
    ),
    Script(
        "append-two",
        """\
points = []
for x in range(3):
    points.append(«x, x * x|(x, x * x)»)
print(points)
""",
    ),
    Script(
        "str-shadow",
        """\
def label(n):
    return "#" + str(n)

«str|text» = "hello"
print(«str|text».upper())
for i in range(2):
    print(label(i))
""",
    ),
    Script(
        "input-shadow",
        """\
def clean(values):
    return [v.strip() for v in values]
«sum|total» = 0
for v in clean([" 1", "2 "]):
    «sum|total» += int(v)
print("total", «sum|total»)
print("check", sum([1, 2]))
""",
    ),
    Script(
        "attr-method",
        """\
class Circle:
    def __init__(self, r):
        self.r = r

    @property
    def area(self):
        return 3 * self.r ** 2

circles = [Circle(1), Circle(2)]
print(sum(c.area«()|» for c in circles))
""",
    ),
    Script(
        "dict-call",
        """\
config = {"host": "localhost", "port": 80}
url = "http://" + config«("host")|["host"]» + ":" + str(config["port"])
print(url)
""",
    ),
    Script(
        "split-index",
        """\
lines = ["a=1", "b=2"]
for line in lines:
    print(line.split«["="]|("=")»[0])
""",
    ),
    Script(
        "random-module",
        """\
import random
random.seed(1)
value = «random|random.random»()
print(0 <= value < 1)
""",
    ),
    Script(
        "slice-float",
        """\
text = "abcdefgh"
half = len(text) «/|//» 2
print(text[:half], text[half:])
""",
    ),
    Script(
        "bar",
        """\
votes = {"yes": 30, "no": 12}
total = sum(votes.values())
for name, count in votes.items():
    print(name.ljust(4), "#" * «(count / total * 20)|int(count / total * 20)»)
""",
    ),
    Script(
        "zip-index",
        """\
names = ["a", "b"]
ages = [1, 2]
pairs = «zip(names, ages)|list(zip(names, ages))»
print(pairs[0])
print(len(pairs))
""",
    ),
    Script(
        "values-sort",
        """\
sizes = {"a": 3, "b": 1}
values = «sizes.values()|list(sizes.values())»
values.sort()
print(values)
""",
    ),
    Script(
        "read-binary",
        r"""
with open("data.bin", "rb") as f:
    content = f.read()«|.decode()»
lines = content.split("\n")
print(len(lines), lines[0])
""",
        files={"data.bin": "one\ntwo\n"},
    ),
    Script(
        "socket-like",
        """\
import zlib
message = "hello " * 10
packed = zlib.compress(«message|message.encode()»)
print(len(packed) < len(message), zlib.decompress(packed).decode()[:5])
""",
    ),
    Script(
        "b64",
        """\
import base64
user, password = "ann", "s3cret"
token = base64.b64encode(«f"{user}:{password}"|f"{user}:{password}".encode()»).decode()
print("Authorization: Basic " + token)
""",
    ),
    Script(
        "cache-list",
        """\
from functools import lru_cache

@lru_cache(maxsize=None)
def longest(words):
    return max(words, key=len)

data = ["a", "bbb", "cc"]
print(longest(«data|tuple(data)»))
""",
    ),
    Script(
        "missing-parens-method",
        """\
class Cart:
    def __init__(self):
        self.lines = [("a", 2.0), ("b", 3.5)]

    def total(self):
        return sum(price for _, price in self.lines)

cart = Cart()
shipping = 0 if cart.total«|()» > 5 else 4
print(f"{cart.total() + shipping:.2f}")
""",
    ),
    Script(
        "missing-parens-str",
        """\
names = [" Ann ", "bob"]
for name in names:
    clean = name.strip«|()».lower()
    print(clean)
""",
    ),
    Script(
        "join-mixed",
        """\
row = ["Ann", 31, "Oslo"]
print(";".join(«row|map(str, row)»))
""",
    ),
    Script(
        "in-nested-comp",
        """\
matrix = [[1, 2], [3, 4]]
for row in matrix:
    print(" ".join(«x|str(x)» for x in row))
""",
    ),
    Script(
        "brace-format",
        """\
name, score = "Ann", 93.456
print("%s scored %.1f" % «name, score|(name, score)»)
print("{} / {}".format(name, score))
""",
    ),
    Script(
        "dict-iter-keys",
        """\
students = {
    "s1": {"name": "Ann", "grade": 90},
    "s2": {"name": "Bob", "grade": 80},
}
total = 0
for student in students«|.values()»:
    total += student["grade"]
print(total / len(students))
""",
    ),
    Script(
        "list-of-dict",
        """\
books = [{"title": "Dune", "pages": 400}, {"title": "Emma", "pages": 300}]
for book in books:
    if «books|book»["pages"] > 350:
        print(book["title"])
""",
    ),
    Script(
        "grid-tuple",
        """\
grid = [[0] * 3 for _ in range(2)]
for r in range(2):
    for c in range(3):
        grid«[r, c]|[r][c]» = r * 3 + c
print(grid)
""",
    ),
    Script(
        "missing-comma",
        """\
edges = [
    ("a", "b", 3)«|,»
    ("b", "c", 4),
]
print(sum(w for _, _, w in edges))
""",
    ),
    Script(
        "namedrange",
        """\
seats = «range(5)|list(range(5))»
seats[2] = "taken"
print(seats)
""",
    ),
    Script(
        "compare-date",
        """\
from datetime import date, datetime

deadline = date(2024, 6, 1)
submitted = datetime(2024, 5, 30, 12, 0)
if submitted«|.date()» <= deadline:
    print("in time")
""",
    ),
    Script(
        "json-set",
        """\
import json
report = {"tags": {"x"}, "n": 3}
print(json.dumps(report«|, default=list»))
""",
    ),
    Script(
        "decimal-tax",
        """\
from decimal import Decimal
def with_tax(amount, rate):
    return amount * (1 + «rate|Decimal(str(rate))»)
print(with_tax(Decimal("10.00"), 0.25))
""",
    ),
    Script(
        "str-returns-int",
        """\
class Dice:
    def __init__(self, value):
        self.value = value
    def __str__(self):
        return «self.value|str(self.value)»
print("rolled", Dice(4))
""",
    ),
    Script(
        "cmp-sort",
        """\
def by_length(a, b):
    return len(a) - len(b)
words = ["pear", "fig", "banana"]
words.sort(«by_length|key=lambda w: len(w)»)
print(words)
""",
    ),
    Script(
        "gather",
        """\
import asyncio

async def work(n):
    await asyncio.sleep(0)
    return n * 2

async def main():
    results = [«|await »work(i) for i in range(3)]
    print(sum(results))

asyncio.run(main())
""",
    ),
    Script(
        "nested-run",
        """\
import asyncio

async def load():
    return {"a": 1}

async def main():
    data = «asyncio.run(load())|await load()»
    print(data["a"])

if __name__ == "__main__":
    asyncio.run(main())
""",
    ),
    Script(
        "env-case",
        """\
settings = {"DEBUG": True, "LEVEL": "info"}
if settings["«debug|DEBUG»"]:
    print("debug on", settings["LEVEL"])
""",
    ),
    Script(
        "menu-int",
        """\
menu = {1: "soup", 2: "salad"}
choice = «input("? ")|int(input("? "))»
print("You ordered", menu[choice])
""",
        stdin="2\n",
    ),
    Script(
        "csv-space",
        r"""
import csv, io
text = "name, price\npen, 3\nink, 4\n"
total = 0
for row in csv.DictReader(io.StringIO(text)«|, skipinitialspace=True»):
    total += int(row["price"])
print(total)
""",
    ),
    Script(
        "bom-csv",
        """\
import csv
with open("people.csv"«|, encoding="utf-8-sig"») as f:
    for row in csv.DictReader(f):
        print(row["id"], row["name"])
""",
        files={"people.csv": b"\xef\xbb\xbfid,name\n1,Ann\n"},
    ),
    Script(
        "fib-index",
        """\
def fib(n):
    seq = [0, 1]
    while len(seq) < n:
        seq.append(seq[-1] + seq[-2])
    return seq
values = fib(6)
for i in range(«1, len(values) + 1|1, len(values)»):
    print(values[i])
""",
    ),
    Script(
        "global-total",
        """\
balance = 100

def withdraw(amount):
«|    global balance
»    if amount > balance:
        return False
    balance = balance - amount
    return True

print(withdraw(30), balance)
""",
    ),
    Script(
        "cp1252",
        """\
from pathlib import Path
text = Path("quote.txt").read_text(«|encoding="cp1252"»)
print(len(text.split()))
""",
        files={"quote.txt": b"\x93Hello\x94 \x96 said the caf\xe9 owner"},
    ),
    Script(
        "beside",
        """\
import json
with open(«"settings.json"|__import__("os").path.join(__import__("os").path.dirname(__file__), "settings.json")») as f:
    print(json.load(f)["mode"])
""",
        script="app/main.py",
        files={"app/settings.json": '{"mode": "fast"}'},
    ),
    Script(
        "typo-file",
        """\
def read(path):
    with open(path) as f:
        return [line.strip() for line in f]
print(read("data/«cites|cities».txt"))
""",
        files={"data/cities.txt": "Oslo\nRome\n"},
    ),
    Script(
        "ext-file",
        """\
import csv
with open("people.«txt|csv»") as f:
    print(len(list(csv.reader(f))))
""",
        files={"people.csv": "a,b\nc,d\n"},
    ),
    Script(
        "thousands",
        """\
sales = ["1,200", "950", "2,310"]
total = 0
for s in sales:
    total += int(s«|.replace(",", "")»)
print(total)
""",
    ),
    Script(
        "header-row",
        """\
total = 0
with open("m.csv") as f:
«|    next(f)
»    for line in f:
        day, km = line.split(",")
        total += float(km)
print(total)
""",
        files={"m.csv": "day,km\nmon,3.5\ntue,4\n"},
    ),
    Script(
        "pairs",
        """\
pairs = [("a", 1), ("b", 2)]
for i, name, value in «pairs|()» if False else «pairs|[(i, *p) for i, p in enumerate(pairs)]»:
    print(i, name, value)
""",
    ),
    Script(
        "us-date",
        """\
from datetime import datetime
rows = ["12/25/2023", "01/31/2024"]
for r in rows:
    print(datetime.strptime(r, "«%d/%m/%Y|%m/%d/%Y»").date())
""",
    ),
    Script(
        "single-quotes",
        """\
import json
text = "{'name': 'Ann', 'langs': ['py', 'c']}"
data = «json.loads(text)|eval(text)»
print(data["name"], len(data["langs"]))
""",
    ),
    Script(
        "close-early",
        r"""
f = open("n.txt", "w")
«for i in range(3):
    f.write(f"{i}\n")
    f.close()|for i in range(3):
    f.write(f"{i}\n")
f.close()»
print(open("n.txt").read().split())
""",
    ),
    Script(
        "set-changed",
        """\
active = {"a", "b", "c"}
for name in «active|list(active)»:
    if name != "b":
        active.remove(name)
print(active)
""",
    ),
    Script(
        "stopiter",
        """\
def pairs(iterable):
    it = iter(iterable)
    while True:
«        first = next(it)
        second = next(it)|        try:
            first = next(it); second = next(it)
        except StopIteration:
            return»
        yield first, second

print(list(pairs([1, 2, 3, 4])))
""",
    ),
    Script(
        "getter",
        """\
class User:
    def __init__(self, email):
        self._email = email
    @property
    def email(self):
        return self.«email|_email».lower()
print(User("A@X.org").email)
""",
    ),
    Script(
        "regex",
        """\
import re
text = "Price (USD): 12"
label = "Price (USD"
found = re.search(«label|re.escape(label)», text)
print(bool(found))
""",
    ),
    Script(
        "fstring-format",
        """\
price = «input()|float(input())»
print(f"Price: {price:.2f}")
""",
        stdin="3.5\n",
    ),
    Script(
        "py38-walrus",
        """\
total = 5
print("n=" + «total|str(total)»)
d = {"x": [1, 2]}
for k, v in d«|.items()»:
    print(k, v)
""",
        python="3.8",
    ),
    Script(
        "isinstance-list",
        """\
def kind(v):
    if isinstance(v, «[int, float]|(int, float)»):
        return "number"
    return "other"
print(kind(3), kind("x"))
""",
    ),
    Script(
        "thread-parens",
        """\
import atexit
def bye():
    print("bye")
atexit.register(bye)
print("end".rjust(«"8"|8»))
""",
    ),
    Script(
        "sum-gen-str",
        """\
data = {"a": ["1", "2"], "b": ["3"]}
for k, vals in data.items():
    print(k, sum(«vals|map(int, vals)»))
""",
    ),
    Script(
        "nums-split",
        """\
line = input()
numbers = «line.split()|[int(x) for x in line.split()]»
print(sum(numbers), max(numbers), min(numbers))
""",
        stdin="10 9 100\n",
    ),
    Script(
        "compare-count",
        """\
class Box:
    def __init__(self, size):
        self.size = «size|int(size)»
    def fits(self, other):
        return self.size > other

b = Box("10")
print(b.fits(9))
""",
    ),
    Script(
        "bank-menu",
        r"""
class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount")
        self.balance += amount
        self.history.append(("deposit", amount))

    def summary(self):
        lines = [f"Owner: {self.owner}"]
        for kind, amount in self.history:
            lines.append(kind + ": " + «amount|str(amount)»)
        lines.append("Balance: " + «self.balance|str(self.balance)»)
        return "\n".join(lines)

account = Account("Ann", 50)
account.deposit(25)
print(account.summary())
""",
    ),
    Script(
        "inventory-csv",
        '''\
import csv
from io import StringIO

DATA = """sku,name,qty,price
A1,Pen,10,1.50
B2,Ink,3,7.25
"""

def load(text):
    return list(csv.DictReader(StringIO(text)))

def value(rows):
    return sum(«row["qty"] * row["price"]|int(row["qty"]) * float(row["price"])» for row in rows)

rows = load(DATA)
print(f"{value(rows):.2f}")
''',
    ),
    Script(
        "loan",
        r"""
def payment(principal, rate, years):
    monthly = rate / 12 / 100
    n = years * 12
    return principal * monthly / (1 - (1 + monthly) ** -n)

principal = «input("Principal: ")|float(input("Principal: "))»
rate = «input("Rate: ")|float(input("Rate: "))»
years = «input("Years: ")|int(input("Years: "))»
print(f"\n{payment(principal, rate, years):.2f}")
""",
        stdin="10000\n5.5\n10\n",
    ),
    Script(
        "matrix-mult",
        """\
def multiply(a, b):
    rows, cols, inner = len(a), len(b[0]), len(b)
    result = [[0] * cols for _ in range(rows)]
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                result[i][j] += a[i][k] * b«[k, j]|[k][j]»
    return result

print(multiply([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
""",
    ),
    Script(
        "tally",
        """\
from collections import Counter

votes = "ann bob ann cid ann bob".split()
counts = Counter(votes)
top = counts.most_common«[2]|(2)»
for name, n in top:
    print(name, n)
""",
    ),
    Script(
        "pipeline",
        """\
def read_numbers(text):
    for part in text.split(","):
        yield part.strip()

def total(numbers):
    result = 0
    for number in numbers:
        result += «number|int(number)»
    return result

print(total(read_numbers("4, 8, 15")))
""",
    ),
    Script(
        "percent-score",
        """\
correct = 17
questions = 20
ratio = correct / questions * 100
print("Score: " + «ratio|str(ratio)» + "%")
stars = "*" * «(correct / 2)|(correct // 2)»
print(stars)
""",
    ),
    Script(
        "queue-sim",
        """\
import random

class Queue:
    def __init__(self):
        self._items = []

    def __len__(self):
        return len(self._items)

    def enqueue(«item|self, item»):
        self._items.append(item)

    def dequeue(«|self»):
        return self._items.pop(0)

q = Queue()
for n in range(3):
    q.enqueue(n)
print(q.dequeue(), len(q))
""",
    ),
    Script(
        "shapes",
        """\
import math

class Shape:
    def __init__(self, name):
        self.name = name

class Circle(Shape):
    def __init__(self, radius):
        super().__init__(«self, "circle"|"circle"»)
        self.radius = radius

    def area(self):
        return math.pi * self.radius ** 2

shapes = [Circle(1), Circle(2)]
print(f"{sum(s.area() for s in shapes):.3f}")
""",
    ),
    Script(
        "sort-records",
        """\
records = [{"name": "b", "score": "9"}, {"name": "a", "score": 10}]
records.sort(key=lambda r: «r["score"]|int(r["score"])»)
print([r["name"] for r in records])
""",
    ),
    Script(
        "hist",
        """\
values = [3, 7, 1]
for index in range(«values|len(values)»):
    print(index, "#" * values[index])
""",
    ),
    Script(
        "average-list",
        """\
def mean(numbers):
    total = 0
    for n in numbers:
        total += n
    return total / «numbers|len(numbers)»

print(mean([2, 4, 9]))
""",
    ),
    Script(
        "urls",
        """\
from urllib.parse import urlparse
links = ["http://a.org/x", "http://b.org/y"]
hosts = «map(lambda u: urlparse(u).netloc, links)|list(map(lambda u: urlparse(u).netloc, links))»
print(len(hosts), hosts[0])
""",
    ),
    Script(
        "timeit",
        """\
import time
start = time.time«|()»
total = sum(range(1000))
elapsed = time.time() - start
print(total, elapsed >= 0)
""",
    ),
    Script(
        "zip-three",
        """\
names = ["a", "b"]
ages = [1, 2]
cities = ["x", "y"]
for name, age, city in «(names, ages, cities)|zip(names, ages, cities)»:
    print(name, age, city)
""",
    ),
    Script(
        "enumerate-zip",
        """\
left = ["a", "b"]
right = [1, 2]
for i, «l, r|(l, r)» in enumerate(zip(left, right), start=1):
    print(i, l, r)
""",
    ),
    Script(
        "unpack-args",
        """\
def box(width, height, depth):
    return width * height * depth

sizes = [(1, 2, 3), (2, 2, 2)]
for size in sizes:
    print(box(«size|*size»))
""",
    ),
    Script(
        "nested-dict-typo",
        """\
config = {"database": {"host": "db", "port": 5432}, "debug": False}

def connect(config):
    db = config["database"]
    return f"{db['host']}:{db['«prot|port»']}"

print(connect(config))
""",
    ),
    Script(
        "case-key",
        """\
codes = {"no": "Norway", "se": "Sweden"}
for code in ["no", "se"]:
    print(codes[code])
print(codes["«NO|no»"])
""",
    ),
    Script(
        "user-case",
        """\
capitals = {"norway": "Oslo", "italy": "Rome"}
for country in ["Norway", "Italy"]:
    print(country, capitals[country«|.lower()»])
""",
    ),
    Script(
        "int-key-json",
        """\
import json
data = json.loads('{"1": "one", "2": "two"}')
for n in range(1, 3):
    print(data[«n|str(n)»])
""",
    ),
    Script(
        "graph",
        """\
edges = [("a", "b"), ("b", "c"), ("a", "c")]
graph = {}
for src, dst in edges:
    «graph[src].add(dst)|graph.setdefault(src, set()).add(dst)»
for node in sorted(graph):
    print(node, sorted(graph[node]))
""",
    ),
    Script(
        "class-counter",
        """\
class Words:
    def __init__(self):
        self.counts = {}

    def feed(self, text):
        for word in text.split():
            «self.counts[word] += 1|self.counts[word] = self.counts.get(word, 0) + 1»

w = Words()
w.feed("a b a")
print(w.counts)
""",
    ),
    Script(
        "bubble",
        """\
def bubble(values):
    n = len(values)
    for i in range(n):
        for j in range(n - i«| - 1»):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
    return values

print(bubble([3, 1, 2]))
""",
    ),
    Script(
        "global-flag",
        """\
attempts = 0
MAX = 3

def try_login(password):
«|    global attempts
»    if attempts >= MAX:
        return "locked"
    attempts += 1
    return "ok" if password == "x" else "no"

print([try_login(p) for p in ("a", "b", "c", "x")])
""",
    ),
    Script(
        "closure-total",
        """\
def make_adder():
    total = 0
    def add(n):
«|        nonlocal total
»        total += n
        return total
    return add

add = make_adder()
add(2)
print(add(3))
""",
    ),
    Script(
        "utf8-write",
        """\
text = "Müller – 10€"
with open("o.txt", "w", encoding="«ascii|utf-8»") as f:
    f.write(text)
print(len(open("o.txt", encoding="utf-8").read()))
""",
    ),
    Script(
        "latin-csv",
        """\
import csv
with open("stadt.csv", newline=""«|, encoding="latin-1"») as f:
    for row in csv.reader(f, delimiter=";"):
        print(len(row[0]), row[1])
""",
        files={"stadt.csv": b"M\xfcnchen;1\nK\xf6ln;2\n"},
    ),
    Script(
        "case-file",
        """\
from pathlib import Path
text = Path("«readme.txt|README.txt»").read_text()
print(text.strip())
""",
        files={"README.txt": "hello\n"},
    ),
    Script(
        "cwd",
        """\
import csv
import os

DATA = «"data/points.csv"|os.path.join(os.path.dirname(__file__), "data/points.csv")»

def load():
    with open(DATA) as f:
        return [row for row in csv.reader(f)]

print(load())
""",
        script="src/plot.py",
        files={"src/data/points.csv": "1,2\n"},
    ),
    Script(
        "mkdir-write",
        """\
import json
from pathlib import Path
«|Path("build/reports").mkdir(parents=True)
»out = Path("build") / "reports" / "a.json"
out.write_text(json.dumps({"a": 1}))
print(json.loads(out.read_text()))
""",
    ),
    Script(
        "money",
        """\
lines = ["$1,200.50", "$80.00"]
total = 0.0
for line in lines:
    total += float(line«|.replace("$", "").replace(",", "")»)
print(f"{total:.2f}")
""",
    ),
    Script(
        "hex",
        """\
colors = ["0xff", "0x10"]
print([int(c«|, 16») for c in colors])
""",
    ),
    Script(
        "comma-decimal",
        """\
temps = ["12,5", "13,0", "9,75"]
print(sum(float(t«|.replace(",", ".")») for t in temps))
""",
    ),
    Script(
        "skip-header",
        '''\
text = """day,steps
mon,100
tue,250
"""
total = 0
for line in text.splitlines()«|[1:]»:
    day, steps = line.split(",")
    total += int(steps)
print(total)
''',
    ),
    Script(
        "date-dmy",
        """\
from datetime import datetime
births = {"ann": "03/25/1990", "bob": "12/01/1985"}
for name, text in births.items():
    print(name, datetime.strptime(text, "«%d/%m/%Y|%m/%d/%Y»").year)
""",
    ),
    Script(
        "tz",
        """\
from datetime import datetime, timezone
stamp = datetime(2024, 1, 1, tzinfo=timezone.utc)
now = datetime.now(«|timezone.utc»)
print(now > stamp)
""",
    ),
    Script(
        "log-levels",
        """\
LINES = ["INFO:start", "ERROR:code:5"]
for line in LINES:
    level, message = line.split(":"«|, 1»)
    print(level, message)
""",
    ),
    Script(
        "closed",
        """\
with open("a.txt") as source:
    lines = (line.strip() for line in source)
«for line in lines:|    for line in lines:»
    «|    »print(line.upper())
""",
        files={"a.txt": "x\ny\n"},
    ),
    Script(
        "remove-loop",
        """\
from collections import deque
jobs = deque(["a", "b", "c"])
for job in «jobs|list(jobs)»:
    if job == "b":
        jobs.remove(job)
print(list(jobs))
""",
    ),
    Script(
        "setattr",
        """\
class Strict:
    def __init__(self):
        self.x = 1
    def __setattr__(self, name, value):
        print("set", name)
        «setattr(self, name, value)|super().__setattr__(name, value)»

s = Strict()
print(s.x)
""",
    ),
    Script(
        "escape",
        """\
import re
text = "total: 5$ (five) 5$"
token = "(five"
print(re.sub(«token|re.escape(token)», "[", text))
""",
    ),
    Script(
        "shadow-input",
        """\
def ask(values):
    it = iter(values)
    return lambda: next(it)

«type|kind» = "admin"
print(«type|kind».upper())
value = 3
print(type(value).__name__)
""",
    ),
    Script(
        "method-attr",
        """\
class Team:
    def __init__(self, name):
        self.name = name
        self.«size|_size» = 0

    def size(self):
        return self.«size|_size»

    def add(self):
        self.«size|_size» += 1

t = Team("a")
t.add()
print(t.size())
""",
    ),
    Script(
        "deco-args",
        """\
def repeat(times):
    def decorator(func):
        def wrapper(*args):
            for _ in range(times):
                func(*args)
        return wrapper
«|    return decorator
»
@repeat(2)
def hello(name):
    print("hello", name)

hello("x")
""",
    ),
    Script(
        "async-all",
        """\
import asyncio

async def price(item):
    await asyncio.sleep(0)
    return {"pen": 2, "ink": 5}[item]

async def main():
    total = 0
    for item in ("pen", "ink"):
        total += «|await »price(item)
    print("total", total)

asyncio.run(main())
""",
    ),
    Script(
        "checksum",
        """\
import hashlib
import json

def fingerprint(record):
    text = json.dumps(record, sort_keys=True)
    return hashlib.md5(«text|text.encode()»).hexdigest()

print(fingerprint({"a": 1})[:6])
""",
    ),
    Script(
        "urllib",
        """\
import base64
image = base64.b64decode("iVBORw0KGgo=")
with open("o.png", "«w|wb»") as f:
    f.write(image)
print(len(image))
""",
    ),
    Script(
        "isbn",
        """\
def valid(isbn):
    total = 0
    for i, digit in enumerate(isbn):
        total += «digit|int(digit)» * (10 - i)
    return total % 11 == 0

print(valid("0306406152"))
""",
    ),
    Script(
        "roman",
        """\
VALUES = {"i": 1, "v": 5, "x": 10}
total = 0
for letter in "XVI":
    total += VALUES[letter«|.lower()»]
print(total)
""",
    ),
    Script(
        "fib-cache",
        """\
cache = {0: 0, 1: 1}
def fib(n):
    if n not in cache:
        cache[n] = fib(n - 1) + fib(n - 2)
    return cache[n]
print("fib(20) = " + «fib(20)|str(fib(20))»)
""",
    ),
    Script(
        "min-of-input",
        """\
values = []
for _ in range(3):
    values.append(«input()|int(input())»)
print(max(values) - min(values))
""",
        stdin="9\n100\n20\n",
    ),
    Script(
        "arg-parse",
        """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("count")
args = parser.parse_args(["3"])
for i in range(«args.count|int(args.count)»):
    print(i)
""",
    ),
]
