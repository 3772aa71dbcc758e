"""Methods that people and models carry over from other languages or other Python types.

`OBJECTS` maps a class name to its unknown attributes, `MODULES` a module to its unknown members,
both in the replacement language of `rewriting`. Only used when the attribute does not exist. Where
two replacements would give different results, the entry is left out.
"""

from __future__ import annotations

from healbot.generators.fix_patterns.names.wordlist import words

_CONTAINS = dict.fromkeys(("contains", "includes", "has", "include"), "{0} in {obj}")
_LENGTH = dict.fromkeys(
    ("length", "size", "len", "Length", "Count", "getLength", "getSize"), "len({obj})"
)
_EMPTY = dict.fromkeys(("isEmpty", "is_empty", "empty", "isempty"), "not {obj}")
_SIZED = {**_CONTAINS, **_LENGTH, **_EMPTY, "toString": "str({obj})"}
_TRIM = {
    ".strip": "trim Trim strip_whitespace",
    ".lstrip": "ltrim trimStart trimLeft trim_left left_strip",
    ".rstrip": "rtrim trimEnd trimRight chomp trim_right right_strip",
    ".upper": "toUpperCase toUpper to_upper upcase uppercase to_uppercase upperCase UpperCase "
    "toLocaleUpperCase ToUpper uppper",
    ".lower": "toLowerCase toLower to_lower downcase lowercase to_lowercase lowerCase LowerCase "
    "toLocaleLowerCase ToLower",
    ".find": "indexOf IndexOf index_of strpos",
    ".rfind": "lastIndexOf last_index_of",
    ".startswith": "startsWith start_with starts_with StartsWith beginsWith hasPrefix",
    ".endswith": "endsWith end_with ends_with EndsWith hasSuffix",
    ".replace": "replaceAll gsub str_replace sub replace_all",
    ".rjust": "padStart pad_left padLeft lpad leftpad",
    ".ljust": "padEnd pad_right padRight rpad rightpad",
    ".title": "titlecase toTitleCase to_title titleCase",
    ".capitalize": "ucfirst capitalise toCapitalCase",
    ".split": "explode split_by",
    ".isnumeric": "isNumber is_numeric isNumeric",
    ".isdigit": "isDigit is_digit isInteger",
    ".splitlines": "lines split_lines",
}
_TEXT_OF_NUMBER = {
    name: f"str({{obj}}).{name}({{args}})"
    for name in words(
        "zfill rjust ljust center split strip lower upper replace startswith endswith "
        "isdigit isnumeric join encode format count find lstrip rstrip"
    )
}
_NUMBER = {
    **_TEXT_OF_NUMBER,
    "toString": "str({obj})",
    "to_string": "str({obj})",
    "to_s": "str({obj})",
    "toFixed": 'format({obj}, ".{0}f")',
    "padStart": "str({obj}).rjust({args})",
    "round": "round({obj}) || round({obj}, {0})",
    "abs": "abs({obj})",
    "sqrt": "math.sqrt({obj}) #import math",
    "floor": "math.floor({obj}) #import math",
    "ceil": "math.ceil({obj}) #import math",
    "pow": "pow({obj}, {0})",
    "length": "len(str({obj}))",
}
_FILE_TEXT = {
    name: f"{{obj}}.read().{name}({{args}})"
    for name in words(
        "split splitlines strip lower upper replace count startswith endswith find encode "
        "lstrip rstrip format partition"
    )
}

