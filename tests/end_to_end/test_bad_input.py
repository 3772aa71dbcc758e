"""Each bad input gets one sentence, a hint and its exit code, and nothing is changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SIMPLE, checked, refused, succeeded
from tests.git_project import GitProject, Result, processes_of, wait_until_gone


@pytest.fixture(autouse=True)
def nothing_changes(project: GitProject) -> Iterator[None]:
    """Leaves a mark of what is the user's when a test calls `watched`; see there."""
    yield
    assert project.leftovers() == []


def watched(project: GitProject, *arguments: str, **options: object) -> Result:
    """Runs ``healbot fix ARGUMENTS`` and shows that nothing of the user's changed."""
    before = project.users()
    result = project.fix(*arguments, **options)
    assert project.users() == before
    assert "Traceback" not in result.stderr
    return result


class TestRefusedAtSight:
    def check(
        self, project: GitProject, name: str, code: int, sentence: str, hint: str = ""
    ) -> None:
        refused(watched(project, name), code, sentence, hint)
        assert project.branches() == []

    def test_no_script(self, project: GitProject) -> None:
        refused(watched(project), 2, "No tests were found here", "healbot fix TARGET")

    def test_no_such_file(self, project: GitProject) -> None:
        self.check(project, "simpel.py", 2, "There is no file simpel.py", "Did you mean simple.py")
        self.check(project, "nope/x.py", 2, "There is no file nope/x.py", "no folder nope")

    def test_a_folder(self, project: GitProject) -> None:
        project.write("tools/main.py", SIMPLE)
        self.check(project, "tools", 5, "tools is a folder without tests", "healbot fix tools/")

    def test_not_python(self, project: GitProject) -> None:
        project.write("notes.txt", "1 / 0\n")
        self.check(project, "notes.txt", 5, "not a Python script")

    def test_binary(self, project: GitProject) -> None:
        project.write("image.py", b"\x89PNG\r\n\x1a\n\0\0\0")
        self.check(project, "image.py", 5, "is a binary file")

    def test_utf16(self, project: GitProject) -> None:
        project.write("wide.py", SIMPLE.encode("utf-16"))
        self.check(project, "wide.py", 5, "UTF-16", "iconv")

    def test_too_large(self, project: GitProject) -> None:
        project.write("large.py", "#" * (1024 * 1024 + 1))
        self.check(project, "large.py", 5, "larger than 1 MiB")

    def test_a_link(self, project: GitProject) -> None:
        (project.root / "link.py").symlink_to("simple.py")
        self.check(project, "link.py", 5, "symbolic link", "healbot fix ")
        (project.root / "dangling.py").symlink_to("nowhere.py")
        self.check(project, "dangling.py", 5, "symbolic link")

    def test_a_pipe(self, project: GitProject) -> None:
        os.mkfifo(project.root / "pipe.py")
        self.check(project, "pipe.py", 5, "not a regular file")
        (project.root / "pipe.py").unlink()

    def test_a_device(self, project: GitProject) -> None:
        self.check(project, "/dev/null", 5, "not a regular file")

    def test_not_a_repository(self, project: GitProject) -> None:
        script = project.home / "simple.py"
        script.write_text(SIMPLE)
        self.check(project, str(script), 5, "is not in a Git repository", "--init")

    def test_a_bare_repository(self, project: GitProject) -> None:
        bare = project.home / "bare.git"
        project.git("init", "-q", "--bare", str(bare))
        (bare / "simple.py").write_text(SIMPLE)
        self.check(project, str(bare / "simple.py"), 5, "bare repository", "clone")

    def test_inside_git(self, project: GitProject) -> None:
        (project.root / ".git/hooks/x.py").write_text(SIMPLE)
        self.check(project, ".git/hooks/x.py", 5, "")

    def test_a_submodule(self, project: GitProject) -> None:
        library = GitProject(project.home, "library")
        library.write("lib.py", SIMPLE)
        library.commit()
        project.git("submodule", "--quiet", "add", library.root.as_uri(), "vendored")
        project.commit()
        self.check(
            project, "vendored/lib.py", 5, "lies in a repository of its own, vendored",
            "healbot fix lib.py",
        )  # fmt: skip
        inside = project.fix("lib.py", cwd=project.root / "vendored")
        assert succeeded(inside).stdout.startswith("healed lib.py")

    @pytest.mark.slow
    def test_a_filtered_file(self, project: GitProject) -> None:
        project.write(".gitattributes", "*.py filter=lfs\n")
        self.check(project, "simple.py", 5, "Git filter")

    def test_unreadable(self, project: GitProject) -> None:
        project.write("locked.py", SIMPLE, 0)
        if os.access(project.root / "locked.py", os.R_OK):
            pytest.skip("this user can read everything")
        result = project.fix("locked.py")
        refused(result, 5, "cannot be read", "permissions")

    @pytest.mark.slow
    def test_an_unknown_encoding(self, project: GitProject) -> None:
        project.write("odd.py", "# coding: klingon\n" + SIMPLE)
        result = watched(project, "odd.py")
        assert result.exit_code in (0, 1, 5), result.said

    def test_an_empty_file(self, project: GitProject) -> None:
        project.write("empty.py", "")
        assert "nothing to heal" in succeeded(watched(project, "empty.py")).stdout


