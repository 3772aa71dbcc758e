"""Attacks that are really tried, and a table of which backend stops what (``pytest -s`` shows it).

A sentence in `limitations` must stand for every attack that gets through.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from healbot.ports import Command
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import BACKENDS, factory, pids_with, python

CANARY = "canary-7f3a"
AS_ROOT = hasattr(os, "getuid") and os.getuid() == 0


@dataclass(frozen=True)
class Target:
    """What the attacks are after, all of it outside the sandbox."""

    project: Path
    home: Path
    victim: int
    """A process of the same user with the canary in its environment."""
    port: int
    abstract: str
    unix: str
    packets: socket.socket
    """Receives on `port` too."""


@dataclass(frozen=True)
class Attack:
    """Python code that prints REACHED when it got what it wanted."""

    code: str
    limitation: str
    """Words in the sentence that admits it."""
    lets_through: tuple[str, ...] = ()
    """The backends that do not stop it."""
    depends: tuple[str, ...] = ()
    """The backends in which it depends on the user and the kernel's settings."""


BOTH_COPIES = ("confined", "unconfined")
OPEN = "change every file"
ATTACKS = {
    "read a key from the environment": Attack(
        f"import os\nif {CANARY!r} in str(dict(os.environ)): print('REACHED')", ""
    ),
    "read a key from another process": Attack(
        "import glob\n"
        "for path in glob.glob('/proc/[0-9]*/environ'):\n"
        "    try: found = open(path, 'rb').read()\n"
        "    except OSError: continue\n"
        f"    if {CANARY.encode()!r} in found: print('REACHED')",
        "environment of your other processes",
        depends=("unconfined",),
    ),
    "read a file in the home folder": Attack(
        f"if {CANARY!r} in open('{{home}}/.netrc').read(): print('REACHED')", OPEN, ("unconfined",)
    ),
    "read the token in .git/config": Attack(
        "if 'canary-git' in open('{project}/.git/config').read(): print('REACHED')",
        OPEN,
        ("unconfined",),
    ),
    "change a file of the project": Attack(
        "open('{project}/data.txt', 'w').write('changed')", OPEN, ("unconfined",)
    ),
    "write beside the project": Attack(
        "open('{project}/../escaped', 'w').write('x')", OPEN, ("unconfined",)
    ),
    "write into the home folder": Attack(
        "open('{home}/escaped', 'w').write('x')", OPEN, ("unconfined",)
    ),
    "write through a link": Attack(
        "import os; os.symlink('{home}', 'way-out'); open('way-out/escaped', 'w').write('x')",
        OPEN,
        ("unconfined",),
    ),
    "change a setting of the kernel": Attack(
        "import os; os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY); print('REACHED')",
        OPEN,
        depends=("unconfined",),
    ),
    "gain rights through setuid programs": Attack(
        "text = open('/proc/self/status').read()\n"
        "rights = [line.split()[1] for line in text.splitlines() if line.startswith('CapEff')]\n"
        "if 'NoNewPrivs:\\t1' not in text or int(rights[0], 16): print('REACHED')",
        "",
    ),
    "connect over TCP": Attack(
        "import socket\n"
        "socket.create_connection(('127.0.0.1', {port}), 5).close(); print('REACHED')",
        "reach the network",
        ("unconfined",),
    ),
    "send over UDP": Attack(
        "import socket\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.sendto(b'x', ('127.0.0.1', {port}))",
        "reach the network",
        ("unconfined",),
    ),
    "connect to an abstract Unix socket": Attack(
        "import socket\ns = socket.socket(socket.AF_UNIX)\n"
        "s.connect('\\0{abstract}'); print('REACHED')",
        "reach the network",
        ("unconfined",),
    ),
    "connect to a Unix socket": Attack(
        "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('{unix}'); print('REACHED')",
        "reach the network",
        ("unconfined",),
    ),
    "signal another process": Attack(
        "import os; os.kill({victim}, 0); print('REACHED')",
        "signal and end your other processes",
        ("unconfined",),
    ),
    "trace another process": Attack(
        "import ctypes\nif ctypes.CDLL(None).ptrace(16, {victim}, 0, 0) == 0: print('REACHED')",
        "environment of your other processes",
        depends=("unconfined",),
    ),
    "leave files in /dev/shm": Attack(
        "open('/dev/shm/healbot-test-escaped', 'w').write('x')", "/dev/shm", BOTH_COPIES
    ),
}


