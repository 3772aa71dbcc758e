from __future__ import annotations

from dataclasses import replace

import pytest

from healbot.core.advice import advice_on, looks_like_no_network
from healbot.core.execution import Stop
from healbot.core.failure import Failure, FailureKind, RaisedException
from tests.core.failures import failure, frame, other_failure, raised

_DISTRIBUTIONS = {"cv2": "opencv-python", "yaml": "PyYAML", "my_pkg": "My.Pkg"}


def _advice(*chain: RaisedException, network: bool = False) -> tuple[str, ...]:
    return _advice_on(replace(failure(chain[-1]), exceptions=chain), network)


def _advice_on(what: Failure, network: bool = False) -> tuple[str, ...]:
    return advice_on(
        what,
        network=network,
        distribution_for=_DISTRIBUTIONS.get,
        declared={"pyyaml", "my-pkg"},
        importable=lambda module: module in {"json", "helper"},
    )


def _missing(module: str) -> RaisedException:
    return raised(f"ModuleNotFoundError: No module named '{module}'", frame("main.py:1"))


_ENVIRON = raised(
    "KeyError: 'API_URL'",
    frame("main.py:3"),
    frame("/usr/lib/python3.11/os.py:679", "__getitem__"),
)


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        (raised("socket.gaierror: [Errno -2] x"), "--network"),
        (raised("urllib.error.URLError: <urlopen error x>"), "--network"),
        (raised("requests.exceptions.ConnectionError: x"), "--network"),
        (raised("OSError: [Errno 101] Network is unreachable"), "--network"),
        (raised("ConnectionRefusedError: [Errno 111] Connection refused"), "--network"),
        (raised("EOFError: EOF when reading a line"), "--stdin FILE"),
        (_ENVIRON, "--env API_URL"),
        (raised("KeyError: 'X'", frame("<frozen os>:685", "__getitem__")), "--env X"),
        (raised("KeyError: 'X'", frame("C:\\py\\os.py:685", "__getitem__")), "--env X"),
        (_missing("cv2"), "distribution opencv-python"),
        (_missing("cv2.aruco"), "distribution opencv-python"),
        (_missing("yaml"), "pip install PyYAML"),
        (_missing("my_pkg"), "pip install My.Pkg"),
        (_missing("nowhere"), "module nowhere is not installed"),
    ],
)
def test_says_what_a_person_can_do(exception: RaisedException, words: str) -> None:
    (told,) = _advice(exception)
    assert words in told


@pytest.mark.parametrize(
    "exception",
    [
        raised("KeyError: 'total'", frame("main.py:3")),
        raised("KeyError: 'total'"),
        raised("KeyError: 'X'", frame("/p/macos.py:3")),
        raised("EOFError: Compressed file ended before the end-of-stream marker was reached"),
        raised("EOFError"),
        raised("ValueError: x"),
        raised("ImportError: cannot import name 'x' from 'json'"),
        _missing("json.nothing"),  # a mistake in the name, not something to install
        _missing("helper"),
    ],
)
def test_says_nothing_when_there_is_nothing_to_do(exception: RaisedException) -> None:
    assert _advice(exception) == ()


def test_nothing_is_said_of_the_network_when_there_was_one() -> None:
    assert _advice(raised("socket.gaierror: x"), network=True) == ()


def test_a_run_that_took_too_long() -> None:
    (told,) = _advice_on(replace(other_failure(FailureKind.LIMIT), stop=Stop.TIMEOUT))
    assert "--timeout SECONDS" in told
    assert _advice_on(replace(other_failure(FailureKind.LIMIT), stop=Stop.MEMORY)) == ()


def test_each_exception_of_the_chain_counts_and_nothing_is_said_twice() -> None:
    gone = raised("socket.gaierror: Name or service not known")
    told = _advice(gone, raised("urllib.error.URLError: x"), _missing("cv2"))
    assert len(told) == 2
    assert "--network" in told[0]
    assert "opencv-python" in told[1]


def test_looks_like_no_network() -> None:
    assert looks_like_no_network(raised("MyError: getaddrinfo failed"))
    assert looks_like_no_network(raised("socket.timeout: timed out"))
    assert not looks_like_no_network(raised("TimeoutError: x"))


def test_a_module_of_the_project_that_is_not_installed_is_told_from_a_missing_one() -> None:
    what = failure(_missing("pkg"))
    (told,) = advice_on(
        what,
        network=False,
        distribution_for=_DISTRIBUTIONS.get,
        declared=(),
        importable=lambda module: False,
        own_folder={"pkg": "src"}.get,
    )
    assert "holds pkg, in src" in told
    assert "pip install -e ." in told


@pytest.mark.parametrize(
    ("said", "path", "count"),
    [
        ("NameError: name 'x' is not defined", "test_a.py", 1),
        ("SyntaxError: invalid syntax", "test_a.py", 1),
        ("AssertionError: assert 1 == 2", "test_a.py", 0),
        ("NameError: name 'x' is not defined", "mod.py", 0),
    ],
)
def test_a_mistake_in_the_test_itself_names_the_option(said: str, path: str, count: int) -> None:
    told = advice_on(
        failure(raised(said, frame("test_a.py:1"), frame(f"{path}:3"))),
        network=False,
        distribution_for=_DISTRIBUTIONS.get,
        declared=(),
        importable=lambda module: False,
        is_protected=lambda path: path.startswith("test_"),
    )
    assert len([line for line in told if "--allow-tests" in line and path in line]) == count
