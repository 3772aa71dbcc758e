import sys
notes = []
def add(text):
    notes.append(text.strip())
def show():
    for number, note in enumerate(notes, 1)
        print(number, note)
for line in sys.stdin:
    add(line)
show()
