"""Compare two hand written sorting algorithms.

Only the number of comparisons is printed for each run, the timing is used
for a sanity check that nothing took absurdly long.
"""
import random
import time


def bubble_sort(values):
    values = list(values)
    compares = 0
    for end in range(len(values) - 1, 0, -1):
        swapped = False
        for i in range(end):
            compares += 1
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]
                swapped = True
        if not swapped:
            break
    return values, compares


def insertion_sort(values):
    values = list(values)
    compares = 0
    for i in range(1, len(values)):
        key = values[i]
        j = i - 1
        while j >= 0:
            compares += 1
            if values[j] <= key:
                break
            values[j + 1] = values[j]
            j -= 1
        values[j + 1] = key
    return values, compares


class Stopwatch:
    """Context manager: `with Stopwatch() as watch: ...; watch.elapsed`"""

    timer = staticmethod(time.clock)

    def __enter__(self):
        self.started = self.timer()
        return self

    def __exit__(self, *exc):
        self.elapsed = self.timer() - self.started
        return False


random.seed(2024)
data = [random.randrange(1000) for _ in range(60)]

with Stopwatch() as total:
    for func in (bubble_sort, insertion_sort):
        result, compares = func(data)
        ok = "sorted" if result == sorted(data) else "WRONG"
        print(f"{func.__name__:<16}{compares:>6} comparisons  {ok}")

print("finished in time:", 0 <= total.elapsed < 5)
