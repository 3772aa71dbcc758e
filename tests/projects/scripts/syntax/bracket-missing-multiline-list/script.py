"""
Grade calculator
----------------
Reads the marks below, computes the weighted mean and the letter grade.
"""

WEIGHTS = {"homework": 0.2, "midterm": 0.3, "final": 0.5}

STUDENTS = [
    {"name": "Nadia", "homework": 88, "midterm": 91, "final": 79},
    {"name": "Tom", "homework": 75, "midterm": 62, "final": 70},
    {"name": "Wei", "homework": 98, "midterm": 95, "final": 99},
    {"name": "Olu", "homework": 40, "midterm": 55, "final": 51},

BOUNDARIES = [(90, "A"), (80, "B"), (70, "C"), (60, "D")]


def weighted(student):
    return sum(student[part] * weight for part, weight in WEIGHTS.items())


def letter(score):
    for limit, grade in BOUNDARIES:
        if score >= limit:
            return grade
    return "F"


def main():
    scores = {}
    for student in STUDENTS:
        scores[student["name"]] = weighted(student)
    for name, score in sorted(scores.items()):
        print(f"{name:<6} {score:6.1f}  {letter(score)}")
    print(f"class mean {sum(scores.values()) / len(scores):.2f}")


main()
