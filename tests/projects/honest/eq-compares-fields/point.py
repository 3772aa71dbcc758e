"""Points on a grid."""


class Point:
    """A place with two coordinates."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def mirrored(self):
        """Return the point with its coordinates exchanged."""
        return Point(self.y, self.x)
