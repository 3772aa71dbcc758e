"""Parse durations like 1h30m and add them up."""
import re

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def parse_duration(text):
    seconds = 0
    for amount, unit in re.findall(r"(\d+)([dhms])", text):
        seconds += int(amount) * UNITS[unit]
    return seconds


def format_duration(seconds):
    parts = []
    for unit, size in UNITS.items():
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


timesheet = {
    "planning": ["1h30m", "45m"],
    "coding": ["3h", "2h15m30s", "50m"],
    "meetings": ["1h", "1h", "1h"],
    "lunch": [],
}

overall = 0
for task, spans in timesheet.items():
    total = sum(parse_duration(span) for span in spans)
    overall += total
    print(f"{task:<9}{format_duration(total):>10}")
print(f"{'overall':<9}{format_duration(overall):>10}")
