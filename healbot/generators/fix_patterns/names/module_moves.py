"""Modules of the standard library that moved or went, from Python 2.7 to 3.14.

Each entry: the old module, the new one, the members that went elsewhere (in the replacement
language of `rewriting`), the version that dropped the old name and where that is written down.
To add one, add a line to `MOVES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PEP_3108 = "PEP 3108, Standard Library Reorganization"


@dataclass(frozen=True)
class ModuleMove:
    """One module and where its contents are now."""

    old: str
    new: str | None
    """The module that has every member not named below; ``None`` when there is none."""
    members: Mapping[str, str] = field(default_factory=dict)
    gone_since: str = "3.0"
    source: str = PEP_3108


def _to(module: str, names: str) -> dict[str, str]:
    return {name: f"{module}:{name}" for name in names.split()}


_PARSE = "quote quote_plus unquote unquote_plus urlencode urlparse urljoin urlsplit urlunsplit"
_PLAIN = """
ConfigParser configparser | Queue queue | StringIO io | cStringIO io | cPickle pickle
httplib http.client | Cookie http.cookies | cookielib http.cookiejar | urlparse urllib.parse
BaseHTTPServer http.server | SimpleHTTPServer http.server | CGIHTTPServer http.server
HTMLParser html.parser | htmlentitydefs html.entities | robotparser urllib.robotparser
xmlrpclib xmlrpc.client | SimpleXMLRPCServer xmlrpc.server | DocXMLRPCServer xmlrpc.server
SocketServer socketserver | thread _thread | dummy_thread _thread | dummy_threading threading
__builtin__ builtins | exceptions builtins | copy_reg copyreg | repr reprlib | anydbm dbm
dumbdbm dbm.dumb | gdbm dbm.gnu | UserDict collections | UserList collections
UserString collections | Tkinter tkinter | tkMessageBox tkinter.messagebox
tkFileDialog tkinter.filedialog | tkSimpleDialog tkinter.simpledialog | tkFont tkinter.font
tkColorChooser tkinter.colorchooser | tkCommonDialog tkinter.commondialog
Tkconstants tkinter.constants | Tkdnd tkinter.dnd | ScrolledText tkinter.scrolledtext
ttk tkinter.ttk | Tix tkinter.tix | FileDialog tkinter.filedialog | Dialog tkinter.dialog
commands subprocess | email.MIMEText email.mime.text | email.MIMEMultipart email.mime.multipart
email.MIMEBase email.mime.base | email.MIMEImage email.mime.image
email.MIMEAudio email.mime.audio | email.Encoders email.encoders | email.Utils email.utils
email.Header email.header | email.Message email.message | email.Charset email.charset
"""

MOVES: dict[str, ModuleMove] = {
    old: ModuleMove(old, new)
    for line in _PLAIN.strip().splitlines()
    for old, new in (pair.split() for pair in line.split("|") if pair.strip())
}
MOVES |= {
    move.old: move
    for move in (
        ModuleMove(
            "urllib2",
            "urllib.request",
            {**_to("urllib.error", "HTTPError URLError"), **_to("urllib.parse", _PARSE)},
        ),
        ModuleMove("md5", "hashlib", {"new": "hashlib:md5", "md5": "hashlib:md5"}),
        ModuleMove("sha", "hashlib", {"new": "hashlib:sha1", "sha": "hashlib:sha1"}),
        ModuleMove("sets", None, {"Set": "=set", "ImmutableSet": "=frozenset"}),
        ModuleMove(
            "xml.etree.cElementTree",
            "xml.etree.ElementTree",
            gone_since="3.9",
            source="What's New in Python 3.9, Removed",
        ),
        ModuleMove(
            "imp",
            None,
            {
                "reload": "importlib:reload",
                "cache_from_source": "importlib.util:cache_from_source",
                "source_from_cache": "importlib.util:source_from_cache",
                "new_module": "types:ModuleType",
            },
            "3.12",
            "What's New in Python 3.12, Removed: imp",
        ),
        ModuleMove("pipes", None, {"quote": "shlex:quote"}, "3.13", "PEP 594"),
        ModuleMove(
            "cgi",
            None,
            {
                "escape": "html:escape",
                "parse_qs": "urllib.parse:parse_qs",
                "parse_qsl": "urllib.parse:parse_qsl",
            },
            "3.13",
            "PEP 594; What's New in Python 3.8, Removed: cgi.escape",
        ),
        ModuleMove("typing.io", "typing", gone_since="3.13", source="What's New in Python 3.13"),
        ModuleMove("typing.re", "re", gone_since="3.13", source="What's New in Python 3.13"),
        ModuleMove("os.errno", "errno", gone_since="3.7", source="bpo-33666"),
    )
}

_DISTUTILS = "PEP 632, Deprecate distutils module (removed in Python 3.12)"
MOVES |= {
    move.old: move
    for move in (
        ModuleMove(
            "distutils.spawn", None, {"find_executable": "shutil:which"}, "3.12", _DISTUTILS
        ),
        ModuleMove(
            "distutils.dir_util",
            None,
            {
                "copy_tree": "shutil.copytree({0}, {1}, dirs_exist_ok=True) #import shutil",
                "mkpath": "os.makedirs({0}, exist_ok=True) #import os",
                "remove_tree": "shutil:rmtree",
            },
            "3.12",
            _DISTUTILS,
        ),
        ModuleMove(
            "distutils.file_util",
            None,
            {"copy_file": "shutil:copy", "move_file": "shutil:move"},
            "3.12",
            _DISTUTILS,
        ),
        ModuleMove(
            "distutils.util", None, {"get_platform": "sysconfig:get_platform"}, "3.12", _DISTUTILS
        ),
        ModuleMove(
            "distutils.sysconfig",
            "sysconfig",
            {
                "get_python_lib": 'sysconfig.get_path("purelib"){drop} #import sysconfig',
                "get_python_inc": 'sysconfig.get_path("include"){drop} #import sysconfig',
            },
            "3.12",
            _DISTUTILS,
        ),
    )
}


@dataclass(frozen=True)
class ThirdPartyMove:
    """A module inside a third-party package that moved to another module of it."""

    old: str
    new: str
    since: str
    source: str


THIRD_PARTY: tuple[ThirdPartyMove, ...] = (
    ThirdPartyMove("sklearn.cross_validation", "sklearn.model_selection", "0.20", "scikit-learn"),
    ThirdPartyMove("sklearn.grid_search", "sklearn.model_selection", "0.20", "scikit-learn"),
    ThirdPartyMove(
        "sklearn.datasets.samples_generator", "sklearn.datasets", "0.24", "scikit-learn"
    ),
    ThirdPartyMove("sklearn.utils.testing", "sklearn.utils._testing", "0.24", "scikit-learn"),
    ThirdPartyMove("pandas.util.testing", "pandas.testing", "2.0", "pandas What's New 2.0"),
    ThirdPartyMove("pandas.tools.plotting", "pandas.plotting", "0.25", "pandas What's New 0.25"),
    ThirdPartyMove("pandas.tseries.tools", "pandas", "0.25", "pandas What's New"),
    ThirdPartyMove("numpy.core.umath_tests", "numpy._core.umath_tests", "2.0", "NumPy 2.0 notes"),
    ThirdPartyMove("scipy.ndimage.filters", "scipy.ndimage", "2.0", "SciPy 1.8 release notes"),
    ThirdPartyMove("scipy.ndimage.measurements", "scipy.ndimage", "2.0", "SciPy 1.8 notes"),
    ThirdPartyMove("django.core.urlresolvers", "django.urls", "2.0", "Django 2.0 release notes"),
    ThirdPartyMove("keras.layers.core", "keras.layers", "2.9", "Keras releases"),
    ThirdPartyMove("keras.layers.convolutional", "keras.layers", "2.9", "Keras releases"),
    ThirdPartyMove("keras.layers.recurrent", "keras.layers", "2.9", "Keras releases"),
    ThirdPartyMove("keras.utils.np_utils", "keras.utils", "2.9", "Keras releases"),
    ThirdPartyMove("werkzeug.contrib.fixers", "werkzeug.middleware.proxy_fix", "1.0", "Werkzeug"),
    ThirdPartyMove("flask.ext", "flask_*", "1.0", "Flask 1.0 changelog: flask.ext removed"),
)
