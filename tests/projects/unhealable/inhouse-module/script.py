"""Send the weekly KPI digest to the dashboard."""
import datetime

from acme_kpi_toolbox import Dashboard, percent_change

WEEKS = {
    datetime.date(2024, 5, 6): {"visits": 10412, "orders": 388},
    datetime.date(2024, 5, 13): {"visits": 11020, "orders": 402},
}


def digest(weeks):
    (_, before), (day, now) = sorted(weeks.items())
    lines = [f"Week of {day:%d %B %Y}"]
    for metric in sorted(now):
        change = percent_change(before[metric], now[metric])
        lines.append(f"{metric:<8}{now[metric]:>8} {change:+.1f}%")
    return "\n".join(lines)


if __name__ == "__main__":
    text = digest(WEEKS)
    print(text)
    Dashboard("weekly").publish(text)
