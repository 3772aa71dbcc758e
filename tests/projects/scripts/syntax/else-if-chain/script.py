"""Classify body mass index values and count the classes."""

people = [
    ("Ann", 1.68, 52.0),
    ("Bert", 1.80, 95.5),
    ("Cleo", 1.75, 71.2),
    ("Dirk", 1.92, 125.0),
    ("Ella", 1.55, 41.0),
    ("Finn", 1.83, 78.3),
]


def classify(bmi):
    if bmi < 18.5:
        label = "underweight"
    else if bmi < 25:
        label = "normal"
    elseif bmi < 30:
        label = "overweight"
    else
        label = "obese"
    return label


def main():
    tally = {}
    for name, height, weight in people:
        bmi = weight / height ** 2
        label = classify(bmi)
        tally[label] = tally.get(label, 0) + 1
        print("%-5s %5.1f  %s" % (name, bmi, label))
    print("---")
    for label in sorted(tally):
        print(label, tally[label])


if __name__ == "__main__":
    main()
