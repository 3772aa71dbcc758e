"""Compare three ways to compute Fibonacci numbers (timings only checked, not shown)."""
import time
from functools import lru_cache


def iterative(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@lru_cache(maxsize=None)
def cached(n):
    return n if n < 2 else cached(n - 1) + cached(n - 2)


def doubling(n):
    def pair(k):
        if k == 0:
            return 0, 1
        a, b = pair(k >> 1)
        c, d = a * (2 * b - a), a * a + b * b
        return (d, c + d) if k & 1 else (c, d)
    return pair(n)[0]


def measure(function, *args):
    started = time.perf_counter()
    result = function(*args)
    elapsed = time.perf_counter() - started
    return result, elapsed


for function in (iterative, cached, doubling):
    result, elapsed = measure(function, 90)
    verdict = "fast" if 0 <= elapsed < 5 else "slow"
    print(f"{function.__name__:<10} {result} {verdict}")
print("digits of fib(300):", len(str(measure(doubling, 300)[0])))
