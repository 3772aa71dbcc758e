# Body mass index, interactive

LIMITS = [(18.5, "underweight"), (25, "normal"), (30, "overweight")]


def classify(bmi):
    for limit, label in LIMITS:
        if bmi < limit:
            return label
    return "obese"


name = input("Your name: ")
height = float(input("Height in m: "))
weight = float(input("Weight in kg: "))
print()

bmi = weight / height ** 2
ideal = 22 * height ** 2

print(f"Hello {name}!")
print(f"Your BMI is {bmi:.1f} ({classify(bmi)}).")
print(f"A BMI of 22 would be {ideal:.1f} kg.")
