"""Fill the reminder template and wrap it into a box."""
from pathlib import Path
from string import Template

TEMPLATE_FILE = Path("templates") / "letter.txt"

REMINDERS = [
    dict(name="Yuki", item="projector", due="12 June"),
    dict(name="Femi", item="laser cutter key", due="14 June"),
]


def boxed(text):
    lines = text.splitlines()
    width = max(map(len, lines))
    yield "+" + "-" * (width + 2) + "+"
    for line in lines:
        yield f"| {line:<{width}} |"
    yield "+" + "-" * (width + 2) + "+"


def main():
    template = Template(TEMPLATE_FILE.read_text())
    for reminder in REMINDERS:
        print("\n".join(boxed(template.substitute(reminder))))


if __name__ == "__main__":
    main()
