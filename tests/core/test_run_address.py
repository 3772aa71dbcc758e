from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import UsageError
from healbot.core.forge import Repository
from healbot.core.remote_address import parse_remote
from healbot.core.run_address import RunAddress, parse_run_address

CART = Repository("ada", "cart")
RUN = "https://github.com/ada/cart/actions/runs/12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", RunAddress(12)),
        (" 12 \n", RunAddress(12)),
        (RUN, RunAddress(12, CART, "https://github.com")),
        (f"{RUN}/", RunAddress(12, CART, "https://github.com")),
        (f"{RUN}?pr=7#summary", RunAddress(12, CART, "https://github.com")),
        (f"{RUN}/attempts/3", RunAddress(12, CART, "https://github.com", attempt=3)),
        (f"{RUN}/job/55?pr=1", RunAddress(12, CART, "https://github.com", job=55)),
        (f"{RUN}/attempts/2/job/5", RunAddress(12, CART, "https://github.com", 2, 5)),
        (f"{RUN}/job/55#step:5:12", RunAddress(12, CART, "https://github.com", job=55)),
        (f"{RUN}/workflow", RunAddress(12, CART, "https://github.com")),
        ("https://GIT.example.invalid/ada/cart/actions/runs/12",
         RunAddress(12, CART, "https://git.example.invalid")),
        ("https://git.example.invalid:8443/ada/cart/actions/runs/12",
         RunAddress(12, CART, "https://git.example.invalid:8443")),
        ("http://127.0.0.1:99/ada/cart/actions/runs/12",
         RunAddress(12, CART, "http://127.0.0.1:99")),
    ],
)  # fmt: skip
def test_what_names_a_run(text: str, expected: RunAddress) -> None:
    assert parse_run_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "-1", "1.5", "1" * 30, "run", "https://github.com/ada/cart", f"{RUN[:-2]}x",
        "https://github.com/ada/cart/actions/workflows/ci.yml", f"http{RUN[5:]}", f"ftp{RUN[5:]}",
        "https://github.com@evil.invalid/ada/cart/actions/runs/1",
        "https://ada:secret@github.com/ada/cart/actions/runs/1",
        "https://github.com\\@evil.invalid/ada/cart/actions/runs/1",
        "https://evil.invalid#/ada/cart/actions/runs/1",
        "https://github.com:99999/ada/cart/actions/runs/1",
        "https://github.com/../cart/actions/runs/1", "https://github.com/ada/../actions/runs/1",
        "https://github.com/ada%2Fb/cart/actions/runs/1", "https://[::1/ada/cart/actions/runs/1",
        "https://gıthub.com/ada/cart/actions/runs/1", "https:///ada/cart/actions/runs/1",
        f"{RUN}\x00", f"{RUN}\nx", "https://github.com/ada/cart/actions/runs/١", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_names_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_run_address(text)
    assert "secret" not in caught.value.message


@given(st.text(max_size=80))
def test_any_text_is_a_run_or_refused(text: str) -> None:
    for tried in (text, f"https://{text}", f"https://github.com/{text}", f"{RUN}{text}"):
        try:
            found = parse_run_address(tried)
        except UsageError:
            continue
        assert found.run > 0
        assert "@" not in found.server_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://github.com/ada/cart.git", "https://github.com"),
        ("https://github.com/ada/cart", "https://github.com"),
        ("https://x-token:secret@github.com/ada/cart.git", "https://github.com"),
        ("git@github.com:ada/cart.git", "https://github.com"),
        ("ssh://git@ssh.github.com:443/ada/cart.git", "https://github.com"),
        ("ssh://git@git.example.invalid/ada/cart", "https://git.example.invalid"),
        ("http://127.0.0.1:9/ada/cart.git", "http://127.0.0.1:9"),
    ],
)
def test_remotes(url: str, server: str) -> None:
    assert parse_remote(url) == (server, CART)


@pytest.mark.parametrize(
    "url",
    ["", "/srv/cart.git", "../cart", "file:///srv/ada/cart", "https://github.com/ada",
     "https://github.com/a/b/c", "ext::sh -c x", "git@github.com:/ada/cart", "C:\\ada\\cart"],
)  # fmt: skip
def test_remotes_that_are_on_no_code_host(url: str) -> None:
    assert parse_remote(url) is None
