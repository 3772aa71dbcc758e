"""Names."""

import warnings


def greet(name):
    warnings.warn("greet is old", DeprecationWarning)
    return "Hello " + name
