"""A stack."""


class Stack:
    """Last in, first out."""

    def __init__(self):
        self.items = []

    def __len__(self):
        return len(self.items)

    def push(self, item):
        self.itmes.append(item)

    def pop(self):
        return self.items.pop()
