"""A cache."""

import cPickle


def dump(value):
    return cPickle.dumps(value)


def load(data):
    return cPickle.loads(data)
