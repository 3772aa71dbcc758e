"""Evaluate a survey: answers 1 (bad) to 5 (great), 0 = no answer."""
import numpy as np

QUESTIONS = ["Food", "Rooms", "Staff"]

ANSWERS = np.array([
    [5, 4, 5],
    [3, 0, 4],
    [4, 4, 2],
    [1, 2, 0],
    [7, 3, 4],     # somebody could not read
])


def valid_rows(answers):
    ok = np.in1d(answers.ravel(), [0, 1, 2, 3, 4, 5]).reshape(answers.shape)
    return answers[ok.all(axis=1)]


def evaluate(column):
    given = column[column > 0]
    if given.size = 0:
        return None
    positive = (given >= 4).sum() / given.size
    return given.mean(), postive


def main():
    rows = valid_rows(ANSWERS)
    print(f"{len(rows)} of {len(ANSWERS)} questionnaires are valid")
    for question, column in zip(QUESTIONS, rows.T):
        result = evaluate(column)
        if result is None:
            print(f"{question:<6} no answers")
            continue
        mean, positive = result
        print(f"{question:<6} mean {mean:.2f}  positive {positive:.0%}")


if __name__ == "__main__":
    main()
