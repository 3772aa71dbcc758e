"""A stack."""


class Stack:
    """Last in, first out."""

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def contains(self, item):
        return Answer(item in self.items[:-1])


class Answer:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value
