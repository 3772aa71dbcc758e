"""Links."""


def link(name):
    return "/find?q=" + name
