"""Queue simulation for a single ticket counter (fixed arrivals)."""
from collections import deque

arrivals = [0, 1, 2, 3, 9, 10, 18]       # minute of arrival
service = [3, 4, 1, 2, 5, 1, 2]          # minutes at the counter


def simulate(arrivals, service):
    waiting = deque(zip(range(1, len(arrivals) + 1), arrivals, service))
    clock = 0
    idle = 0
    log = []
    while waiting:
        customer, arrived, minutes = waiting.popleft()
        if arrived > clock:
            idle += arrived - clock
            clock = arrived
            wait = 0
         else:
            wait = clock - arrived
        log.append((customer, arrived, wait, clock + minutes))
        clock += minutes
    return log, idle


log, idle = simulate(arrivals, service)
print("cust arrive wait leave")
for entry in log:
    print("%4d %6d %4d %5d" % entry)
waits = [wait for _, _, wait, _ in log]
print("mean wait %.2f, max wait %d, counter idle %d" % (sum(waits) / len(waits), max(waits), idle))
