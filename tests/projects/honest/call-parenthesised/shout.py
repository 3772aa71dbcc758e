"""Shouts."""


def shout(text):
    print "shouting"
    return text.upper() + "!"
