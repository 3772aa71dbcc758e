# temperatures.py: weekly temperature chart with plain text bars

readings = {
    "Mon": [4.5, 9.0, 7.5],
    "Tue": [3.0, 11.5, 8.0],
    "Wed": [-1.5, 2.0, 0.5],
    "Thu": [0.0, 5.5, 3.5],
    "Fri": [6.5, 13.0, 10.0],
}


def average(values):
    total = sum(values)
    count = len(values)
    return total / count


def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32


def bar(value, width=20, low=-5.0, high=15.0):
    filled = round((value - low) / (high - low) * width)
    return "#" * filled + "." * (width - filled)


coldest = None
for day, values in readings.items():
    avg = average(values)
    print(f"{day} {bar(avg)} {avg:5.1f} C {to_fahrenheit(avg):5.1f} F")
    if coldest is None or avg < coldest[1]:
        coldest = (day, avg)

print("coldest day:", coldest[0])
