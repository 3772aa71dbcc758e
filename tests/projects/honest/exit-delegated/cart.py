"""A file that is closed."""


class Source:
    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self.stream.__enter__()