OBJECTS: dict[str, dict[str, str]] = {
    "list": {
        **_SIZED,
        **dict.fromkeys(
            ("push", "add", "push_back", "append_item", "enqueue", "put", "Add", "pushBack"),
            ".append",
        ),
        **dict.fromkeys(("addAll", "append_all", "extend_list", "update", "AddRange"), ".extend"),
        **dict.fromkeys(("shift", "popleft", "dequeue", "pop_front", "poll"), ".pop(0)"),
        **dict.fromkeys(("unshift", "appendleft", "push_front", "prepend"), ".insert(0, {0})"),
        **dict.fromkeys(("indexOf", "index_of", "find", "IndexOf"), ".index"),
        **dict.fromkeys(("delete", "removeValue", "discard"), ".remove"),
        **dict.fromkeys(("removeAt", "remove_at", "delete_at"), ".pop({0})"),
        **dict.fromkeys(("slice", "sublist", "subList"), "{obj}[{0}:{1}] || {obj}[{0}:]"),
        **dict.fromkeys(("first", "front", "head"), "{obj}[0]"),
        **dict.fromkeys(("last", "back", "peek"), "{obj}[-1]"),
        "concat": "{obj} + {0}",
        "join": '"".join({obj}) || {0}.join({obj})',
        "map": "list(map({0}, {obj}))",
        "filter": "list(filter({0}, {obj}))",
        "get": "{obj}[{0}]",
        "sum": "sum({obj})",
        "max": "max({obj})",
        "min": "min({obj})",
        "sorted": "sorted({obj})",
        "reversed": "list(reversed({obj}))",
        "enumerate": "enumerate({obj})",
        "shuffle": "random.shuffle({obj}) #import random",
        "mean": "statistics.mean({obj}) #import statistics",
        "every": "all(map({0}, {obj}))",
        "some": "any(map({0}, {obj}))",
        "tolist": "list({obj})",
        "to_list": "list({obj})",
    },
    "tuple": {**_SIZED, "indexOf": ".index", "get": "{obj}[{0}]", "sorted": "sorted({obj})"},
    "str": {
        **_SIZED,
        **{name: new for new, names in _TRIM.items() for name in names.split()},
        "substring": "{obj}[{0}:{1}] || {obj}[{0}:]",
        "Substring": "{obj}[{0}:] || {obj}[{0}:{0}+{1}]",
        "slice": "{obj}[{0}:{1}] || {obj}[{0}:]",
        "substr": "{obj}[{0}:] || {obj}[{0}:{0}+{1}]",
        "charAt": "{obj}[{0}]",
        "char_at": "{obj}[{0}]",
        "charCodeAt": "ord({obj}[{0}])",
        "concat": "{obj} + {0}",
        "reverse": "{obj}[::-1]",
        "reversed": "{obj}[::-1]",
        "repeat": "{obj} * {0}",
        "equals": "{obj} == {0}",
        "equalsIgnoreCase": "{obj}.lower() == {0}.lower()",
        "toInt": "int({obj})",
        "to_int": "int({obj})",
        "to_i": "int({obj})",
        "toFloat": "float({obj})",
        "to_f": "float({obj})",
        "toCharArray": "list({obj})",
        "chars": "list({obj})",
        "tolist": "list({obj})",
        "map": "list(map({0}, {obj}))",
        "removeprefix": "{obj}[len({0}):] if {obj}.startswith({0}) else {obj}",
        "removesuffix": "{obj}[:-len({0})] if {obj}.endswith({0}) else {obj}",
        "append": "{obj} += {0}",
        "push": "{obj} += {0}",
    },
    "bytes": {**_LENGTH, **_CONTAINS, "encode": "{obj}{drop}"},
    "dict": {
        **_SIZED,
        **dict.fromkeys(
            (
                "containsKey",
                "hasKey",
                "exists",
                "hasOwnProperty",
                "contains_key",
                "ContainsKey",
                "key_exists",
                "in",
            ),
            "{0} in {obj}",
        ),
        **dict.fromkeys(
            ("put", "set", "add", "insert", "Add", "append", "push"), "{obj}[{0}] = {1}"
        ),
        **dict.fromkeys(("delete", "remove", "Remove"), "del {obj}[{0}] || {obj}.pop({0})"),
        **dict.fromkeys(("entrySet", "entries", "pairs", "each_pair", "iter_items"), ".items"),
        **dict.fromkeys(("keySet", "getKeys", "get_keys", "key_list"), ".keys"),
        **dict.fromkeys(("getValues", "get_values"), ".values"),
        **dict.fromkeys(("getOrDefault", "get_or_default", "fetch", "find", "getItem"), ".get"),
        **dict.fromkeys(("putAll", "merge", "extend", "addAll", "assign"), ".update"),
        "containsValue": "{0} in {obj}.values()",
        "has_value": "{0} in {obj}.values()",
        "sorted": "sorted({obj})",
    },
    "set": {
        **_SIZED,
        **dict.fromkeys(("append", "push", "insert", "put", "Add", "enqueue"), ".add"),
        **dict.fromkeys(("extend", "addAll", "merge", "add_all"), ".update"),
        **dict.fromkeys(("delete", "erase"), ".discard"),
        "sorted": "sorted({obj})",
    },
    "deque": {
        **_SIZED,
        **dict.fromkeys(("push", "add", "enqueue", "push_back", "put", "offer"), ".append"),
        **dict.fromkeys(
            ("dequeue", "poll", "shift", "pop_front", "get", "pop_left", "popLeft", "popfront"),
            ".popleft",
        ),
        **dict.fromkeys(("unshift", "push_front", "append_left", "prepend"), ".appendleft"),
        **dict.fromkeys(("peek", "front", "first"), "{obj}[0]"),
        **dict.fromkeys(("back", "last"), "{obj}[-1]"),
        "sort": "",
    },
    "Queue": {
        **dict.fromkeys(("push", "enqueue", "add", "append", "offer"), ".put"),
        **dict.fromkeys(("pop", "dequeue", "poll", "popleft"), ".get"),
        **dict.fromkeys(("size", "length", "len"), ".qsize"),
        **dict.fromkeys(("isEmpty", "is_empty", "isempty"), ".empty"),
    },
    "int": {**_NUMBER, "is_integer": "float({obj}).is_integer()"},
    "float": {**_NUMBER, "toInt": "int({obj})", "to_int": "int({obj})"},
    "bool": {"toString": "str({obj})", "lower": "str({obj}).lower()"},
    "range": {**_SIZED, "reverse": "reversed({obj})", "reversed": "reversed({obj})"},
    "TextIOWrapper": {
        **_FILE_TEXT,
        **dict.fromkeys(("readAll", "readall", "read_all", "getvalue", "text"), ".read"),
        **dict.fromkeys(("readLines", "read_lines", "lines"), ".readlines"),
        **dict.fromkeys(("append", "write_text"), ".write"),
        **dict.fromkeys(("print", "println"), "print({0}, file={obj})"),
    },
    "PosixPath": {
        **{
            name: f"str({{obj}}).{name}({{args}})"
            for name in words("endswith startswith split replace lower upper strip find rsplit")
        },
        "join": ".joinpath",
        "basename": "{obj}.name",
        "filename": "{obj}.name",
        "getName": "{obj}.name",
        "dirname": "{obj}.parent",
        "extension": "{obj}.suffix",
        "ext": "{obj}.suffix",
        "listdir": ".iterdir",
        "list": ".iterdir",
        "read": ".read_text",
        "write": ".write_text",
        "isfile": ".is_file",
        "isdir": ".is_dir",
        "abspath": ".absolute",
        "size": "{obj}.stat().st_size",
        "getsize": "{obj}.stat().st_size",
        "delete": ".unlink",
        "remove": ".unlink",
        "makedirs": "{obj}.mkdir(parents=True, exist_ok=True)",
    },
    "datetime": {
        "format": ".strftime",
        "toString": "str({obj})",
        "toISOString": ".isoformat",
        "getFullYear": "{obj}.year",
        "getYear": "{obj}.year",
        "getMonth": "{obj}.month",
        "getDay": "{obj}.day",
        "getHours": "{obj}.hour",
        "getMinutes": "{obj}.minute",
        "dayofweek": ".weekday",
        "day_of_week": ".weekday",
        "to_string": "str({obj})",
    },
    "date": {"format": ".strftime", "toString": "str({obj})", "day_of_week": ".weekday"},
    "Counter": {**_SIZED, "top": ".most_common"},
    "generator": {"tolist": "list({obj})", "to_list": "list({obj})"},
    "Response": {"status": ".status_code", "body": ".text", "data": ".content"},
    "HTTPResponse": {"status_code": ".status", "text": "{obj}.read().decode()"},
    "writer": {"write": ".writerow", "write_row": ".writerow", "writeline": ".writerow"},
    "Series": {
        name: f".str.{name}"
        for name in words(
            "split strip lower upper contains startswith endswith title capitalize zfill "
            "lstrip rstrip extract findall isdigit isnumeric"
        )
    }
    | {name: f".dt.{name}" for name in words("year month day hour minute second strftime date")}
    | {"tolower": ".str.lower", "length": "len({obj})"},
    "ndarray": {
        "length": "len({obj})",
        "len": "len({obj})",
        "contains": "{0} in {obj}",
        "append": "{obj} = np.append({obj}, {0}) #import numpy as np",
        "median": "np.median({obj}) #import numpy as np",
        "abs": "np.abs({obj}) #import numpy as np",
        "unique": "np.unique({obj}) #import numpy as np",
        "sqrt": "np.sqrt({obj}) #import numpy as np",
        "exp": "np.exp({obj}) #import numpy as np",
        "log": "np.log({obj}) #import numpy as np",
        "average": "np.average({obj}) #import numpy as np",
    },
}
"""Class name -> unknown attribute -> what Python has for it."""

