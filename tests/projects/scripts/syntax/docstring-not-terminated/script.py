import math


class Vector:
    """A vector in the plane."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __repr__(self):
        return f"Vector({self.x:g}, {self.y:g})"

    def length(self):
        """Euclidean length of the vector.""
        return math.hypot(self.x, self.y)

    def angle(self):
        # degrees, counter-clockwise from the x axis
        return math.degrees(math.atan2(self.y, self.x))


path = [Vector(3, 4), Vector(0, -2), Vector(-5, 12)]
position = Vector(0, 0)
walked = 0
for step in path:
    position = position + step
    walked += step.length()
    print("step", step, "length", step.length(), "now at", position)

print("walked", walked)
print("distance from start %.3f" % position.length())
print("bearing %.1f" % position.angle())
print("back home:", position * -1)
