"""Check a list of e-mail addresses; complaints go to stderr."""
import re
import sys

ADDRESS = re.compile(r"^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$", re.I)

CANDIDATES = """\
jane.doe@example.com
bob@localhost
no-at-sign.example.org
x+filter@mail.example.co.uk
spaces in@example.com
"""


def check(lines):
    good, bad = [], []
    for number, line in enumerate(lines, 1):
        if ADDRESS.match(line):
            good.append(line)
        else:
            print >>sys.stderr, "line %d: bad address %r" % (number, line)
            bad.append(line)
    return good, bad


def domain(address):
    return address.rsplit("@", 1)[1]


good, bad = check(CANDIDATES.splitlines())
for address in good:
    print domain(address), "<-", address
print >>sys.stdout, len(good), "good,", len(bad), "bad"
if bad:
    print >>sys.stderr, "please correct the addresses above"
print "done"
