from abc import ABC, abstractmethod


class Shape(ABC):
    """A shape."""

    @abstractmethod
    def area(self):
        """Return the area."""


class Square(Shape):
    """A square."""

    def __init__(self, side):
        self.side = side


def squares(sides):
    return [Square(side) for side in sides]
