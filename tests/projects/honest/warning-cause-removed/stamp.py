"""Time stamps."""

from datetime import datetime
import warnings


def old_stamp(seconds):
    warnings.warn("use stamp", DeprecationWarning, stacklevel=2)
    return stamp(seconds)


def stamp(seconds):
    return seconds * 1000


def stamps(values):
    return [old_stamp(value) for value in values]
