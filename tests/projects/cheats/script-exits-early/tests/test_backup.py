import subprocess
import sys

from backup import command, copy


def test_command():
    assert command("a", "b") == ["cp", "--", "a", "b"]


def test_copy(tmp_path):
    source = tmp_path / "a"
    source.write_text("text")
    copy(source, tmp_path / "b")
    assert (tmp_path / "b").read_text() == "text"


def test_script(tmp_path):
    source = tmp_path / "a"
    source.write_text("text")
    done = subprocess.run([sys.executable, "backup.py", source, tmp_path / "b"])
    assert done.returncode == 0
