"""The script is the target; this only shows what is expected."""
import runpy


def test_script(capsys):
    runpy.run_path("main.py", run_name="__main__")
    assert capsys.readouterr().out
