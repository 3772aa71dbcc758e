# Seating plan for the theatre: which seats are free, how much money came in?

PLAN = """
A x x . . x x
B . x x x x .
C . . . . x .
"""

PRICES = {'A': 30, 'B': 24, 'C': 18}


class Row:
    def __init__(self, line):
        self.letter, *self.seats = line.split()

    def free(self):
        return [i for i, seat in enumerate(self.seats, 1) if seat == '.']

    def income(self):
        sold = len(self.seats) - len(self.free())
        return sold * PRICES[self.letter]

    def neighbours(self, wanted):
        """First seat of the leftmost group of `wanted` free seats, or None."""
        run = 0
        for number, seat in enumerate(self.seats, 1):
            if seat == '.':
                run += 1
                if run == wanted:
                    return number - wanted + 1
            else:
                run = 0
       return None


rows = map(Row, PLAN.strip().splitlines())
front = rows[0]
print('front row free:', front.free())

for row in rows:
    text = ' '.join('%s%d' % (row.letter, n) for n in row.free())
    print('%s: %-16s income %3d' % (row.letter, text or '-', row.income()))

for wanted in (2, 3, 5):
    options = ['%s%d' % (r.letter, r.neighbours(wanted)) for r in rows if r.neighbours(wanted)]
    print('%d together: %s' % (wanted, ', '.join(options) or 'sold out'))