for _alias, _name in (
    ("defaultdict", "dict"), ("OrderedDict", "dict"), ("_Environ", "dict"),
    ("mappingproxy", "dict"),
    ("dict_keys", "range"), ("dict_values", "range"), ("WindowsPath", "PosixPath"),
    ("PurePosixPath", "PosixPath"), ("LifoQueue", "Queue"), ("PriorityQueue", "Queue"),
    ("SimpleQueue", "Queue"), ("frozenset", "tuple"), ("StringIO", "TextIOWrapper"),
    ("BufferedReader", "TextIOWrapper"), ("bytearray", "bytes"), ("map", "generator"),
    ("filter", "generator"), ("zip", "generator"), ("_writer", "writer"),
):  # fmt: skip
    OBJECTS.setdefault(_alias, OBJECTS[_name])


def _from(module: str, names: str) -> dict[str, str]:
    return {name: f"{module}:{name}" for name in names.split()}


MODULES: dict[str, dict[str, str]] = {
    "math": {
        **{name: f"={name}" for name in words(
"round abs max min sum int float len pow divmod"
)},
        "ln": ":log",
        "arcsin": ":asin",
        "arccos": ":acos",
        "arctan": ":atan",
        "arctan2": ":atan2",
        "power": ":pow",
        "infinity": ":inf",
        "ceiling": ":ceil",
        "mod": ":fmod",
        "square": "{0} ** 2",
        "squareroot": ":sqrt",
        "square_root": ":sqrt",
        "root": ":sqrt",
        "mean": "statistics:mean",
        "average": "statistics:mean",
        "median": "statistics:median",
        "stdev": "statistics:stdev",
        "random": "random:random",
        "to_radians": ":radians",
        "toRadians": ":radians",
        "deg2rad": ":radians",
        "rad2deg": ":degrees",
        "choose": ":comb",
        "fact": ":factorial",
        "average_of": "statistics:mean",
    },
    "statistics": {"average": ":mean", "std": ":stdev", "std_dev": ":stdev", "var": ":variance",
                   "avg": ":mean", "sum": "=sum"},
    "random": {
        "randomint": ":randint", "random_int": ":randint", "rand": ":random", "float": ":random",
        "range": ":randrange", "int": ":randint", "integer": ":randint", "pick": ":choice",
        "random_choice": ":choice", "randomchoice": ":choice", "randfloat": ":uniform",
        "permutation": "random.sample({0}, len({0}))",
    },
    "os": {
        **{
            name: f":path.{name}"
            for name in words(
"exists isfile isdir join basename dirname splitext abspath getsize expanduser"
)
        },
        "cwd": ":getcwd", "pwd": ":getcwd", "mkdirs": ":makedirs", "make_dirs": ":makedirs",
        "rm": ":remove", "delete": ":remove", "ls": ":listdir", "listfiles": ":listdir",
        "list_dir": ":listdir", "env": ":environ", "exit": "sys:exit", "sleep": "time:sleep",
        "get_env": ":getenv", "getEnv": ":getenv", "path_exists": ":path.exists",
        "clear": ":system",
        **_from("shutil", "move rmtree copyfile copytree copy"), "glob": "glob:glob",
        "argv": "sys:argv", "touch": "",
    },
    "os.path": {
        **_from("os", "listdir makedirs mkdir remove rename getcwd rmdir"),
        "filename": ":basename", "glob": "glob:glob", "size": ":getsize", "file_exists": ":exists",
        "is_file": ":isfile", "is_dir": ":isdir", "absolute": ":abspath", "extension": "",
    },
    "json": {
        "read": ":loads", "write": ":dumps", "parse": ":loads", "stringify": ":dumps",
        "decode": ":loads", "encode": ":dumps", "loadfile": ":load", "load_file": ":load",
        "to_string": ":dumps", "serialize": ":dumps", "deserialize": ":loads",
    },
    "time": {"now": ":time", "wait": ":sleep", "delay": ":sleep", "pause": ":sleep",
             "timer": ":perf_counter", "time_now": ":time", "current_time": ":time"},
    "sys": {"sleep": "time:sleep", "getcwd": "os:getcwd", "input": "=input", "print": "=print",
            "args": ":argv", "quit": ":exit", "arguments": ":argv"},
    "re": {"replace": ":sub", "find": ":search", "replace_all": ":sub", "test": ":search",
           "regex": ":compile", "matchall": ":findall", "match_all": ":findall"},
    "csv": {"read": ":reader", "write": ":writer"},
    "itertools": {"flatten": ":chain.from_iterable", "zip": "=zip", "map": "=map",
                  "filter": "=filter", **_from("functools", "reduce partial")},
    "functools": {"map": "=map", "filter": "=filter", "sorted": "=sorted",
                  "cache": "{m}.lru_cache(maxsize=None)({0})", **_from("itertools", "chain")},
    "collections": {"dict": ":OrderedDict", "set": "=set", "list": "=list",
                    **_from("functools", "lru_cache reduce"), **_from("heapq", "heapify heappush")},
    "string": {"alphabet": ":ascii_letters", "lower": ":ascii_lowercase",
               "upper": ":ascii_uppercase", "numbers": ":digits"},
    "shutil": {"remove": "os:remove", "mkdir": "os:mkdir", "delete": "os:remove",
               "rename": ":move", "mv": ":move", "cp": ":copy"},
    "glob": {"find": ":glob"},
    "operator": {"mod_": ":mod"},
    "copy": {"deep_copy": ":deepcopy", "deepCopy": ":deepcopy", "clone": ":copy"},
    "uuid": {"generate": ":uuid4", "uuid": ":uuid4"},
    "hashlib": {"sha": ":sha1", "SHA256": ":sha256", "MD5": ":md5", "sha2": ":sha256"},
    "heapq": {"push": ":heappush", "pop": ":heappop", "heap_push": ":heappush",
              "heap_pop": ":heappop", "heapsort": "=sorted"},
    "numpy": {"length": "=len", "len": "=len", "avg": ":mean", "stdev": ":std", "range": ":arange",
              "power_": ":power", "inverse": ":linalg.inv", "inv": ":linalg.inv",
              "det": ":linalg.det", "norm": ":linalg.norm", "rand": ":random.rand",
              "randn": ":random.randn", "randint": ":random.randint", "pow": ":power"},
    "pandas": {"readCSV": ":read_csv", "read_CSV": ":read_csv", "readcsv": ":read_csv",
               "dataframe": ":DataFrame", "Dataframe": ":DataFrame", "dataFrame": ":DataFrame",
               "mean": "", "from_dict": ":DataFrame.from_dict", "load_csv": ":read_csv"},
}  # fmt: skip
"""Module -> unknown member -> what Python has for it; an empty text means: leave it alone."""
