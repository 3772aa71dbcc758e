"""Parking garage simulation (cars enter and leave, fees by started hour)."""
from dataclasses import dataclass


@dataclass
class Ticket:
    plate: str
    entered: int          # minutes since opening


class Garage:
    HOURLY = 2.5
    DAILY_MAX = 15

    def __init__(self, capacity):
        self.capacity = capacity
        self.tickets = {}
        self.income = 0.0
        self.turned_away = 0

    def enter(self, plate, minute):
        if len(self.tickets) >= self.capacity:
            self.turned_away += 1
            return False
        self.tickets[plate] = Ticket(plate, minute)
        return True

    def fee(minutes):
        hours = -(-minutes // 60)
        return min(hours * Garage.HOURLY, Garage.DAILY_MAX)

    def leave(self, plate, minute):
        ticket = self.tickets.pop(plate)
        price = self.fee(minute - ticket.entered)
        self.income += price
        return price


EVENTS = [
    (5, "in", "AB-123"),
    (12, "in", "CD-456"),
    (30, "in", "EF-789"),
    (95, "out", "AB-123"),
    (100, "in", "GH-012"),
    (590, "out", "CD-456"),
    (601, "out", "GH-012"),
]

garage = Garage(capacity=2)
for minute, kind, plate in EVENTS:
    if kind == "in":
        state = "entered" if garage.enter(plate, minute) else "garage full"
    else:
        state = f"paid {garage.leave(plate, minute):.2f}"
    print(f"{minute:>4} {plate} {state}")
print("income", garage.income, "turned away", garage.turned_away)