class TestOddSources:
    @pytest.mark.slow
    def test_latin1_that_says_so(self, project: GitProject) -> None:
        data = "# coding: latin-1\nname = 'Jürgen'\nprint(math.pi)\n".encode("latin-1")
        project.write("latin.py", data)
        report = checked(succeeded(watched(project, "latin.py", "--json")))
        healed = project.git_bytes("show", f"{report['branch']}:latin.py")
        assert "name = 'Jürgen'\n".encode("latin-1") in healed
        assert healed.startswith(b"# coding: latin-1\n")

    @pytest.mark.slow
    def test_latin1_that_does_not(self, project: GitProject) -> None:
        project.write("latin.py", "name = 'Jürgen'\nprint(name)\n".encode("latin-1"))
        result = watched(project, "latin.py")
        assert result.exit_code in (0, 1), result.said
        assert "SyntaxError" in result.stderr

    def test_crlf_and_bom(self, project: GitProject) -> None:
        data = b"\xef\xbb\xbf" + SIMPLE.replace("\n", "\r\n").encode()
        project.write("win.py", data)
        report = checked(succeeded(watched(project, "win.py", "--json")))
        healed = project.git_bytes("show", f"{report['branch']}:win.py")
        assert healed == b"\xef\xbb\xbfimport math\r\n\r\n" + data[3:]

    @pytest.mark.slow
    def test_no_final_newline(self, project: GitProject) -> None:
        project.write("cut.py", SIMPLE.rstrip("\n"))
        report = checked(succeeded(watched(project, "cut.py", "--json")))
        healed = project.git_bytes("show", f"{report['branch']}:cut.py")
        assert healed == b"import math\n\n" + SIMPLE.rstrip("\n").encode()


