from __future__ import annotations

from typing import Protocol, Tuple


class Shape(Protocol):
    name: str

    def area(self) -> float: ...

    def corners(self) -> Tuple[Tuple[float, float], ...]: ...


class Rectangle:
    name = "rectangle"

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height

    def area(self) -> float:
        return self.width * self.height

    def corners(self):
        w, h = self.width, self.height
        return (0.0, 0.0), (w, 0.0), (w, h), (0.0, h)


class Polygon:
    def __init__(self, name: str, *points: Tuple[float, float]) -> None:
        self.name = name
        self.points = points

    def corners(self):
        return self.points

    def area(self) -> float:
        # shoelace formula
        twice = 0.0
        for (x1, y1), (x2, y2) in zip(self.points, self.points[1:] + self.points[:1]):
            twice += x1 * y2 - x2 * y1
        return abs(twice) / 2


def describe(shape: Shape) -> str:
    return f"{shape.name}: {len(shape.corners())} corners, area {shape.area():.1f}"


shapes = [Rectangle(4, 2.5), Polygon("triangle", (0, 0), (6, 0), (0, 3)), Polygon("kite", (0, 1), (2, 0), (0, -3), (-2, 0))]
for shape in shapes:
    print(describe(shape))
print("largest:", max(shapes, key=lambda s: s.area()).name)
