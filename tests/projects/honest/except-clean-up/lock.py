"""A lock around a job."""


class Lock:
    def __init__(self):
        self.held = False

    def run(self, job):
        """Run a job while the lock is held."""
        self.held = True
        result = job()
        self.held = False
        return result
