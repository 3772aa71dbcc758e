import sys


def read_harvest(filename):
    yields = []
    with open(filename) as f:
        for line in f:
            line = line.strip()
            if not line or line.startswith('#'):
                continue
            orchard, kg = line.split()
            yields.append((orchard, float(kg)))
    return yields


def average(yields):
    total = 0
    count = 0
    for orchard, kg in yields:
        if kg == 0:
            continue            # not harvested, do not count
        total += kg
        count += 1
    return total / count


def main():
    yields = read_harvest('harvest.txt')
    mean = average(yields)
    sys.stdout.write('average: %.2f kg\n' % mean)
    for orchard, kg in yields:
        if kg == 0:
            sys.stdout.write('%-6s -\n' % orchard)
        else:
            sys.stdout.write('%-6s %+.2f\n' % (orchard, kg - mean))


main()
