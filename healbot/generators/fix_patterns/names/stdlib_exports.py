"""Names that people use unqualified, and the standard module each is imported from.

Source: the ``__all__`` lists and documentation of Python 3.8 to 3.14. A name that several modules
export stands under the one it is usually imported from; `ALSO_IN` names the others, which make a
guess less sure. Add a name to the line of its module.
"""

from __future__ import annotations

from healbot.generators.fix_patterns.names.wordlist import words

_BY_MODULE: dict[str, str] = {
    "abc": "ABC ABCMeta abstractmethod abstractproperty",
    "argparse": "ArgumentParser Namespace RawDescriptionHelpFormatter ArgumentTypeError",
    "array": "array",
    "asyncio": "create_task wait_for",
    "base64": "b64encode b64decode urlsafe_b64encode urlsafe_b64decode",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple UserDict UserList",
    "concurrent.futures": "ThreadPoolExecutor ProcessPoolExecutor as_completed",
    "configparser": "ConfigParser RawConfigParser",
    "contextlib": "asynccontextmanager closing contextmanager ExitStack nullcontext "
    "redirect_stderr redirect_stdout suppress",
    "copy": "copy deepcopy",
    "csv": "DictReader DictWriter QUOTE_ALL QUOTE_MINIMAL",
    "dataclasses": "asdict astuple dataclass field fields is_dataclass KW_ONLY",
    "datetime": "datetime date timedelta timezone tzinfo",
    "decimal": "Decimal InvalidOperation ROUND_HALF_UP ROUND_DOWN ROUND_HALF_EVEN getcontext",
    "difflib": "SequenceMatcher get_close_matches unified_diff",
    "enum": "Enum Flag IntEnum IntFlag StrEnum auto unique",
    "fnmatch": "fnmatch",
    "fractions": "Fraction",
    "functools": "cache cached_property cmp_to_key lru_cache partial partialmethod reduce "
    "singledispatch total_ordering wraps",
    "getpass": "getpass getuser",
    "glob": "glob iglob",
    "hashlib": "md5 sha1 sha256 sha512",
    "heapq": "heapify heappop heappush heappushpop heapreplace nlargest nsmallest",
    "html": "unescape",
    "html.parser": "HTMLParser",
    "http.server": "BaseHTTPRequestHandler HTTPServer SimpleHTTPRequestHandler",
    "importlib": "import_module",
    "inspect": "getmembers getsource isclass isfunction signature",
    "io": "BytesIO StringIO TextIOWrapper",
    "itertools": "accumulate batched chain combinations combinations_with_replacement count cycle "
    "dropwhile filterfalse groupby islice pairwise permutations product starmap takewhile "
    "tee zip_longest",
    "json": "JSONDecodeError JSONEncoder JSONDecoder",
    "logging": "getLogger basicConfig",
    "math": "acos asin atan atan2 ceil comb cos cosh degrees dist erf exp factorial floor fmod "
    "fsum gcd hypot inf isclose isfinite isinf isnan isqrt lcm log log10 log1p log2 perm pi "
    "prod radians sin sinh sqrt tan tanh tau trunc",
    "multiprocessing": "Pool Process cpu_count",
    "numbers": "Number",
    "operator": "attrgetter itemgetter methodcaller",
    "os": "getcwd getenv getpid listdir makedirs mkdir environ scandir walk",
    "os.path": "abspath basename dirname exists getsize isdir isfile splitext expanduser",
    "pathlib": "Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath",
    "pprint": "pformat pprint",
    "queue": "Empty Full LifoQueue PriorityQueue Queue SimpleQueue",
    "random": "choice choices randint random randrange sample seed shuffle uniform gauss Random",
    "secrets": "token_bytes token_hex token_urlsafe",
    "shlex": "quote",
    "shutil": "copyfile copytree rmtree which",
    "socketserver": "BaseRequestHandler TCPServer ThreadingTCPServer",
    "statistics": "fmean geometric_mean harmonic_mean mean median mode multimode pstdev pvariance "
    "quantiles stdev variance",
    "string": "Template ascii_letters ascii_lowercase ascii_uppercase digits hexdigits "
    "octdigits printable punctuation whitespace",
    "struct": "calcsize",
    "subprocess": "CalledProcessError CompletedProcess DEVNULL PIPE Popen TimeoutExpired "
    "check_call check_output",
    "sys": "argv stderr stdin stdout maxsize getsizeof exc_info getrecursionlimit "
    "setrecursionlimit",
    "tempfile": "NamedTemporaryFile TemporaryDirectory TemporaryFile gettempdir mkdtemp mkstemp",
    "textwrap": "dedent fill indent shorten",
    "threading": "Condition Event Lock RLock Semaphore Thread Timer current_thread",
    "time": "monotonic perf_counter process_time sleep strftime time time_ns localtime gmtime",
    "timeit": "default_timer timeit",
    "traceback": "format_exc print_exc",
    "types": "GeneratorType MappingProxyType MethodType ModuleType SimpleNamespace",
    "typing": "Annotated Any AnyStr ClassVar Concatenate DefaultDict Deque Dict Final FrozenSet "
    "Generic List Literal LiteralString NamedTuple Never NewType NoReturn Optional "
    "ParamSpec Protocol Self Set TYPE_CHECKING Text Tuple Type TypeAlias TypeGuard TypeVar "
    "TypedDict Union cast get_type_hints overload override runtime_checkable",
    "collections.abc": "AsyncIterable AsyncIterator Awaitable ByteString Callable Collection "
    "Container Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping "
    "MutableMapping MutableSequence MutableSet Reversible Sequence Sized ValuesView",
    "unittest": "TestCase TestSuite skipIf",
    "unittest.mock": "MagicMock Mock mock_open patch",
    "urllib.error": "HTTPError URLError",
    "urllib.parse": "parse_qs parse_qsl quote_plus unquote unquote_plus urldefrag urlencode "
    "urljoin urlparse urlsplit urlunparse urlunsplit",
    "urllib.request": "urlopen urlretrieve Request",
    "uuid": "UUID uuid1 uuid3 uuid4 uuid5",
    "warnings": "catch_warnings simplefilter filterwarnings",
    "weakref": "WeakKeyDictionary WeakSet WeakValueDictionary",
    "zipfile": "ZipFile ZIP_DEFLATED BadZipFile",
    "zoneinfo": "ZoneInfo ZoneInfoNotFoundError",
}