@pytest.fixture
def target(project: Path) -> Iterator[Target]:
    """Sets everything up that is worth attacking."""
    place = os.environ.get("HOME", "")
    if not place or not os.access(place, os.W_OK):
        place = "/var/tmp"
    home = Path(tempfile.mkdtemp(prefix="healbot-test-home-", dir=place))
    (home / ".netrc").write_text(f"password {CANARY}")
    abstract = f"healbot-test-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as nameless,
        socket.socket(socket.AF_UNIX) as named,
        subprocess.Popen(["sleep", "1000"], env={"API_KEY": CANARY}) as victim,
    ):
        nameless.bind("\0" + abstract)
        nameless.listen()
        named.bind(str(home / "socket"))
        named.listen()
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        udp.setblocking(False)
        yield Target(project, home, victim.pid, port, abstract, str(home / "socket"), udp)
        victim.kill()
    shutil.rmtree(home)
    Path("/dev/shm/healbot-test-escaped").unlink(missing_ok=True)


def admitted(limitations: tuple[str, ...], attack: Attack) -> bool:
    return any(attack.limitation in text or OPEN in text for text in limitations)


@pytest.mark.parametrize("backend", BACKENDS)
def test_attacks(
    backend: str, target: Target, request_for: SandboxRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {**os.environ, "HOME": str(target.home), "API_KEY": CANARY}
    sandbox = factory(backend)(replace(request_for, environ=environ))
    wrong: list[tuple[object, ...]] = []
    for name, attack in ATTACKS.items():
        code = attack.code
        for field, value in vars(target).items():
            code = code.replace(f"{{{field}}}", str(value))
        with sandbox.fresh_tree({}) as tree:
            execution = python(tree, code)
        through = "REACHED" in execution.stdout or _left_traces(target)
        with capsys.disabled():
            print(f"\n{backend:11} {name:40} {'NOT STOPPED' if through else 'stopped'}", end="")
        if backend not in attack.depends and through != (backend in attack.lets_through):
            wrong.append((name, through, execution.stdout, execution.stderr))
        if through and not admitted(sandbox.limitations, attack):
            wrong.append((name, "is not among the limitations"))
    assert wrong == []


def _left_traces(target: Target) -> bool:
    """Looks for what the attack changed, and puts it back."""
    try:
        found = bool(target.packets.recv(10))
    except BlockingIOError:
        found = False
    for path in (
        target.home / "escaped",
        target.project.parent / "escaped",
        Path("/dev/shm/healbot-test-escaped"),
    ):
        if path.exists():
            path.unlink()
            found = True
    if (target.project / "data.txt").read_text() != "data\n":
        (target.project / "data.txt").write_text("data\n")
        found = True
    return found


@pytest.mark.parametrize("backend", BACKENDS)
def test_outliving_the_run_on_purpose(backend: str, request_for: SandboxRequest) -> None:
    """A daemon that gives up everything by which it could be told, as far as it may."""
    marker = f"{time.time_ns() % 10**9 + 10**6}.125"
    code = (
        "import os, resource\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork(): os._exit(0)\n"
        "    for kind in range(16):\n"
        "        try: resource.setrlimit(kind, (resource.getrlimit(kind)[1] - 1,) * 2)\n"
        "        except (OSError, ValueError): pass\n"
        "    os.chdir('/'); os.closerange(0, 100)\n"
        f"    os.execve('/bin/sleep', ['sleep', '{marker}'], {{}})\n"
        "os.wait()\n"
    )
    sandbox = factory(backend)(request_for)
    with sandbox.fresh_tree({}) as tree:
        assert python(tree, code).exit_code == 0
    survivors = pids_with(marker)
    for pid in survivors:
        os.kill(pid, signal.SIGKILL)
    assert bool(survivors) == (backend == "unconfined")
    assert bool(survivors) == any("outlive its run" in text for text in sandbox.limitations)


@pytest.mark.parametrize("backend", ["overlay", "confined"])
def test_killing_its_parent_and_all_others(backend: str, request_for: SandboxRequest) -> None:
    """healbot, its helpers and everything else of the user go on."""
    code = (
        "import os, signal\n"
        "for pid in (os.getppid(), 1, *map(int, filter(str.isdigit, os.listdir('/proc')))):\n"
        "    try: pid != os.getpid() and os.kill(pid, signal.SIGKILL)\n"
        "    except OSError: pass\n"
        "print('still here', flush=True)\n"
        "os._exit(5)\n"
    )
    with factory(backend)(request_for).fresh_tree({}) as tree:
        execution = python(tree, code)
        assert (execution.stdout, execution.exit_code) == ("still here\n", 5), execution.stderr
        assert python(tree, "print('again')").stdout == "again\n"


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_network_can_be_allowed(
    backend: str, target: Target, request_for: SandboxRequest
) -> None:
    sandbox = factory(backend)(replace(request_for, network=True))
    assert any("network" in sentence for sentence in sandbox.limitations)
    code = f"import socket; socket.create_connection(('127.0.0.1', {target.port}), 5); print('ok')"
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, code)
    assert execution.stdout == "ok\n", execution.stderr


