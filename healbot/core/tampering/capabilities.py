"""Powers that a fix seldom needs: running code or programs, the network, native code, pickles."""

from __future__ import annotations

import ast
import re

from healbot.core.tampering.code import Code, Reference
from healbot.core.tampering.finding import Severity
from healbot.core.tampering.references import Family, reference_rule


def _runs_code(code: Code, reference: Reference) -> bool:
    """Leaves `__import__` and `import_module` of a constant out: that is an import."""
    if reference.leaf not in ("__import__", "import_module"):
        return True
    parent = code.parents.get(reference.node)
    if not isinstance(parent, ast.Call) or parent.func is not reference.node:
        return True
    return not (parent.args and isinstance(parent.args[0], ast.Constant))


_CODE = Family(
    frozenset(
        {
            "eval", "exec", "compile", "execfile", "__import__", "importlib.import_module",
            "importlib.__import__", "importlib.util", "importlib.machinery", "importlib._bootstrap",
            "imp", "runpy", "code.interact", "code.InteractiveInterpreter", "codeop",
            "types.CodeType", "types.FunctionType", "timeit.timeit", "timeit.repeat",
            "timeit.Timer", "cProfile.run", "profile.run", "pdb.run", "pdb.runeval",
            "zipimport", "pkgutil.resolve_name", "site.execsitecustomize", "numexpr.evaluate",
            "pydoc.locate", "pydoc.safeimport", "importlib.metadata.EntryPoint", "bdb",
            "trace.Trace", "typing.ForwardRef", "typing._eval_type", "rlcompleter",
        }
    ),
    frozenset({"execfile", "spec_from_file_location", "exec_module", "SourceFileLoader"}),
    re.compile(
        r"(?<![\w.])(?:eval|exec|compile|execfile|__import__)\b"
        r"|\b(?:import_module|runpy|spec_from_file_location|FunctionType|CodeType)\b"
    ),
    _runs_code,
)  # fmt: skip
_PROCESSES = Family(
    frozenset(
        {
            "subprocess", "_posixsubprocess", "commands", "popen2", "pty.spawn", "os.system",
            "os.popen", "os.popen2", "os.popen3", "os.popen4", "os.fork", "os.forkpty",
            "os.startfile", "os.posix_spawn", "os.posix_spawnp", "posix.system", "pexpect", "sh",
            "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "plumbum",
            *(f"os.exec{end}" for end in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
            *(f"os.spawn{end}" for end in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
            "webbrowser.open",
        }
    ),
    frozenset(
        {
            "Popen", "check_output", "check_call", "getoutput", "getstatusoutput", "forkpty",
            "create_subprocess_exec", "create_subprocess_shell", "subprocess_exec", "execv",
        }
    ),
    re.compile(
        r"\b(?:subprocess|commands|popen\w*|Popen|os\.(?:system|fork|exec\w+|spawn\w+|startfile)"
        r"|posix_spawnp?|create_subprocess_\w+)\b"
    ),
)  # fmt: skip
_NETWORK = Family(
    frozenset(
        {
            "socket", "_socket", "socketserver", "urllib.request", "urllib.urlopen", "urllib2",
            "urllib.urlretrieve", "urllib3", "http.client", "httplib", "http.server", "requests",
            "httpx", "aiohttp", "ftplib", "smtplib", "smtpd", "telnetlib", "poplib", "imaplib",
            "nntplib", "xmlrpc", "xmlrpclib", "asyncio.open_connection", "asyncio.start_server",
            "paramiko", "websocket", "websockets", "ssl.create_default_context", "pycurl",
            "boto3", "pandas.read_html",
        }
    ),
    frozenset({"urlopen", "urlretrieve", "open_connection", "create_connection"}),
    re.compile(
        r"\b(?:socket|urlopen|urlretrieve|urllib2?|http\.client|httplib|requests|httpx|aiohttp"
        r"|ftplib|smtplib|telnetlib|paramiko)\b"
    ),
)  # fmt: skip
_NATIVE = Family(
    frozenset({"ctypes", "_ctypes", "cffi", "mmap.mmap", "sys.addaudithook", "_testcapi"}),
    frozenset({"CDLL", "pythonapi", "windll"}),
    re.compile(r"\b(?:ctypes|cffi|CDLL|pythonapi)\b"),
)
_PICKLES = Family(
    frozenset(
        {
            "pickle.load", "pickle.loads", "pickle.Unpickler", "cPickle.load", "cPickle.loads",
            "_pickle.load", "_pickle.loads", "marshal.load", "marshal.loads", "shelve.open",
            "dill.load", "dill.loads", "cloudpickle.load", "cloudpickle.loads", "joblib.load",
            "pandas.read_pickle", "torch.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load",
            "jsonpickle.decode", "numpy.core.multiarray",
        }
    ),
    text=re.compile(r"\b(?:c?[Pp]ickle|marshal|shelve|dill|joblib|yaml)\.(?:unsafe_)?(?:loads?|open)\b"),
)  # fmt: skip


_BACKGROUND = Family(
    frozenset(
        {
            "threading.Thread", "threading.Timer", "_thread.start_new_thread",
            "asyncio.create_task", "asyncio.ensure_future",
        }
    ),
    text=re.compile(r"\b(?:threading\.(?:Thread|Timer)|start_new_thread|create_task)\b"),
)  # fmt: skip

RULES = (
    reference_rule(
        "moves-to-background",
        "The patch moves work to a thread or task, where an error stops nothing.",
        _BACKGROUND,
        "An error in what {target} runs is not seen where it was seen before.",
        severity=Severity.FLAG,
    ),
    reference_rule(
        "runs-code",
        "The patch adds eval, exec, compile or an import by computed name.",
        _CODE,
        "{target} runs code that this diff does not show.",
        again=Severity.FLAG,
    ),
    reference_rule(
        "starts-processes",
        "The patch begins to start other programs: subprocess, os.system, fork.",
        _PROCESSES,
        "{target} starts a program from code that started none.",
        again=Severity.FLAG,
    ),
    reference_rule(
        "uses-network",
        "The patch begins to use the network: socket, urllib.request, requests.",
        _NETWORK,
        "{target} opens the network to code that did not use it.",
        again=Severity.FLAG,
    ),
    reference_rule(
        "native-code",
        "The patch begins to use native code: ctypes, cffi.",
        _NATIVE,
        "{target} reaches below Python, where nothing can be checked.",
        again=Severity.FLAG,
    ),
    reference_rule(
        "unpickles",
        "The patch begins to load data that can run code: pickle, marshal, yaml.load.",
        _PICKLES,
        "{target} runs whatever the loaded data says.",
        again=Severity.FLAG,
    ),
)
