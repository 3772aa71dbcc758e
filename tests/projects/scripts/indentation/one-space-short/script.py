def primes_up_to(limit):
    """Sieve of Eratosthenes"""
    sieve = [True] * (limit + 1)
    sieve[0] = sieve[1] = False
    for n in range(2, int(limit ** 0.5) + 1):
        if sieve[n]:
            for multiple in range(n * n, limit + 1, n):
                sieve[multiple] = False
    return [n for n, prime in enumerate(sieve) if prime]


def factorize(n, primes):
    factors = {}
    for p in primes:
        if p * p > n:
            break
        while n % p == 0:
            factors[p] = factors.get(p, 0) + 1
           n //= p
    if n > 1:
        factors[n] = factors.get(n, 0) + 1
    return factors


def pretty(factors):
    return " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in factors.items())


PRIMES = primes_up_to(100)
print(len(PRIMES), "primes, the last three:", PRIMES[-3:])
for number in (12, 97, 360, 1001, 9409, 2 ** 10):
    print(number, "=", pretty(factorize(number, PRIMES)))
