"""Token bucket rate limiter written as a closure (simulated clock)."""


def make_limiter(capacity, refill_every):
    tokens = capacity
    last_refill = 0

    def allow(now):
        nonlocal last_refill, tokens
        earned = (now - last_refill) // refill_every
        if earned > 0:
            tokens = min(capacity, tokens + earned)
            last_refill += earned * refill_every
        if tokens == 0:
            return False
        tokens -= 1
        return True

    return allow


def main():
    allow = make_limiter(capacity=3, refill_every=10)
    other = make_limiter(capacity=1, refill_every=100)
    times = [0, 1, 2, 3, 9, 10, 12, 31, 32, 33]
    accepted = 0
    for t in times:
        ok = allow(t)
        accepted += ok
        print(f"t={t:>3}  {'accepted' if ok else 'rejected':<9} other={'yes' if other(t) else 'no'}")
    print(f"{accepted} of {len(times)} accepted")


if __name__ == "__main__":
    main()
