"""A meter whose first reading fails."""

readings = iter([None, 20.5, 21.0])


def read():
    """Return a reading."""
    value = next(readings)
    if value is None:
        raise OSError("no reading")
    return value


def temperature():
    """Return the temperature in degrees."""
    return read()