def test_the_overlay_has_a_loopback_of_its_own(request_for: SandboxRequest) -> None:
    code = (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname(), 5).send(b'hi')\n"
        "print(server.accept()[0].recv(2))"
    )
    with factory("overlay")(request_for).fresh_tree({}) as tree:
        assert python(tree, code).stdout == "b'hi'\n"


def test_a_project_in_the_home_folder_is_visible_and_its_neighbours_are_not(
    project: Path, request_for: SandboxRequest
) -> None:
    home = project.parent
    (home / "neighbour").write_text(CANARY)
    environ = {**os.environ, "HOME": str(home)}
    code = "import os; print(sorted(os.listdir('..')), open('data.txt').read())"
    with factory("overlay")(replace(request_for, environ=environ)).fresh_tree({}) as tree:
        assert python(tree, code).stdout == f"['{project.name}'] data\n\n"


def test_a_project_that_is_the_home_folder_shows_no_secrets(
    project: Path, request_for: SandboxRequest
) -> None:
    (project / ".ssh").mkdir()
    (project / ".ssh" / "id_ed25519").write_text(CANARY)
    (project / ".netrc").write_text(CANARY)
    environ = {**os.environ, "HOME": str(project)}
    code = "import os; print(os.listdir('.ssh'), open('.netrc').read(), open('data.txt').read())"
    with factory("overlay")(replace(request_for, environ=environ)).fresh_tree({}) as tree:
        execution = python(tree, code)
        assert execution.stdout == "[]  data\n\n", execution.stderr


def test_an_interpreter_in_the_home_folder_runs(project: Path, request_for: SandboxRequest) -> None:
    home = project.parent / "home"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    (home / "secret").write_text(CANARY)
    interpreter = home / "venv" / "bin" / "python"
    request = replace(
        request_for,
        interpreter=interpreter,
        visible=visible_paths(interpreter),
        environ={**os.environ, "HOME": str(home)},
    )
    code = f"import os, sys; print(sys.prefix, os.listdir('{home}'))"
    with factory("overlay")(request).fresh_tree({}) as tree:
        execution = tree.run(Command(("python", "-c", code)))
        assert execution.stdout == f"{home}/venv ['venv']\n", execution.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_other_git_data_nearby_is_hidden(tmp_path: Path, request_for: SandboxRequest) -> None:
    """A linked worktree below another repository: both keep tokens outside the project."""
    outer = Path(tempfile.mkdtemp(prefix="healbot-test-git-", dir="/var/lib" if AS_ROOT else None))
    try:
        main, tree_folder = outer / "main", outer / "main" / "linked"
        (main / ".git/worktrees/linked").mkdir(parents=True)
        (main / ".git/config").write_text(CANARY)
        (main / ".git/worktrees/linked/commondir").write_text("../..\n")
        (main / ".git/worktrees/linked/HEAD").write_text(CANARY)
        tree_folder.mkdir()
        (tree_folder / ".git").write_text(f"gitdir: {main}/.git/worktrees/linked\n")
        request = replace(request_for, root=tree_folder)
        code = (
            f"import os, subprocess; print(os.listdir('{main}'));"
            f"print(subprocess.run(['grep', '-rs', '{CANARY[:6]}', '{main}'],"
            "capture_output=True).stdout)"
        )
        with factory("overlay")(request).fresh_tree({}) as tree:
            assert CANARY not in python(tree, code).stdout
    finally:
        shutil.rmtree(outer)