HOME: dict[str, str] = {
    name: module for module, names in _BY_MODULE.items() for name in names.split()
}
"""Unqualified name -> the module that it is usually imported from."""

ALSO_IN: dict[str, tuple[str, ...]] = {
    "Event": ("asyncio",),
    "Lock": ("asyncio", "multiprocessing"),
    "Process": ("multiprocessing",),
    "Queue": ("asyncio", "multiprocessing"),
    "Semaphore": ("asyncio",),
    "Timer": ("timeit",),
    "array": ("numpy",),
    "choice": ("secrets",),
    "copy": ("shutil",),
    "count": ("itertools",),
    "exp": ("cmath", "numpy"),
    "mean": ("numpy",),
    "median": ("numpy",),
    "mode": ("statistics",),
    "quote": ("urllib.parse",),
    "time": ("datetime",),
    "walk": ("ast",),
    "Mapping": ("typing",),
    "fields": ("dataclasses",),
    "field": ("dataclasses",),
    "prod": ("numpy",),
    "seed": ("numpy",),
    "sample": ("random",),
    "unique": ("numpy",),
    "fill": ("textwrap",),
    "indent": ("textwrap",),
    "digits": ("string",),
    "patch": ("unittest.mock",),
}
"""Names that also stand for something else often enough to lower the confidence."""

CONSTANTS = frozenset(words("pi tau inf nan digits stdin stdout stderr argv environ PIPE"))
"""Lower-case names that are values, not functions: right without a call."""

SUBMODULES = frozenset(
    words(
        "collections.abc concurrent.futures ctypes.util curses.ascii dbm.dumb "
        "email.encoders email.header email.message email.mime email.mime.application "
        "email.mime.base email.mime.image email.mime.multipart email.mime.text "
        "email.parser email.policy email.utils encodings.idna html.entities html.parser "
        "http.client http.cookiejar http.cookies http.server importlib.abc "
        "importlib.machinery importlib.metadata importlib.resources importlib.util "
        "json.decoder json.encoder logging.config logging.handlers multiprocessing.dummy "
        "multiprocessing.pool multiprocessing.shared_memory os.path sqlite3.dbapi2 "
        "tkinter.colorchooser tkinter.filedialog tkinter.font tkinter.messagebox "
        "tkinter.scrolledtext tkinter.simpledialog tkinter.ttk unittest.mock urllib.error "
        "urllib.parse urllib.request urllib.response urllib.robotparser "
        "wsgiref.simple_server wsgiref.util xml.dom xml.dom.minidom xml.etree "
        "xml.etree.ElementTree xml.sax xml.sax.saxutils xmlrpc.client xmlrpc.server "
        "asyncio.subprocess asyncio.events"
    )
)
"""Modules inside packages of the standard library that ``import package`` need not load."""

TYPING_TWINS = frozenset(_BY_MODULE["collections.abc"].split())
"""Generic types that `typing` exports as well as `collections.abc`."""

ALIASES: dict[str, str] = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "mpl": "matplotlib",
    "sns": "seaborn",
    "tf": "tensorflow",
    "sp": "scipy",
    "sk": "sklearn",
    "nx": "networkx",
    "sa": "sqlalchemy",
    "xr": "xarray",
    "pl": "polars",
    "px": "plotly.express",
    "go": "plotly.graph_objects",
    "st": "streamlit",
    "jnp": "jax.numpy",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "sm": "statsmodels.api",
    "smf": "statsmodels.formula.api",
    "gpd": "geopandas",
    "dd": "dask.dataframe",
    "da": "dask.array",
    "pa": "pyarrow",
    "pq": "pyarrow.parquet",
    "cp": "cupy",
    "sy": "sympy",
    "tk": "tkinter",
    "ET": "xml.etree.ElementTree",
    "ttk": "tkinter.ttk",
    "dt": "datetime",
    "mp": "multiprocessing",
    "op": "operator",
    "osp": "os.path",
    "it": "itertools",
    "BeautifulSoup": "bs4:BeautifulSoup",
    "Image": "PIL:Image",
    "tqdm": "tqdm:tqdm",
    "load_dotenv": "dotenv:load_dotenv",
    "BaseModel": "pydantic:BaseModel",
    "Flask": "flask:Flask",
    "jsonify": "flask:jsonify",
    "render_template": "flask:render_template",
    "Console": "rich.console:Console",
    "train_test_split": "sklearn.model_selection:train_test_split",
    "create_engine": "sqlalchemy:create_engine",
    "sessionmaker": "sqlalchemy.orm:sessionmaker",
    "declarative_base": "sqlalchemy.orm:declarative_base",
    "relativedelta": "dateutil.relativedelta:relativedelta",
}
"""Well-known aliases: ``alias -> module``, or ``name -> module:member``.

Source: the "import as" conventions in each project's documentation.
"""
