from datetime import datetime

import pytest

from meetings.calendar import Calendar, Clash
from meetings.zones import local, to_utc


def test_an_agenda_in_utc():
    calendar = Calendar()
    calendar.add("Review", local("UTC", 2026, 11, 3, 15, 0))
    calendar.add("Stand-up", local("UTC", 2026, 11, 3, 9, 0))
    assert calendar.agenda("UTC") == ["Tue 09:00 Stand-up", "Tue 15:00 Review"]


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        to_utc(datetime(2026, 11, 3, 9, 0))


def test_everyone_sees_the_same_moment():
    calendar = Calendar()
    calendar.add("Kick-off", local("Seoul", 2026, 11, 4, 1, 30))
    assert calendar.agenda("Seoul") == ["Wed 01:30 Kick-off"]
    assert calendar.agenda("Berlin") == ["Tue 17:30 Kick-off"]
    assert calendar.agenda("Delhi") == ["Tue 22:00 Kick-off"]


def test_the_same_hour_elsewhere_is_no_clash():
    calendar = Calendar()
    calendar.add("Seoul planning", local("Seoul", 2026, 11, 3, 9, 0))
    calendar.add("Denver planning", local("Denver", 2026, 11, 3, 9, 0))
    with pytest.raises(Clash):
        calendar.add("Lunch", local("UTC", 2026, 11, 3, 16, 10))
