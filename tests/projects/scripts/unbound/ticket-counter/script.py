# Help desk: number the incoming tickets

next_number = 100
queue = []

PRIORITIES = {"outage": 1, "bug": 2, "question": 3}


def open_ticket(kind, text):
    ticket = {"id": next_number, "kind": kind, "text": text,
              "priority": PRIORITIES.get(kind, 9)}
    next_number += 1
    queue.append(ticket)
    return ticket["id"]


def work(n):
    done = sorted(queue, key=lambda t: (t["priority"], t["id"]))[:n]
    for ticket in done:
        queue.remove(ticket)
    return done


open_ticket("question", "How do I change my avatar?")
open_ticket("bug", "Export button does nothing")
last = open_ticket("outage", "Nobody can log in")
open_ticket("idea", "Dark mode please")
print("outage has number", last)

for ticket in work(3):
    print("#{id} [{kind}] {text}".format(**ticket))
print("left:", [t["id"] for t in queue], "next number:", next_number)