BEHAVIOUR = [
    ("waits for stdin", "print('name?')\nprint(input())\n", "EOFError"),
    ("runs forever", "import time\nwhile True:\n    time.sleep(0.01)\n", "time limit"),
    ("prints without end", "while True:\n    print('x' * 1000)\n", "output limit"),
    ("kills its parent", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n1 / 0\n", ""),
    ("kills itself", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "SIGKILL"),
    ("kills everything", "import os, signal\nos.kill(-1, signal.SIGKILL)\n1 / 0\n", ""),
    ("deletes its own file", "import os\nos.remove(__file__)\n1 / 0\n", "ZeroDivisionError"),
    ("deletes the project", "import shutil\nshutil.rmtree('.', ignore_errors=True)\n1 / 0\n", ""),
    ("needs a missing module", "import openpyxl_nope\n", "openpyxl_nope"),
    ("exits silently", "import sys\nsys.exit(3)\n", "exit status 3"),
    ("leaves a process", "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', "
     "'import time; time.sleep(50)'] + sys.argv[1:])\n1 / 0\n", "ZeroDivisionError"),
    ("exhausts the stack", "def f():\n    f()\nf()\n", "RecursionError"),
    ("prints bytes", "import os\nos.write(2, bytes(range(256)))\n1 / 0\n", "ZeroDivisionError"),
]  # fmt: skip


QUICK = ("waits for stdin", "kills its parent", "deletes its own file", "needs a missing module")


class TestBehaviour:
    @pytest.mark.parametrize(
        ("code", "shown"),
        [
            pytest.param(code, shown, id=name, marks=[] if name in QUICK else pytest.mark.slow)
            for name, code, shown in BEHAVIOUR
        ],
    )
    def test_script_that(self, project: GitProject, code: str, shown: str) -> None:
        project.write("bad.py", code)
        marker = f"healbot-{os.getpid()}-{time.monotonic_ns()}"
        result = watched(project, "bad.py", "--timeout", "1.5", "--", marker)
        assert result.exit_code == 1, result.said
        assert shown in result.stdout
        assert "\x1b" not in result.stdout
        assert wait_until_gone(marker, 5) == []

    @pytest.mark.slow
    def test_forks_without_end(self, project: GitProject) -> None:
        project.write("fork.py", "import os\nwhile True:\n    os.fork()\n")
        marker = f"healbot-{os.getpid()}-{time.monotonic_ns()}"
        result = watched(project, "fork.py", "--timeout", "2", "--", marker)
        assert result.exit_code in (1, 4), result.said
        assert wait_until_gone(marker, 10) == []

    def test_writes_outside_its_folder(self, project: GitProject) -> None:
        project.write(
            "write.py",
            "import pathlib, sys\nfor place in sys.argv[1:]:\n    try:\n"
            "        pathlib.Path(place).write_text('was here')\n    except OSError:\n"
            "        pass\n1 / 0\n",
        )
        places = [project.root / "in.txt", project.home / "out.txt", project.root.parent / "up.txt"]
        result = watched(project, "write.py", "--", *map(str, places))
        assert result.exit_code == 1, result.said
        if "sandbox: overlay" in result.stdout:
            assert not any(place.exists() for place in places)

    @pytest.mark.slow
    def test_missing_network_is_named(self, project: GitProject) -> None:
        project.write("net.py", "import urllib.request\nurllib.request.urlopen("
                      "'http://example.invalid', timeout=2)\n")  # fmt: skip
        result = watched(project, "net.py")
        assert result.exit_code == 1, result.said
        assert "--network" in result.stdout


class TestEnvironment:
    def test_no_git(self, project: GitProject, tmp_path: Path) -> None:
        (tmp_path / "bin").mkdir()
        result = watched(project, "simple.py", environment={"PATH": str(tmp_path / "bin")})
        refused(result, 6, "git was not found", "Install Git")

    def test_a_broken_config(self, project: GitProject) -> None:
        config = project.root / ".git/config"
        good = config.read_text()
        config.write_text("[broken\n")
        refused(project.fix("simple.py"), 6, "bad config line 1")
        refused(project.fix("simple.py", "--init"), 6, "bad config line 1")
        config.write_text(good)

    def test_a_broken_head(self, project: GitProject) -> None:
        head = project.git("rev-parse", "HEAD")
        broken = project.root / ".git/objects" / head[:2] / head[2:]
        broken.chmod(0o644)
        broken.write_bytes(b"junk")
        refused(project.fix("simple.py"), 6, "git ", "git fsck")

    def test_read_only_for_an_ordinary_user(self) -> None:
        """As root the run is handed to the user nobody."""
        folder = Path(tempfile.mkdtemp(prefix="healbot-test-read-only-"))
        nobody: tuple[str, ...] = ()
        try:
            folder.chmod(0o755)
            project = GitProject(folder)
            project.write("simple.py", SIMPLE)
            project.commit()
            project.git("config", "--global", "safe.directory", "*")
            project.temporary.chmod(0o777)
            if os.geteuid() == 0:
                if shutil.which("setpriv") is None:
                    pytest.skip("needs setpriv")
                nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                if project.healbot("--version", prefix=nobody).exit_code:
                    pytest.skip("healbot lies where nobody cannot read it")
            else:
                for path in [project.root, *project.root.rglob("*")]:
                    path.chmod(path.stat().st_mode & ~0o222)
            before = project.users()
            result = project.fix("simple.py", prefix=nobody)
            refused(result, 6, "cannot write to", "make .git writable")
            assert project.users() == before
            assert project.branches() == []
            reading = project.healbot("list", prefix=nobody)
            assert "no healbot branch" in succeeded(reading).stdout
        finally:
            for path in [folder, *folder.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755)
            shutil.rmtree(folder)

    def test_the_folder_of_somebody_else(self) -> None:
        if os.geteuid() != 0 or shutil.which("setpriv") is None:
            pytest.skip("needs root")
        folder = Path(tempfile.mkdtemp(prefix="healbot-test-owner-"))
        try:
            folder.chmod(0o755)
            project = GitProject(folder)
            project.write("simple.py", SIMPLE)
            project.commit()
            project.temporary.chmod(0o777)
            nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            if project.healbot("--version", prefix=nobody).exit_code:
                pytest.skip("healbot lies where nobody cannot read it")
            before = project.users()
            for arguments in (("simple.py",), ("simple.py", "--init")):
                result = project.fix(*arguments, prefix=nobody)
                refused(result, 6, "dubious ownership", "safe.directory")
            assert project.users() == before
        finally:
            shutil.rmtree(folder)

    def test_a_full_disk(self, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        with small_disk(disk, 1024):
            project = GitProject(tmp_path, "disk/project")
            project.write("simple.py", SIMPLE)
            project.commit()
            before = project.users()
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(os.urandom(4096)) == 4096:
                        pass
                except OSError:
                    pass
            result = project.fix("simple.py")
            assert result.exit_code == 6, result.said
            assert "Traceback" not in result.stderr
            assert "hint: " in result.stderr
            filler.unlink()
            assert project.users() == before
            project.fsck()
            succeeded(project.fix("simple.py"))

    @pytest.mark.slow
    def test_a_full_temporary_folder(self, tmp_path: Path) -> None:
        project = GitProject(tmp_path)
        project.write("simple.py", SIMPLE)
        project.commit()
        before = project.users()
        with small_disk(project.temporary, 8):
            (project.temporary / "filler").write_bytes(b"")
            with (project.temporary / "filler").open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(1024)) == 1024:
                        pass
                except OSError:
                    pass
            result = project.fix("simple.py")
        assert result.exit_code in (0, 6), result.said
        assert "Traceback" not in result.stderr
        assert project.users() == before


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mounts a small file system over `folder`; skips the test where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "healbot-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


class TestTwoAtOnce:
    def test_the_second_one_is_told(self, project: GitProject) -> None:
        project.write("slow.py", "import time\ntime.sleep(1)\n" + SIMPLE)
        marker = f"healbot-{os.getpid()}-{time.monotonic_ns()}"
        first = project.start_healbot("fix", "slow.py", "--", marker)
        try:
            lock = project.root / ".git/healbot"
            deadline = time.monotonic() + 60
            while not lock.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            second = project.fix("slow.py", "--", marker)
            refused(second, 7, "already running", "Wait for it")
        finally:
            _out, err = first.communicate(timeout=120)
        assert first.returncode == 0, err
        assert len(project.branches()) == 1


class TestInterrupt:
    def test_ctrl_c(self, project: GitProject) -> None:
        project.write("slow.py", "import sys, time\n" + SIMPLE + "time.sleep(60)\n")
        marker = f"healbot-{os.getpid()}-{time.monotonic_ns()}"
        before = project.users()
        process = project.start_healbot("fix", "slow.py", "--timeout", "50", "--", marker)
        try:
            deadline = time.monotonic() + 60
            while not project.branches() and time.monotonic() < deadline:
                if len(processes_of(marker)) > 3 and (project.root / ".git/healbot").exists():
                    break
                time.sleep(0.05)
            time.sleep(0.3)
            started = time.monotonic()
            process.send_signal(signal.SIGINT)
            _out, err = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 130, err.decode()
        assert time.monotonic() - started < 10
        assert b"healbot: interrupted.\nhint: Your files are untouched." in err
        assert b"Traceback" not in err
        assert (b"healbot resume" in err) is bool(project.branches())
        assert project.users() == before
        assert wait_until_gone(marker, 5) == []
        project.fsck()

    @pytest.mark.parametrize(
        "number",
        [
            signal.SIGINT,
            pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
            pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
        ],
    )
    def test_while_reproducing(self, project: GitProject, number: int) -> None:
        project.write("slow.py", "import time\ntime.sleep(60)\n")
        marker = f"healbot-{os.getpid()}-{time.monotonic_ns()}"
        process = project.start_healbot("fix", "slow.py", "--timeout", "50", "--", marker)
        try:
            deadline = time.monotonic() + 60
            while len(processes_of(marker)) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            started = time.monotonic()
            process.send_signal(number)
            _out, err = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 130
        assert b"resume" not in err, "there is no branch yet"
        assert time.monotonic() - started < 10
        assert wait_until_gone(marker, 5) == []
