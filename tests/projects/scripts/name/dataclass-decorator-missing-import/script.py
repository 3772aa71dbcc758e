from dataclasses import field
from enum import Enum


class Priority(Enum):
    LOW = 1
    NORMAL = 2
    URGENT = 3


@dataclass(order=True)
class Ticket:
    sort_key: tuple = field(init=False, repr=False)
    title: str
    priority: Priority = field(default=Priority.NORMAL, compare=False)
    tags: list = field(default_factory=list, compare=False)

    def __post_init__(self):
        self.sort_key = (-self.priority.value, self.title)


@dataclass
class Board:
    tickets: list = field(default_factory=list)

    def add(self, *args, **kwargs):
        self.tickets.append(Ticket(*args, **kwargs))
        return self

    def tagged(self, tag):
        return [t.title for t in sorted(self.tickets) if tag in t.tags]


board = Board()
board.add("Update docs", Priority.LOW, tags=["docs"])
board.add("Server down", Priority.URGENT, tags=["ops"])
board.add("Fix typo", tags=["docs", "easy"]).add("Add login", tags=["web"])

for ticket in sorted(board.tickets):
    print(f"{ticket.priority.name:<7} {ticket.title}")
print(board.tagged("docs"))
print(board.tickets[2])
