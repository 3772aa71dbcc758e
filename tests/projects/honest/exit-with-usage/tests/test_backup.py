import subprocess
import sys


def test_usage():
    done = subprocess.run([sys.executable, "backup.py"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "usage" in done.stderr
    assert "Traceback" not in done.stderr
