#!/usr/bin/env python3
"""Grade book of a small class.

Grades are percentages; every student needs at least two of them.
"""
from collections.abc import Mapping
from statistics import mean, median

warnings = 0


class GradeBook(Mapping):
    def __init__(self, course):
        self.course = course
        self.students = {}

    def __getitem__(self, name):
        return self.students[name]

    def __iter__(self):
        return iter(sorted(self.students))

    def __len__(self):
        return len(self.students)

    def record(self, name, *grades):
        self.students.setdefault(name, []).extend(grades)

    def average(self, name):
        grades = self[name]
        if len(grades) < 2:
            warn(f"{name} has only {len(grades)} grade(s)")
        return mean(grades)


def warn(message):
    global warnings
    warnings += 1
    print(f"warning {warnings}: {message}")


def letter(percent):
    for limit, grade in ((90, "A"), (80, "B"), (70, "C")):
        if percent >= limit:
            return grade
    return "F"


book = GradeBook("Physics I")
book.record("Wanda", 91, 95, 88)
book.record("Erik", 67)
book.record("Kurt", 78, 84)
book.record("Erik", 72, 70)
book.record("Jean", 99)

print(f"{book.course}: {len(book)} students")
for name in book:
    average = book.average(name)
    print(
        f"{name:<6} {average:6.2f} {letter(average)}  "
        + ",".join(map(str, book[name]))
    )

everything = [grade for grades in book.values() for grade in grades]
print("median of all grades:", median(sorted(everything)))
print("warnings:", warnings)
