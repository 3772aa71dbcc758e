from datetime import datetime, timedelta, timezone

from access_log import busiest, failures, parse

LOG = """\
192.0.2.7 - - [03/Nov/2026:09:15:01 +0100] "GET /index.html HTTP/1.1" 200 5120
192.0.2.7 - - [03/Nov/2026:09:15:02 +0100] "GET /style.css HTTP/1.1" 304 -
192.0.2.9 - ada [03/Nov/2026:09:16:40 +0100] "POST /orders HTTP/1.1" 201 88
192.0.2.9 - ada [03/Nov/2026:09:16:41 +0100] "GET /style.css HTTP/1.1" 304 -
192.0.2.9 - - [03/Nov/2026:09:17:00 +0100] "GET /missing HTTP/2.0" 404 153
server restarted
""".splitlines()


def test_a_request_of_a_user():
    entry = parse(LOG[2])
    assert (entry.user, entry.method, entry.status, entry.size) == ("ada", "POST", 201, 88)
    assert entry.time == datetime(2026, 11, 3, 9, 16, 40, tzinfo=timezone(timedelta(hours=1)))


def test_other_lines_are_left_out():
    assert parse("server restarted") is None


def test_failures():
    assert failures(LOG) == {404: 1}


def test_answers_without_a_body_count_too():
    assert parse(LOG[1]).size == 0
    assert busiest(LOG, limit=1) == [("/style.css", 2)]
