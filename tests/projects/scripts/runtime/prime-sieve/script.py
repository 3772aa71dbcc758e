#!/usr/bin/env python3
# Sieve: remove composites from the candidate set.

LIMIT = 60


def primes_up_to(limit):
    candidates = set(range(2, limit + 1))
    for number in candidates:
        for multiple in range(number * number, limit + 1, number):
            candidates.discard(multiple)
    return sorted(candidates)


def twins(primes):
    return [(p, q) for p, q in zip(primes, primes[1:]) if q - p == 2]


primes = primes_up_to(LIMIT)
print(len(primes), 'primes up to', LIMIT)
print(' '.join(str(p) for p in primes))
for p, q in twins(primes):
    print('twin: %d/%d' % (p, q))
gaps = [q - p for p, q in zip(primes, primes[1:])]
print('largest gap:', max(gaps))
