import numpy as np

# rows = students, columns = exams, -1 = absent
raw = [
    ["88", "92", "79"],
    ["71", "-1", "84"],
    ["95", "90", "97"],
    ["60", "58", "-1"],
]
names = ["Aisha", "Ben", "Carla", "Dmitri"]

scores = np.array(raw).astype(float)
scores[scores < 0] = np.nan

student_mean = np.nanmean(scores, axis=1)
exam_mean = np.nanmean(scores, axis=0)

for name, mean in zip(names, student_mean):
    grade = "A" if mean >= 90 else "B" if mean >= 80 else "C" if mean >= 70 else "D"
    print(f"{name:<8}{mean:6.2f}  {grade}")

print("exam means:", " ".join(f"{m:.2f}" for m in exam_mean))
print("absences:", int(np.isnan(scores).sum()))
