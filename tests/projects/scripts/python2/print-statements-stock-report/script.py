# stock.py
# Portfolio report.  Amounts in whole cents.

portfolio = [
    ("ACME", 120, 3150, 3525),
    ("GLOBEX", 40, 11800, 9950),
    ("INITECH", 300, 410, 410),
    ("HOOLI", 15, 28000, 30125),
]

def dollars(cents):
    return "%.2f" % (cents / 100.0)

print "Portfolio report"
print "================"
print

total_cost = 0
total_value = 0
for symbol, shares, bought, now in portfolio:
    cost = shares * bought
    value = shares * now
    total_cost += cost
    total_value += value
    print "%-8s %4d" % (symbol, shares),
    if value > cost:
        print "up  ", dollars(value - cost)
    elif value < cost:
        print "down", dollars(cost - value)
    else:
        print "flat"

print
print "cost  %12s" % dollars(total_cost)
print "value %12s" % dollars(total_value)
print "gain  %12s" % dollars(total_value - total_cost)
