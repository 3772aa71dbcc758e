"""What healbot's own patterns write is never rejected.

The scripts of tests/projects/scripts are what the patterns are made for, with the fix that their
author meant; `FIXES` are results of single patterns.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from healbot.core.tampering import GuardContext, Severity, examine
from tests.core.tampering.corpus import PROJECTS, source

SCRIPTS = sorted(path.parent for path in (PROJECTS / "scripts").rglob("fixed.py"))

FIXES = {
    "python2 print": ('print "a", b\n', 'print("a", b)\n'),
    "python2 print to stream": (
        'import sys\nprint >>sys.stderr, "a"\n',
        'import sys\nprint("a", file=sys.stderr)\n',
    ),
    "python2 exec": ('exec "x = 1"\n', 'exec("x = 1")\n'),
    "python2 exec in": ("exec code in names\n", "exec(code, names)\n"),
    "python2 except": (
        "try:\n    f()\nexcept ValueError, e:\n    print e\n",
        "try:\n    f()\nexcept ValueError as e:\n    print(e)\n",
    ),
    "python2 raise": ('raise ValueError, "bad"\n', 'raise ValueError("bad")\n'),
    "python2 raise exit": ('raise SystemExit, "bad"\n', 'raise SystemExit("bad")\n'),
    "python2 backticks": ("x = `y`\n", "x = repr(y)\n"),
    "python2 octal": ("import os\nos.chmod(p, 0755)\n", "import os\nos.chmod(p, 0o755)\n"),
    "python2 urllib2": (
        "import urllib2\nurllib2.urlopen(u)\n",
        "import urllib.request\nurllib.request.urlopen(u)\n",
    ),
    "python2 urlopen": (
        "import urllib\nurllib.urlopen(u)\n",
        "import urllib.request\nurllib.request.urlopen(u)\n",
    ),
    "python2 commands": (
        "import commands\ncommands.getoutput('ls')\n",
        "import subprocess\nsubprocess.getoutput('ls')\n",
    ),
    "python2 httplib": (
        "import httplib\nhttplib.HTTPConnection(h)\n",
        "import http.client\nhttp.client.HTTPConnection(h)\n",
    ),
    "python2 cPickle": (
        "import cPickle as pickle\npickle.loads(d)\n",
        "import pickle\npickle.loads(d)\n",
    ),
    "python2 execfile": ("execfile('a.py')\n", "exec(open('a.py').read())\n"),
    "python2 reload": (
        "import a\nreload(a)\n",
        "import importlib\nimport a\nimportlib.reload(a)\n",
    ),
    "python2 long chain": (
        "import urllib2, os, sys\nprint 'x'\nos.popen2('ls')\nsys.exit(1)\nurllib2.urlopen(u)\n",
        "import urllib.request, os, sys, subprocess\nprint('x')\n"
        "subprocess.Popen('ls', shell=True)\nsys.exit(1)\nurllib.request.urlopen(u)\n",
    ),
    "moved module": (
        "import imp\nimp.load_source('a', 'b')\n",
        "import importlib.util\nimportlib.util.spec_from_file_location('a', 'b')\n",
    ),
    "missing import": ("x = math.pi\n", "import math\nx = math.pi\n"),
    "missing import of subprocess": (
        "subprocess.run(['a'])\n",
        "import subprocess\nsubprocess.run(['a'])\n",
    ),
    "missing import of a member": (
        "Popen(['a'])\n",
        "from subprocess import Popen\nPopen(['a'])\n",
    ),
    "missing import of sys": (
        "if bad:\n    sys.exit(0)\n",
        "import sys\nif bad:\n    sys.exit(0)\n",
    ),
    "misspelt module": (
        "import subproces\nsubproces.run(['a'])\n",
        "import subprocess\nsubprocess.run(['a'])\n",
    ),
    "misspelt member": ("import socket\nsocket.sokcet()\n", "import socket\nsocket.socket()\n"),
    "misspelt exit": ("import sys\nsys.exti(0)\n", "import sys\nsys.exit(0)\n"),
    "exit of another language": ("System.exit(0)\n", "import sys\nsys.exit(0)\n"),
    "exit of node": ("process.exit(1)\n", "import sys\nsys.exit(1)\n"),
    "exit of os": ("import os\nos.exit(1)\n", "import os\nimport sys\nsys.exit(1)\n"),
    "die": ("die('bad')\n", "import sys\nsys.exit('bad')\n"),
    "json text": ("import json\njson.loads(t)\n", "import ast\nast.literal_eval(t)\n"),
    "counter key": ("n[k] += 1\n", "n[k] = n.get(k, 0) + 1\n"),
    "group key": ("g[k].append(x)\n", "g.setdefault(k, []).append(x)\n"),
    "stop iteration": (
        "def f():\n    yield next(s)\n",
        "def f():\n    try:\n        yield next(s)\n    except StopIteration:\n        return\n",
    ),
    "changed during iteration": (
        "for k in d:\n    del d[k]\n",
        "for k in list(d):\n    del d[k]\n",
    ),
    "command as words": (
        "import subprocess\nsubprocess.run('ls -l')\n",
        "import subprocess\nsubprocess.run(['ls', '-l'])\n",
    ),
    "file encoding": ("open('a')\n", "open('a', encoding='utf-8', errors='replace')\n"),
    "close key": ("d = {'heigth': 1}\nd['height']\n", "d = {'height': 1}\nd['height']\n"),
    "global declared": (
        "n = 0\ndef f():\n    n += 1\n",
        "n = 0\ndef f():\n    global n\n    n += 1\n",
    ),
    "special method": (
        "class A:\n    def __eq_(self, o):\n        return self.x == o.x\n",
        "class A:\n    def __eq__(self, o):\n        return self.x == o.x\n",
    ),
    "str returns number": (
        "class A:\n    def __str__(self):\n        return self.x\n",
        "class A:\n    def __str__(self):\n        return str(self.x)\n",
    ),
    "setattr recursion": (
        "class A:\n    def __setattr__(self, n, v):\n        setattr(self, n, v)\n",
        "class A:\n    def __setattr__(self, n, v):\n        super().__setattr__(n, v)\n",
    ),
    "shadowed builtin": ("list = [1]\nx = list('a')\n", "list_value = [1]\nx = list('a')\n"),
    "catch of another language": (
        "try {\n    f();\n} catch (e) {\n    g();\n}\n",
        "try:\n    f()\nexcept Exception as e:\n    g()\n",
    ),
    "interactive prompts": (">>> x = 1\n>>> x\n1\n", "x = 1\nx\n"),
    "chat filler": ("Here is the code:\n```python\nx = 1\n```\n", "x = 1\n"),
    "zero width": ("x\u200b = 1\n", "x = 1\n"),
    "odd spaces": ("x\u00a0= 1\u2003\n", "x = 1 \n"),
    "smart quotes": ("x = \u201ca\u201d\n", 'x = "a"\n'),
    "bom in the middle": ("x = 1\n\ufeffy = 2\n", "x = 1\ny = 2\n"),
    "source encoding": ("# coding: utf8-mac\nx = 1\n", "# coding: utf-8\nx = 1\n"),
    "full-width letters": ("\uff50\uff52\uff49\uff4e\uff54(1)\n", "print(1)\n"),
    "missing colon": ("def f(x)\n    return eval(x)\n", "def f(x):\n    return eval(x)\n"),
    "unclosed bracket": (
        "import os\nos.system('ls'\nx = 1\n",
        "import os\nos.system('ls')\nx = 1\n",
    ),
    "unclosed quote": (
        "import os\nos.remove('tests/a.txt)\n",
        "import os\nos.remove('tests/a.txt')\n",
    ),
    "tabs and spaces": (
        "if x:\n        y = 1\n\tos._exit(0)\n",
        "if x:\n        y = 1\n        os._exit(0)\n",
    ),
    "missing body": ("def f():\nx = 1\n", "def f():\n    pass\nx = 1\n"),
    "relative import in script": ("from .helpers import a\n", "from helpers import a\n"),
}


@pytest.mark.parametrize("family", sorted({folder.parent.name for folder in SCRIPTS}))
def test_healed_script_is_not_rejected(family: str) -> None:
    for folder in SCRIPTS:
        if folder.parent.name == family:
            _check_script(folder)


def _check_script(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    modules = {path.stem for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"}
    context = GuardContext(
        target="script.py",
        declared_dependencies=frozenset(case["requires"]),
        importable_modules=frozenset(modules),
    )
    before = source("script.py", (folder / "script.py").read_bytes())
    after = source("script.py", (folder / "fixed.py").read_bytes())
    found = examine({"script.py": before}, {"script.py": after}, context)
    assert [item for item in found if item.severity is Severity.REJECT] == [], folder.name
    assert {item.rule for item in found} <= {"deletes-code"}, folder.name


@pytest.mark.parametrize("name", FIXES)
def test_fix_of_a_pattern_is_not_rejected(name: str) -> None:
    before, after = FIXES[name]
    context = GuardContext(importable_modules=frozenset({"a", "helpers"}))
    found = examine({"a.py": source("a.py", before)}, {"a.py": source("a.py", after)}, context)
    assert [item for item in found if item.severity is Severity.REJECT] == []
