"""Job queue with workers that fail in different ways."""
import random


class WorkerLost(Exception):
    pass


class JobRejected(Exception):
    pass


def run(job):
    # the cluster is full on mondays, and on all other days it loses workers
    if random.random() < 0.5:
        raise WorkerLost(f"connection to the worker of job {job} lost")
    raise JobRejected(f"no capacity for job {job}")


def main():
    finished = []
    for job in ("index", "thumbnails", "newsletter"):
        run(job)
        finished.append(job)
    print("finished:", ", ".join(finished))


if __name__ == "__main__":
    main()
