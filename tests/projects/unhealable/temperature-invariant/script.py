# Convert a sensor dump to Kelvin. Values are tenths of a degree Celsius.

DUMP = "215 221 -34 198 -2941 207 211"


def to_kelvin(tenths):
    kelvin = tenths / 10 + 273.15
    assert kelvin >= 0, f"below absolute zero: {tenths / 10} C"
    return round(kelvin, 2)


readings = [int(field) for field in DUMP.split()]
kelvin = [to_kelvin(reading) for reading in readings]

print("readings:", len(kelvin))
print("min %.2f K  max %.2f K" % (min(kelvin), max(kelvin)))
print("mean %.2f K" % (sum(kelvin) / len(kelvin)))
