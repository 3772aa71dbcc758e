class Temperature:
    """Holds a temperature in kelvin and offers other scales."""

    ABSOLUTE_ZERO_C = -273.15

    def __init__(self, kelvin):
        if kelvin < 0:
            raise ValueError("below absolute zero")
        self._kelvin = kelvin

    @classmethod
    def from_celsius(cls, celsius):
        return cls(celsius - cls.ABSOLUTE_ZERO_C)

    @property
    def kelvin(self):
        return self._kelvin

        @property
    def celsius(self):
        return self._kelvin + self.ABSOLUTE_ZERO_C

    @property
    def fahrenheit(self):
        return self.celsius * 1.8 + 32

    def __lt__(self, other):
        return self._kelvin < other._kelvin

    def __str__(self):
        return f"{self.celsius:.1f}C / {self.fahrenheit:.1f}F / {self.kelvin:.2f}K"


if __name__ == "__main__":
    temps = [Temperature.from_celsius(c) for c in (100, -40, 36.6, 0)]
    temps.append(Temperature(0))
    for t in sorted(temps):
        print(t)
    try:
        Temperature.from_celsius(-300)
    except ValueError as err:
        print("refused:", err)
