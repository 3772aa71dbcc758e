# Collatz-like sequences for the rule n -> 3n - 1
def length(n):
    steps = 0
    while n != 1:
        if n % 2:
            n = 3 * n - 1
        else:
            n //= 2
        steps += 1
    return steps


longest = 0
for start in range(1, 30):
    steps = length(start)
    longest = max(longest, steps)
    print("start", start, "takes", steps, "steps")
print("longest:", longest)
