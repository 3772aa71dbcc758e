"""Functions, constants and methods that were removed or renamed, with version and source.

Two tables in the replacement language of `rewriting`: `MODULE_MEMBERS` for what modules export and
`METHODS` for what objects have. To add a change, add an entry with the version that dropped the old
name and the document that says so. Nothing here is used unless the old name is missing at run time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class MemberChange:
    """Members that a module no longer has."""

    module: str
    gone_since: str
    source: str
    names: Mapping[str, str]
    """Old member -> replacement."""


@dataclass(frozen=True)
class MethodChange:
    """Attributes that objects of a type no longer have."""

    owners: str
    """Class names separated by blanks; ``*`` for any class; ``*Error`` for a suffix."""
    gone_since: str
    source: str
    names: Mapping[str, str]
    everywhere: bool = False
    """Whether the old name means nothing else, so that all its uses in a file are rewritten."""
    package: str = ""
    """The top-level package that the class must come from, when it is known."""


def _to(module: str, names: str) -> dict[str, str]:
    return {name: f"{module}:{name}" for name in names.split()}


_PY3 = "What's New In Python 3.0"
_ABCS = (
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container "
    "Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView "
    "MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView"
)
_STRING_FUNCTIONS = {
    name: f"{{0}}.{name}()"
    + (f" || {{0}}.{name}({{1}}) || {{0}}.{name}({{1}}, {{2}})" if more else "")
    for name, more in (
        ("capitalize", False), ("lower", False), ("upper", False), ("swapcase", False),
        ("strip", True), ("lstrip", True), ("rstrip", True), ("split", True),
        ("replace", True), ("find", True), ("rfind", True), ("index", True), ("count", True),
        ("zfill", True), ("ljust", True), ("rjust", True), ("center", True), ("expandtabs", True),
    )
}  # fmt: skip
_URLLIB = {
    **_to("urllib.parse", "quote quote_plus unquote unquote_plus urlencode"),
    **_to("urllib.request", "urlopen urlretrieve URLopener FancyURLopener urlcleanup pathname2url"),
}

_STANDARD = (
    MemberChange(
        "collections", "3.10", "What's New in Python 3.10, Removed", _to("collections.abc", _ABCS)
    ),
    MemberChange(
        "itertools",
        "3.0",
        _PY3,
        {
            "izip": "=zip",
            "imap": "=map",
            "ifilter": "=filter",
            "izip_longest": ":zip_longest",
            "ifilterfalse": ":filterfalse",
            "reduce": "functools:reduce",
        },
    ),
    MemberChange(
        "string",
        "3.0",
        _PY3,
        {
            **_STRING_FUNCTIONS,
            "letters": ":ascii_letters",
            "lowercase": ":ascii_lowercase",
            "uppercase": ":ascii_uppercase",
            "maketrans": "=str.maketrans",
            "join": '" ".join({0}) || {1}.join({0})',
            "joinfields": '" ".join({0}) || {1}.join({0})',
            "atoi": "=int",
            "atol": "=int",
            "atof": "=float",
        },
    ),
    MemberChange("time", "3.8", "What's New in Python 3.8, Removed", {"clock": ":perf_counter"}),
    MemberChange(
        "os",
        "3.0",
        _PY3,
        {
            "getcwdu": ":getcwd",
            "errno": "errno:",
            "tempnam": "tempfile:mktemp",
        },
    ),
    MemberChange("sys", "3.0", _PY3, {"maxint": ":maxsize"}),
    MemberChange(
        "base64",
        "3.9",
        "What's New in Python 3.9, Removed",
        {"encodestring": ":encodebytes", "decodestring": ":decodebytes"},
    ),
    MemberChange(
        "cgi",
        "3.8",
        "What's New in Python 3.8, Removed",
        {
            "escape": "html:escape",
            **_to("urllib.parse", "parse_qs parse_qsl"),
        },
    ),
    MemberChange("fractions", "3.9", "What's New in Python 3.9, Removed", {"gcd": "math:gcd"}),
    MemberChange(
        "inspect", "3.11", "What's New in Python 3.11, Removed", {"getargspec": ":getfullargspec"}
    ),
    MemberChange(
        "operator",
        "3.0",
        _PY3,
        {
            "isCallable": "=callable",
            "div": ":truediv",
            "idiv": ":itruediv",
            "sequenceIncludes": ":contains",
        },
    ),
    MemberChange(
        "types",
        "3.0",
        _PY3,
        {
            "StringType": "=str",
            "UnicodeType": "=str",
            "IntType": "=int",
            "LongType": "=int",
            "FloatType": "=float",
            "BooleanType": "=bool",
            "ListType": "=list",
            "DictType": "=dict",
            "TupleType": "=tuple",
            "ComplexType": "=complex",
            "ObjectType": "=object",
            "TypeType": "=type",
            "ClassType": "=type",
            "InstanceType": "=object",
            "SliceType": "=slice",
            "StringTypes": "=(str,)",
            "NoneType": "=type(None)",
        },
    ),
    MemberChange(
        "locale", "3.12", "What's New in Python 3.12, Removed", {"format": ":format_string"}
    ),
    MemberChange(
        "gettext",
        "3.11",
        "What's New in Python 3.11, Removed",
        {
            "lgettext": ":gettext",
            "ldgettext": ":dgettext",
            "lngettext": ":ngettext",
            "ldngettext": ":dngettext",
        },
    ),
    MemberChange(
        "configparser",
        "3.12",
        "What's New in Python 3.12, Removed",
        {"SafeConfigParser": ":ConfigParser"},
    ),
    MemberChange(
        "importlib",
        "3.12",
        "What's New in Python 3.12, Removed",
        {"find_loader": "importlib.util:find_spec"},
    ),
    MemberChange(
        "unittest",
        "3.13",
        "What's New in Python 3.13, Removed",
        {
            "makeSuite": "unittest.defaultTestLoader.loadTestsFromTestCase({0})",
            "findTestCases": "unittest.defaultTestLoader.loadTestsFromModule({0})",
        },
    ),
    MemberChange(
        "logging",
        "3.13",
        "What's New in Python 3.13",
        {"_levelNames": ":_levelToName", "warn": ":warning"},
    ),
    MemberChange(
        "sqlite3", "3.12", "What's New in Python 3.12, Removed", {"OptimizedUnicode": "=str"}
    ),
    MemberChange(
        "asyncio",
        "3.0",
        "Python 3.4 to 3.10 change notes",
        {"JoinableQueue": ":Queue", "async": ":ensure_future"},
    ),
    MemberChange(
        "xml.etree",
        "3.9",
        "What's New in Python 3.9, Removed",
        {"cElementTree": "xml.etree.ElementTree:"},
    ),
    MemberChange(
        "email",
        "3.0",
        _PY3,
        {
            "Utils": "email.utils:",
            "Encoders": "email.encoders:",
            "MIMEText": "email.mime.text:",
            "MIMEMultipart": "email.mime.multipart:",
            "MIMEBase": "email.mime.base:",
            "Header": "email.header:",
        },
    ),
    MemberChange("urllib", "3.0", _PY3, _URLLIB),
    MemberChange(
        "plistlib",
        "3.9",
        "What's New in Python 3.9, Removed",
        {
            "readPlistFromBytes": ":loads",
            "writePlistToBytes": ":dumps",
            "readPlistFromString": ":loads",
            "writePlistToString": ":dumps",
        },
    ),
    MemberChange("typing", "3.13", "PEP 585", {"io": "typing:", "re": "re:"}),
    # What has no replacement has an empty text: a near miss in spelling would be a wrong guess.
    MemberChange("asyncio", "3.11", "What's New in Python 3.11, Removed", {"coroutine": ""}),
    MemberChange(
        "platform",
        "3.8",
        "What's New in Python 3.8, Removed",
        {"linux_distribution": "", "dist": "", "popen": ""},
    ),
    MemberChange(
        "inspect",
        "3.11",
        "What's New in Python 3.11, Removed",
        {"formatargspec": "", "getmoduleinfo": ""},
    ),
    MemberChange(
        "ast",
        "3.14",
        "What's New in Python 3.14, Removed",
        {"Num": "", "Str": "", "Bytes": "", "NameConstant": "", "Ellipsis": ""},
    ),
    MemberChange(
        "sys",
        "3.0",
        _PY3,
        {
            "exc_clear": "",
            "exc_type": "",
            "exc_value": "",
            "exc_traceback": "",
            "subversion": "",
            "setcheckinterval": "",
            "getcheckinterval": "",
            "exitfunc": "",
        },
    ),
    MemberChange("os", "3.0", _PY3, {"popen2": "", "popen3": "", "popen4": ""}),
    MemberChange(
        "ssl",
        "3.12",
        "What's New in Python 3.12, Removed",
        {"wrap_socket": "", "match_hostname": ""},
    ),
    MemberChange(
        "pkgutil",
        "3.12",
        "What's New in Python 3.12, Removed",
        {"ImpImporter": "", "ImpLoader": ""},
    ),
    MemberChange("html.parser", "3.5", "What's New in Python 3.5, Removed", {"HTMLParseError": ""}),
    MemberChange(
        "plistlib", "3.9", "What's New in Python 3.9, Removed", {"readPlist": "", "writePlist": ""}
    ),
    MemberChange("re", "3.7", "Python 3.7 change notes", {"_pattern_type": ":Pattern"}),
    MemberChange("turtle", "3.13", "What's New in Python 3.13", {"settiltangle": ":tiltangle"}),
)

_NUMPY_120 = "NumPy 1.20 release notes (deprecated), 1.24 (removed)"
_NUMPY_2 = "NumPy 2.0 migration guide"
_SCIPY = "SciPy release notes"
_SKLEARN = "scikit-learn What's New"
_JINJA = "Jinja 3.1 changelog"
_PILLOW = "Pillow 10.0 release notes, Removals"

_THIRD_PARTY = (
    MemberChange(
        "numpy",
        "1.24",
        _NUMPY_120,
        {
            "float": "=float",
            "int": "=int",
            "bool": "=bool",
            "object": "=object",
            "str": "=str",
            "complex": "=complex",
            "long": "=int",
            "unicode": "=str",
        },
    ),
    MemberChange(
        "numpy",
        "2.0",
        _NUMPY_2,
        {
            "product": ":prod",
            "cumproduct": ":cumprod",
            "sometrue": ":any",
            "alltrue": ":all",
            "in1d": ":isin",
            "row_stack": ":vstack",
            "trapz": ":trapezoid",
            "round_": ":round",
            "NaN": ":nan",
            "NAN": ":nan",
            "Inf": ":inf",
            "Infinity": ":inf",
            "infty": ":inf",
            "PINF": ":inf",
            "NINF": "-{m}.inf",
            "PZERO": "=0.0",
            "NZERO": "=-0.0",
            "float_": ":float64",
            "complex_": ":complex128",
            "singlecomplex": ":complex64",
            "cfloat": ":complex128",
            "clongfloat": ":clongdouble",
            "longfloat": ":longdouble",
            "longcomplex": ":clongdouble",
            "string_": ":bytes_",
            "unicode_": ":str_",
            "bool8": ":bool",
            "int0": ":intp",
            "uint0": ":uintp",
            "object0": ":object_",
            "str0": ":str_",
            "bytes0": ":bytes_",
            "mat": ":asmatrix",
            "asscalar": "{0}.item()",
            "asfarray": "{m}.asarray({0}, dtype=float)",
            "msort": "{m}.sort({0}, axis=0)",
            "issubclass_": "=issubclass",
            "safe_eval": "ast:literal_eval",
            "rank": ":ndim",
            "deprecate": "warnings:deprecated",
            "find_common_type": "{m}.result_type({args})",
            **_to(
                "numpy.exceptions",
                "AxisError ComplexWarning RankWarning TooHardError "
                "VisibleDeprecationWarning DTypePromotionError ModuleDeprecationWarning",
            ),
        },
    ),
    MemberChange(
        "pandas",
        "2.0",
        "pandas What's New 0.23 to 3.0",
        {
            "np": "=np #import numpy as np",
            "datetime": "datetime:datetime",
            "Int64Index": ":Index",
            "Float64Index": ":Index",
            "UInt64Index": ":Index",
            "TimeGrouper": ":Grouper",
            "scatter_matrix": "pandas.plotting:scatter_matrix",
            "rolling_mean": "{0}.rolling({1}).mean()",
            "rolling_sum": "{0}.rolling({1}).sum()",
            "rolling_std": "{0}.rolling({1}).std()",
            "rolling_max": "{0}.rolling({1}).max()",
            "rolling_min": "{0}.rolling({1}).min()",
            "rolling_median": "{0}.rolling({1}).median()",
            "rolling_var": "{0}.rolling({1}).var()",
            "value_counts": "{0}.value_counts()",
        },
    ),
    MemberChange(
        "pandas.io.json",
        "2.0",
        "pandas What's New 1.0",
        {"json_normalize": "pandas:json_normalize"},
    ),
    MemberChange(
        "PIL.Image",
        "10.0",
        _PILLOW,
        {
            "ANTIALIAS": ":LANCZOS",
            "LINEAR": ":BILINEAR",
            "CUBIC": ":BICUBIC",
            "fromstring": ":frombytes",
        },
    ),
    MemberChange(
        "sqlalchemy.ext.declarative",
        "2.0",
        "SQLAlchemy 2.0 migration",
        {
            "as_declarative": "sqlalchemy.orm:as_declarative",
            "declarative_base": "sqlalchemy.orm:declarative_base",
            "declared_attr": "sqlalchemy.orm:declared_attr",
        },
    ),
    MemberChange(
        "flask",
        "2.3",
        "Flask 2.3 and 3.0 changelog",
        {
            **_to("markupsafe", "escape Markup"),
            "safe_join": "werkzeug.utils:safe_join",
            "_request_ctx_stack": "flask.globals:request_ctx",
            "_app_ctx_stack": "flask.globals:app_ctx",
        },
    ),
    MemberChange(
        "jinja2",
        "3.1",
        _JINJA,
        {
            **_to("markupsafe", "Markup escape"),
            "contextfunction": ":pass_context",
            "contextfilter": ":pass_context",
            "evalcontextfunction": ":pass_eval_context",
            "evalcontextfilter": ":pass_eval_context",
            "environmentfunction": ":pass_environment",
            "environmentfilter": ":pass_environment",
        },
    ),
    MemberChange(
        "jinja2.utils",
        "3.1",
        _JINJA,
        {**_to("markupsafe", "Markup escape"), "soft_unicode": "markupsafe:soft_str"},
    ),
    MemberChange("markupsafe", "2.1", "MarkupSafe 2.1 changelog", {"soft_unicode": ":soft_str"}),
    MemberChange(
        "werkzeug",
        "1.0",
        "Werkzeug 1.0 changelog",
        {
            **_to("werkzeug.utils", "secure_filename cached_property redirect escape"),
            **_to("werkzeug.datastructures", "FileStorage ImmutableDict MultiDict Headers"),
            **_to("werkzeug.security", "generate_password_hash check_password_hash"),
            **_to("werkzeug.wrappers", "Request Response"),
        },
    ),
    MemberChange(
        "werkzeug.security",
        "2.1",
        "Werkzeug 2.1 changelog",
        {"safe_str_cmp": "hmac:compare_digest"},
    ),
    MemberChange(
        "werkzeug.urls",
        "3.0",
        "Werkzeug 3.0 changelog",
        {
            "url_quote": "urllib.parse:quote",
            "url_quote_plus": "urllib.parse:quote_plus",
            "url_unquote": "urllib.parse:unquote",
            "url_encode": "urllib.parse:urlencode",
            "url_parse": "urllib.parse:urlsplit",
            "url_join": "urllib.parse:urljoin",
        },
    ),
    MemberChange(
        "werkzeug.wrappers",
        "2.1",
        "Werkzeug 2.1 changelog",
        {"BaseResponse": ":Response", "BaseRequest": ":Request"},
    ),
    MemberChange("pytest", "8.0", "pytest changelog", {"yield_fixture": ":fixture"}),
    MemberChange(
        "sklearn.preprocessing", "0.22", _SKLEARN, {"Imputer": "sklearn.impute:SimpleImputer"}
    ),
    MemberChange("sklearn.externals", "0.23", _SKLEARN, {"joblib": "joblib:", "six": "six:"}),
    MemberChange(
        "sklearn.metrics",
        "0.23",
        _SKLEARN,
        {
            "calinski_harabaz_score": ":calinski_harabasz_score",
            "jaccard_similarity_score": ":jaccard_score",
        },
    ),
    MemberChange(
        "scipy.misc", "1.3", _SCIPY, _to("scipy.special", "comb factorial factorial2 logsumexp")
    ),
    MemberChange(
        "scipy.integrate",
        "1.14",
        _SCIPY,
        {
            "trapz": ":trapezoid",
            "simps": ":simpson",
            "cumtrapz": ":cumulative_trapezoid",
        },
    ),
    MemberChange(
        "scipy.signal",
        "1.13",
        _SCIPY,
        _to("scipy.signal.windows", "gaussian hamming hann blackman boxcar bartlett"),
    ),
    MemberChange(
        "scipy.stats", "1.11", _SCIPY, {"median_absolute_deviation": ":median_abs_deviation"}
    ),
    MemberChange(
        "networkx",
        "3.0",
        "NetworkX 3.0 release notes",
        {
            "from_numpy_matrix": ":from_numpy_array",
            "to_numpy_matrix": ":to_numpy_array",
        },
    ),
    MemberChange(
        "matplotlib.cm",
        "3.9",
        "Matplotlib 3.9 API changes",
        {"get_cmap": "matplotlib.pyplot:get_cmap"},
    ),
    MemberChange(
        "django.utils.encoding",
        "4.0",
        "Django 4.0 release notes",
        {"force_text": ":force_str", "smart_text": ":smart_str"},
    ),
    MemberChange(
        "django.utils.translation",
        "4.0",
        "Django 4.0 release notes",
        {
            "ugettext": ":gettext",
            "ugettext_lazy": ":gettext_lazy",
            "ungettext": ":ngettext",
        },
    ),
    MemberChange(
        "django.conf.urls", "4.0", "Django 4.0 release notes", {"url": "django.urls:re_path"}
    ),
)

_TEST_METHODS = {
    "assertEquals": ".assertEqual", "assertNotEquals": ".assertNotEqual",
    "assertAlmostEquals": ".assertAlmostEqual", "assertNotAlmostEquals": ".assertNotAlmostEqual",
    "assertItemsEqual": ".assertCountEqual", "assertRegexpMatches": ".assertRegex",
    "assertNotRegexpMatches": ".assertNotRegex", "assertRaisesRegexp": ".assertRaisesRegex",
    "assert_": ".assertTrue", "failUnless": ".assertTrue", "failIf": ".assertFalse",
    "failUnlessEqual": ".assertEqual", "failIfEqual": ".assertNotEqual",
    "failUnlessRaises": ".assertRaises", "failUnlessAlmostEqual": ".assertAlmostEqual",
}  # fmt: skip
_PANDAS = "pandas What's New 0.20 to 3.0"

METHODS: tuple[MethodChange, ...] = (
    MethodChange("*", "3.0", _PY3, {
        "has_key": "{0} in {obj}", "iteritems": ".items", "itervalues": ".values",
        "iterkeys": ".keys", "viewitems": ".items", "viewvalues": ".values", "viewkeys": ".keys",
        "next": "next({obj})",
    }, everywhere=True),
    MethodChange("*", "3.12", "What's New in Python 3.12, Removed", _TEST_METHODS, everywhere=True),
    MethodChange("*Error *Exception *Warning *Exit *Interrupt", "3.0", "PEP 352",
                 {"message": "str({obj})"}),
    MethodChange("str", "3.0", _PY3, {"decode": "{obj}{drop}"}),
    MethodChange("Thread", "3.9", "What's New in Python 3.9, Removed", {"isAlive": ".is_alive"},
                 everywhere=True),
    MethodChange("Element", "3.9", "What's New in Python 3.9, Removed",
                 {"getchildren": "list({obj})", "getiterator": ".iter"}, everywhere=True),
    MethodChange("ElementTree", "3.9", "What's New in Python 3.9, Removed",
                 {"getiterator": ".iter"}, everywhere=True),
    MethodChange("array", "3.9", "What's New in Python 3.9, Removed",
                 {"tostring": ".tobytes", "fromstring": ".frombytes"}, everywhere=True),
    MethodChange("ConfigParser RawConfigParser", "3.12", "What's New in Python 3.12, Removed",
                 {"readfp": ".read_file"}, everywhere=True),
    MethodChange("HTMLParser", "3.9", "What's New in Python 3.9, Removed",
                 {"unescape": "html.unescape({0}) #import html"}),
    MethodChange("Logger", "3.13", "What's New in Python 3.13", {"warn": ".warning"}),
    MethodChange("DataFrame", "2.0", _PANDAS, {
        "append": "pd.concat([{obj}, {0}]) #import pandas as pd", "iteritems": ".items",
        "as_matrix": ".to_numpy", "get_values": ".to_numpy", "get_value": ".at[{0}, {1}]",
        "applymap": ".map", "sort": ".sort_values", "pad": ".ffill", "backfill": ".bfill",
        "slice_shift": ".shift", "tshift": ".shift", "convert_objects": ".infer_objects",
        "mad": "({obj} - {obj}.mean()).abs().mean()", "ix": ".loc",
    }, package="pandas"),
    MethodChange("Series", "2.0", _PANDAS, {
        "append": "pd.concat([{obj}, {0}]) #import pandas as pd", "iteritems": ".items",
        "as_matrix": ".to_numpy", "get_values": ".to_numpy", "order": ".sort_values",
        "sort": ".sort_values", "pad": ".ffill", "backfill": ".bfill", "get_value": ".at[{0}]",
        "nonzero": ".to_numpy().nonzero()", "reshape": ".to_numpy().reshape({args})",
        "applymap": ".map", "mad": "({obj} - {obj}.mean()).abs().mean()",
        "ix": ".loc",
    }, package="pandas"),
    MethodChange("DatetimeProperties", "1.0", "pandas What's New 1.0, 2.0", {
        "weekday_name": ".day_name()", "week": ".isocalendar().week",
        "weekofyear": ".isocalendar().week",
    }, package="pandas"),
    MethodChange("DatetimeIndex Timestamp", "1.0", "pandas What's New 1.0, 2.0",
                 {"weekday_name": ".day_name()"}, package="pandas"),
    MethodChange("ndarray", "2.0", _NUMPY_2, {
        "ptp": "np.ptp({obj}) || np.ptp({obj}, {0}) #import numpy as np", "tostring": ".tobytes",
        "itemset": "{obj}[{0}] = {1} || {obj}[...] = {0}",
    }, package="numpy"),
    MethodChange("ImageDraw", "10.0", _PILLOW, {
        "textsize": "{obj}.textbbox((0, 0), {args})[2:]",
        "multiline_textsize": "{obj}.multiline_textbbox((0, 0), {args})[2:]",
    }, package="PIL"),
    MethodChange("FreeTypeFont ImageFont TransposedFont", "10.0", _PILLOW,
                 {"getsize": "{obj}.getbbox({args})[2:]"}, package="PIL"),
    MethodChange("Image JpegImageFile PngImageFile", "3.0", "Pillow 3.0 release notes",
                 {"tostring": ".tobytes", "fromstring": ".frombytes"}, package="PIL"),
    MethodChange("Engine", "2.0", "SQLAlchemy 2.0 migration", {
        "table_names": "sqlalchemy.inspect({obj}).get_table_names() #import sqlalchemy",
        "has_table": "sqlalchemy.inspect({obj}).has_table({0}) #import sqlalchemy",
    }, package="sqlalchemy"),
    MethodChange("CountVectorizer TfidfVectorizer OneHotEncoder ColumnTransformer "
                 "PolynomialFeatures DictVectorizer", "1.2", _SKLEARN,
                 {"get_feature_names": ".get_feature_names_out"}, package="sklearn"),
    MethodChange("Graph DiGraph MultiGraph MultiDiGraph", "2.4", "NetworkX 2.4 release notes", {
        "node": ".nodes", "nodes_iter": ".nodes", "edges_iter": ".edges",
        "neighbors_iter": ".neighbors",
    }, package="networkx"),
    MethodChange("Axes AxesSubplot", "2.2", "Matplotlib 2.2 API changes",
                 {"set_axis_bgcolor": ".set_facecolor"}, package="matplotlib"),
)  # fmt: skip

MODULE_MEMBERS: dict[str, dict[str, str]] = {}
"""Module -> old member -> replacement."""
for _change in (*_STANDARD, *_THIRD_PARTY):
    MODULE_MEMBERS.setdefault(_change.module, {}).update(_change.names)


def source_of(module: str, name: str) -> str:
    """Returns where the removal of a module's member is written down, with the version."""
    for change in (*_STANDARD, *_THIRD_PARTY):
        if change.module == module and name in change.names:
            return f"{change.source} (gone since {change.gone_since})"
    return ""
