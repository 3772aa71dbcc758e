"""What a person can do about a failure that no patch of the sources heals."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from healbot.core.execution import Stop
from healbot.core.failure import Failure, RaisedException

_NETWORK_TYPES = frozenset(
    {
        "gaierror", "URLError", "ConnectionError", "ConnectionRefusedError", "ConnectTimeout",
        "ConnectError", "NewConnectionError", "MaxRetryError", "ClientConnectorError", "timeout",
    }
)  # fmt: skip
_NETWORK_WORDS = re.compile(
    r"Name or service not known|Temporary failure in name resolution|Network is unreachable"
    r"|No route to host|getaddrinfo failed|Connection refused"
)
_MISTAKES = frozenset(
    {"NameError", "UnboundLocalError", "SyntaxError", "IndentationError", "TabError"}
)
"""Exceptions whose cause lies in the file that raises them."""
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")


def looks_like_no_network(exception: RaisedException) -> bool:
    """Whether an exception is what code meets when the sandbox has no network."""
    if _NETWORK_WORDS.search(exception.message):
        return True
    return exception.short_type in _NETWORK_TYPES


def advice_on(
    failure: Failure,
    *,
    network: bool,
    distribution_for: Callable[[str], str | None],
    declared: Collection[str],
    importable: Callable[[str], bool],
    own_folder: Callable[[str], str | None] = lambda module: None,
    is_protected: Callable[[str], bool] = lambda path: False,
) -> tuple[str, ...]:
    """Returns sentences on what to do about `failure`, most helpful first.

    `network` says whether the run had one; `distribution_for` names the distribution that provides
    a module; `declared` are the normalised names of the project's declared dependencies;
    `importable` says whether a top-level module belongs to the standard library or the project;
    `own_folder` names the folder, relative to the root, in which the project itself holds a module
    that a run does not find; `is_protected` says whether no patch may touch a file as it is a test.
    """
    found: list[str] = []
    if failure.stop is Stop.TIMEOUT:
        found.append("If it only needs more time, raise the limit with --timeout SECONDS.")
    for exception in failure.exceptions:
        if not network and looks_like_no_network(exception):
            found.append("The sandbox has no network. If the script needs it, add --network.")
        if exception.short_type == "EOFError" and "reading a line" in exception.message:
            found.append("The script waits for input: give it some with --stdin FILE.")
        if exception.short_type == "KeyError" and _in_environ(exception):
            name = exception.message.strip("'\"")
            found.append(f"The sandbox passes few variables: add --env {name} to pass this one.")
        module = _NO_MODULE.search(exception.message)
        name = module[1].split(".")[0] if module else ""
        folder = own_folder(name) if name else None
        if folder:
            found.append(
                f"The project itself holds {name}, in {folder}, but it is not installed for this "
                "interpreter: python -m pip install -e ."
            )
        elif name and not importable(name):
            found.append(_missing_module(name, distribution_for, declared))
    if failure.exception is not None and _is_mistake_in(failure.exception, is_protected):
        path = failure.exception.frames[-1].path
        found.append(
            f"The mistake is in {path} itself, which decides what passes, so no patch may touch it "
            "unless you add --allow-tests."
        )
    return tuple(dict.fromkeys(found))


def _is_mistake_in(exception: RaisedException, is_protected: Callable[[str], bool]) -> bool:
    """Whether code of a protected file is broken in itself; a failed assertion is none."""
    if exception.short_type not in _MISTAKES or not exception.frames:
        return False
    return is_protected(exception.frames[-1].path)


def _in_environ(exception: RaisedException) -> bool:
    return bool(exception.frames) and exception.frames[-1].path.replace("\\", "/").endswith(
        ("/os.py", "<frozen os>")
    )


def _missing_module(
    module: str, distribution_for: Callable[[str], str | None], declared: Collection[str]
) -> str:
    distribution = distribution_for(module) or module
    normal = re.sub(r"[-_.]+", "-", distribution).lower()
    if normal in declared:
        return (
            f"The project declares {distribution}, but it is not installed for this interpreter: "
            f"python -m pip install {distribution}"
        )
    if distribution_for(module) is None:
        return (
            f"The module {module} is not installed, and the project declares no dependency of that "
            "name. healbot never installs anything: check what provides it."
        )
    return (
        f"The module {module} comes with the distribution {distribution}, which is not installed "
        "and which the project does not declare. healbot never installs anything: add it yourself."
    )
