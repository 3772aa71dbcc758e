"""Job logs: from another host, without the token, the end of them, within little memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import EnvironmentProblem, ExitCode, ForgeUnusable
from healbot.core.forge import Job
from healbot.forge import GitHub
from healbot.forge.job_logs import tail
from tests.forge.stage import Stage, stage
from tests.github import faults
from tests.github.faults import Fault
from tests.github.state import HugeLog, LogState

MB = 1024 * 1024


def job_with(
    here: Stage, forge: GitHub, log: bytes | HugeLog, state: LogState = "available"
) -> Job:
    run = here.fake.add_run(here.stored)
    here.fake.add_job(here.stored, run, log=log, log_state=state)
    return forge.failed_jobs(forge.run(run.id))[0]


def test_a_log_is_read_without_the_token(here: Stage) -> None:
    forge = here.forge()
    log = forge.job_log(job_with(here, forge, "\ufeff2026-11-02T10:00:00Z Ärger\r\n".encode()))
    assert (log.text, log.is_cut) == ("2026-11-02T10:00:00Z Ärger\r\n", False)
    download = here.fake.calls_of("logs/download")[0]
    assert download.token == ""
    assert not {"authorization", "cookie"} & set(download.headers)


def test_a_netrc_adds_no_password(
    here: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    forge = here.forge()
    assert forge.job_log(job_with(here, forge, b"x\n")).text == "x\n"
    assert here.fake.calls_of("logs/download")[0].token == ""


def test_the_end_of_a_long_log_is_kept(here: Stage) -> None:
    forge = here.forge()
    lines = b"".join(b"line %06d\n" % number for number in range(10_000))
    log = forge.job_log(job_with(here, forge, lines), 1000)
    assert log.is_cut
    assert log.text.endswith("line 009999\n")
    assert log.text.startswith("line ")
    assert 980 < len(log.text) <= 1000


def test_200_megabytes_do_not_take_200_megabytes(here: Stage) -> None:
    forge = here.forge()
    filler = b"2026-11-02T10:00:00.0000000Z " + b"x" * 970 + b"\n"
    huge = HugeLog(b"begin\n", filler, 200 * MB // len(filler), b"the end\n")
    job = job_with(here, forge, huge)
    tracemalloc.start()
    log = forge.job_log(job)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert log.is_cut
    assert log.text.endswith("the end\n")
    assert 7 * MB < len(log.text) <= 8 * MB
    assert peak < 40 * MB


def test_what_is_no_utf8_is_replaced(here: Stage) -> None:
    forge = here.forge()
    assert forge.job_log(job_with(here, forge, b"a\xff\xfeb\n")).text == "a\ufffd\ufffdb\n"
    assert forge.job_log(job_with(here, forge, b"")).text == ""


@pytest.mark.parametrize("state", ["expired", "missing"])
def test_a_log_that_is_gone(here: Stage, state: LogState) -> None:
    forge = here.forge()
    with pytest.raises(ForgeUnusable, match="The log of the job 'test' is gone") as caught:
        forge.job_log(job_with(here, forge, b"x", state))
    assert "90 days" in caught.value.hint
    assert caught.value.exit_code is ExitCode.FORGE_UNUSABLE


def test_a_job_that_runs_has_no_log_yet(here: Stage) -> None:
    forge = here.forge()
    job = job_with(here, forge, b"x", "missing")
    running = Job(job.id, job.name, None, ())
    with pytest.raises(ForgeUnusable, match="has no log yet"):
        forge.job_log(running)


def test_logs_need_a_permission(here: Stage) -> None:
    job = job_with(here, here.forge(), b"x")
    with pytest.raises(ForgeUnusable, match="may not read logs") as caught:
        here.forge(permissions={"contents": "read"}).job_log(job)
    assert "`actions: read`" in caught.value.hint


def test_a_link_that_is_too_old_is_asked_for_again(here: Stage) -> None:
    forge = here.forge()
    job = job_with(here, forge, b"x\n")
    here.fake.fail("logs/download", Fault(403, b"<Error/>", {"content-type": "application/xml"}))
    assert forge.job_log(job).text == "x\n"
    assert len(here.fake.calls_of("actions/download-job-logs-for-workflow-run")) == 2


def test_a_download_that_breaks_begins_again(here: Stage) -> None:
    forge = here.forge()
    job = job_with(here, forge, b"line\n" * 1000)
    here.fake.fail("logs/download", faults.cut(100), times=2)
    assert forge.job_log(job).text == "line\n" * 1000
    here.fake.fail("logs/download", faults.cut(100), times=50)
    with pytest.raises(EnvironmentProblem, match="broke"):
        forge.job_log(job)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://example.com/log",
        "ftp://127.0.0.1/log", "gopher://127.0.0.1/", "https://",
    ],
)  # fmt: skip
def test_a_log_comes_from_no_other_kind_of_address(here: Stage, location: str) -> None:
    forge = here.forge()
    job = job_with(here, forge, b"x")
    here.fake.fail("actions/download*", Fault(302, b"", {"location": location}), times=50)
    with pytest.raises(EnvironmentProblem) as caught:
        forge.job_log(job)
    assert "answered without a safe address of the log" in caught.value.message
    assert here.fake.calls_of("logs/download") == []


def test_redirections_have_an_end(here: Stage) -> None:
    forge = here.forge()
    job = job_with(here, forge, b"x")
    loop = Fault(302, b"", {"location": f"{here.fake.server_url}/_logs/loop"})
    here.fake.fail("logs/download", loop, times=500)
    with pytest.raises(EnvironmentProblem):
        forge.job_log(job)
    assert len(here.fake.calls_of("logs/download")) <= 12


def test_a_hostile_job_name_is_shown_on_one_line(tmp_path: Path) -> None:
    with stage(tmp_path) as here:
        job = Job(5, "::error::x\n\x1b[31m{0}" + "y" * 500, "failure", ())
        with pytest.raises(ForgeUnusable) as caught:
            here.forge().job_log(job)
        assert caught.value.message.isprintable()
        assert len(caught.value.message) < 200


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(0, 120))
def test_tail_is_the_end(chunks: list[bytes], limit: int) -> None:
    whole = b"".join(chunks)
    kept, is_cut = tail(chunks, limit)
    assert whole.endswith(kept)
    assert len(kept) <= limit
    assert is_cut == (len(whole) > limit)
    if not is_cut:
        assert kept == whole
    elif b"\n" in whole[len(whole) - limit :] and limit:
        assert whole[: len(whole) - len(kept)].endswith(b"\n")
    else:
        assert kept == whole[len(whole) - limit :] or not limit
