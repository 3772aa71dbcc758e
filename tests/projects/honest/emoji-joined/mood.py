"""Moods."""

FACES = {"family": "👨‍👩"}


def face(name):
    return FACES[name.title()]
