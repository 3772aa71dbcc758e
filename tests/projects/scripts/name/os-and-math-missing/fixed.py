# Estimate how many disks (and boxes) a backup needs.
import math
import os

DISK_SIZE = 4_700            # megabytes
PER_BOX = 3

folders = [
    ("photos/2021/summer", 9200),
    ("photos/2022/winter.trip", 4100),
    ("music", 15750),
    ("documents/taxes.old", 380),
]

def label(path):
    """Disk label: the last part of the path without extension, upper case."""
    base = os.path.basename(path)
    return os.path.splitext(base)[0].upper()

def disks(megabytes):
    return math.ceil(megabytes / DISK_SIZE)

total = 0
for path, size in folders:
    n = disks(size)
    total += n
    print("%-12s %6d MB -> %d disk(s)" % (label(path), size, n))

print("disks:", total)
print("boxes:", math.ceil(total / PER_BOX))
print("free on last disk: %.1f%%" % (100 - 100 * math.fmod(9200, DISK_SIZE) / DISK_SIZE))
