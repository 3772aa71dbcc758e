"""Runs jobs."""


def run(jobs):
    """Run each job in a thread and wait for all."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
