"""Examples for `moved_module`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import urllib2
        import json

        def fetch(url):
            try:
                return json.load(urllib2.urlopen(url))
            except urllib2.HTTPError:
                return None

        print(urllib2.quote("a b"))
        """),
        dedent("""\
        import urllib.error
        import urllib.parse
        import urllib.request
        import json

        def fetch(url):
            try:
                return json.load(urllib.request.urlopen(url))
            except urllib.error.HTTPError:
                return None

        print(urllib.parse.quote("a b"))
        """),
    ),
    Example(
        dedent("""\
        from urlparse import urlparse, parse_qs

        print(urlparse("http://x/y?a=1").path, parse_qs("a=1"))
        """),
        dedent("""\
        from urllib.parse import urlparse, parse_qs

        print(urlparse("http://x/y?a=1").path, parse_qs("a=1"))
        """),
    ),
    Example(
        dedent("""\
        import Queue

        queue = Queue.Queue()
        queue.put(1)
        print(queue.get())
        """),
        dedent("""\
        import queue as Queue

        queue = Queue.Queue()
        queue.put(1)
        print(queue.get())
        """),
    ),
    Example(
        dedent("""\
        import cPickle as pickle

        print(pickle.loads(pickle.dumps(3)))
        """),
        dedent("""\
        import pickle

        print(pickle.loads(pickle.dumps(3)))
        """),
    ),
    Example(
        dedent("""\
        from StringIO import StringIO
        import ConfigParser

        buf = StringIO()
        print(buf.getvalue())
        """),
        dedent("""\
        from io import StringIO
        import configparser

        buf = StringIO()
        print(buf.getvalue())
        """),
    ),
    Example(
        dedent("""\
        from distutils.spawn import find_executable

        print(find_executable("no-such-program"))
        """),
        dedent("""\
        from shutil import which

        print(which("no-such-program"))
        """),
        python="3.12",
    ),
    Example(
        dedent("""\
        import imp
        import json

        imp.reload(json)
        print(json.dumps([1]))
        """),
        dedent("""\
        import importlib
        import json

        importlib.reload(json)
        print(json.dumps([1]))
        """),
        python="3.12",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import imp

        print(imp.load_source("x", "x.py"))
        """),
        python="3.12",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("moved_module", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("moved_module", example)
