"""Jobs are described in an ini file and worked off by priority."""
import ConfigParser
import Queue
from StringIO import StringIO

JOBS = """\
[backup]
priority = 2
minutes = 40

[virus-scan]
priority = 5
minutes = 25

[reindex]
priority = 1
minutes = 10
"""


def load(text):
    parser = ConfigParser.RawConfigParser()
    parser.read_string(text)
    jobs = Queue.PriorityQueue()
    for section in parser.sections():
        jobs.put((parser.getint(section, "priority"), section, parser.getint(section, "minutes")))
    return jobs


def work(jobs, out):
    clock = 22 * 60
    while not jobs.empty():
        priority, name, minutes = jobs.get()
        out.write("%02d:%02d  %-10s (priority %d)\n" % (clock // 60 % 24, clock % 60, name, priority))
        clock += minutes
    out.write("%02d:%02d  all done\n" % (clock // 60 % 24, clock % 60))


report = StringIO()
work(load(JOBS), report)
print(report.getvalue().rstrip())
print("%d lines" % report.getvalue().count("\n"))
