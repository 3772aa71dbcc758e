"""A timer."""


class Timer:
    def __init__(self):
        self.running = False
