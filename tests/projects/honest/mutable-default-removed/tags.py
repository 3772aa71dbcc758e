"""Tags."""


def tag(name, tags=[]):
    """Return tags with a name added."""
    tags.append(name)
    return tags
