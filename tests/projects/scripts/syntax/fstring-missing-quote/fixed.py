from datetime import date, timedelta


def library_due(borrowed, days=21):
    due = borrowed + timedelta(days=days)
    # closed on Sundays, move to Monday
    if due.weekday() == 6:
        due += timedelta(days=1)
    return due


def fine(due, returned, per_day=0.25):
    late = (returned - due).days
    return max(0, late) * per_day


loans = [
    ("Dune", date(2024, 1, 2), date(2024, 1, 20)),
    ("Emma", date(2024, 2, 4), date(2024, 3, 1)),
    ("Ulysses", date(2023, 12, 10), date(2024, 2, 29)),
]

report = []
for title, borrowed, returned in loans:
    due = library_due(borrowed)
    owed = fine(due, returned)
    report.append(f"{title:<8} due {due:%a %d %b %Y} fine {owed:>6.2f}")

report.append(f"total fines {sum(fine(library_due(b), r) for _, b, r in loans):.2f}")
print("\n".join(report))
