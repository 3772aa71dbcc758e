"""Points."""

from dataclasses import dataclass, field


@dataclass
class Point:
    x: int
    y: int = field(default=0)

    def mirrored(self):
        """Return the point on the other side of the x axis."""
        return Point(self.x, self.y)
