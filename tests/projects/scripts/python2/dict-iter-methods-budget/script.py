# Monthly budget against actual spending
budget = {}
budget["rent"] = 900
budget["food"] = 350
budget["fun"] = 120

spent = {"rent": 900, "food": 402, "fun": 77}

class Line(object):
    def __init__(self, name, planned, actual):
        self.name, self.planned, self.actual = name, planned, actual
    def delta(self):
        return self.planned - self.actual
    def __str__(self):
        return "%-6s planned %5d spent %5d left %+5d" % (self.name, self.planned, self.actual, self.delta())

lines = []
for name, planned in sorted(budget.iteritems()):
    lines.append(Line(name, planned, spent.get(name, 0)))

print "Budget for March"
for line in lines:
    print line

total = sum(budget.itervalues())
used = sum(l.actual for l in lines)
print "used %d of %d (%.1f%%)" % (used, total, used * 100.0 / total)
if [l for l in lines if l.delta() < 0]:
    print "over budget:", ", ".join(l.name for l in lines if l.delta() < 0)
