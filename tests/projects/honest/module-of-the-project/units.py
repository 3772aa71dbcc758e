"""Units."""

INCH = 2.54
