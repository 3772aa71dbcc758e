"""Patterns for errors about values: types, keys, indices, encodings, files and formats."""

from __future__ import annotations

from healbot.generators.fix_patterns.table import Answers, PatternTable

VALUE_PATTERNS = PatternTable(
    __name__,
    {
        "text_plus_number": Answers(
            ("TypeError",),
            (
                'can only concatenate str (not "',
                "must be str, not ",
                "unsupported operand type(s) for +",
            ),
        ),
        "text_used_as_number": Answers(
            ("TypeError", "ValueError"),
            (
                " is required, not str",
                "' for object of type 'str'",
                "' not supported between instances of '",
                "'str' object cannot be interpreted as an integer",
                "Cannot specify ',' with 's'",
                "an integer is required (got type str)",
                "bad operand type for ",
                "can't convert type 'str' to numerator/denominator",
                "can't multiply sequence by non-int of type '",
                "must be real number, not str",
                "not all arguments converted during string formatting",
                "type str doesn't define __round__ method",
                "unsupported operand type(s) for ",
            ),
        ),
        "super_arguments": Answers(
            ("TypeError",), (" positional argument", "() got multiple values for argument")
        ),
        "missing_self_parameter": Answers(
            ("TypeError",), (" positional argument", "() got multiple values for argument")
        ),
        "class_not_instantiated": Answers(
            ("TypeError",), ("() missing 1 required positional argument: '",)
        ),
        "misspelt_keyword": Answers(
            ("TypeError",),
            ("' is an invalid keyword argument for", "got an unexpected keyword argument '"),
        ),
        "argument_grouping": Answers(
            ("TypeError",),
            (
                " argument",
                "isinstance() arg 2 must be a type",
                "issubclass() arg 2 must be a",
                "slice indices must be integers or None",
                "with first arg must be ",
            ),
        ),
        "shadowed_name": Answers(("TypeError",), ("' object is not callable",)),
        "call_for_index": Answers(("TypeError",), ("' object is not callable",)),
        "index_for_call": Answers(
            ("TypeError",), ("' is not subscriptable", "' object is not subscriptable")
        ),
        "missing_call": Answers(
            ("AttributeError", "TypeError"),
            (
                " found",
                "' object has no attribute '",
                "Object of type ",
                "argument of type '",
                "bad operand type for ",
                "doesn't define __round__",
                "not ",
                "object of type '",
                "unsupported format string passed to ",
                "unsupported operand type(s)",
            ),
        ),
        "module_called": Answers(("TypeError",), ("'module' object is not callable",)),
        "float_for_integer": Answers(
            ("TypeError", "ValueError"),
            (
                "'float' object cannot be interpreted as an integer",
                "can't multiply sequence by non-int of type 'float'",
                "indices must be integers",
                "integer argument expected, got float",
                "non-integer ",
            ),
        ),
        "view_for_list": Answers(
            ("AttributeError", "TypeError"),
            (
                "' object has no attribute '",
                "' object is not ",
                "Population must be a sequence",
                'can only concatenate list (not "',
                "object of type '",
                "unsupported operand type(s) for +: '",
            ),
        ),
        "bytes_and_text": Answers(
            ("TypeError", "error"),
            (
                " must be encoded before hashing",
                ' only concatenate str (not "bytes") to str',
                "'t concat str to bytes",
                "a bytes-like object is required, not 'str'",
                "argument for 's' must be a bytes object",
                "argument should be bytes, buffer or ASCII string, not 'str'",
                "argument should be integer or bytes-like object, not 'str'",
                "cannot use a bytes pattern on a string-like object",
                "cannot use a string pattern on a bytes-like object",
                "expected bytes or bytearray, but got 'str'",
                "expected bytes-like object, not str",
                "initial_value must be str or None, not bytes",
                "string argument expected, got '",
                "string argument without an encoding",
                "with first arg must be bytes or a tuple of bytes, not str",
                "with first arg must be str or a tuple of str, not bytes",
                "write() argument must be str, not ",
            ),
        ),
        "unhashable_key": Answers(("TypeError",), ("unhashable type: '",)),
        "join_items": Answers(("TypeError",), (": expected str instance, ",)),
        "number_as_collection": Answers(
            ("TypeError",),
            (
                "' object is not iterable",
                "can only concatenate ",
                "object of type 'int' has no len()",
            ),
        ),
        "percent_format": Answers(
            ("IndexError", "TypeError", "ValueError"),
            (
                "Replacement index ",
                "incomplete format",
                "input expected at most 1 argument",
                "not all arguments converted during string formatting",
                "not enough arguments for format string",
                "tuple index out of range",
                "unsupported format character ",
            ),
        ),
        "text_index": Answers(("TypeError",), ("string ind",)),
        "list_index": Answers(("TypeError",), (" indices must be integers or slices, not ",)),
        "item_assignment": Answers(("TypeError",), (" support item ",)),
        "date_arithmetic": Answers(
            ("TypeError",),
            (
                " offset-naive and offset-aware",
                "can't compare datetime.date",
                "not supported between instances of",
                "unsupported operand type(s) for ",
            ),
        ),
        "not_json_serializable": Answers(("TypeError",), (" is not JSON serializable",)),
        "decimal_with_float": Answers(("TypeError",), ("unsupported operand type(s) for ",)),
        "misspelt_constructor": Answers(("TypeError",), ("() takes no ",)),
        "special_method_result": Answers(
            ("TypeError",), (" returned non-string (type ", "__init__() should return None")
        ),
        "old_sort_arguments": Answers(
            ("TypeError",),
            (
                " positional arguments",
                "'cmp' is an invalid keyword argument for",
                "sorted expected 1 argument",
                "unexpected keyword argument 'cmp'",
            ),
        ),
        "async_misuse": Answers(
            ("AttributeError", "RuntimeError", "TypeError", "ValueError"),
            (
                " can't be used in 'await' expression",
                " coroutine was expected, got <function",
                " coroutine was expected, got None",
                "' object can't be awaited",
                "'async for' requires an object with __aiter__",
                "'async with' requires",
                "'async_generator' object is not iterable",
                "'coroutine' object ",
                "This event loop is already running",
                "__aenter__",
                "argument of type 'coroutine'",
                "coroutine found",
                "current event loop",
                "does not support the asynchronous context manager protocol",
                'not "coroutine"',
                "not 'coroutine'",
                "not supported between",
                "object of type 'coroutine'",
                "passed to coroutine",
                "running event loop",
                "syncio.Future, a coroutine or an awaitable is required",
                "type coroutine is not JSON",
                "unpack non-iterable coroutine",
                "unsupported operand",
            ),
        ),
        "none_called": Answers(
            ("TypeError", "ValueError"),
            (
                "'NoneType' object is not callable",
                "first argument must be callable",
                "stmt is neither a string nor callable",
            ),
        ),
        "close_key": Answers(("KeyError",)),
        "missing_counter_key": Answers(("KeyError",)),
        "format_braces": Answers(("IndexError", "KeyError", "ValueError")),
        "format_code": Answers(
            ("TypeError", "ValueError"),
            (
                "' for object of type 'float'",
                "Unknown format code 's' for object of type '",
                "unsupported format string passed to ",
            ),
        ),
        "index_past_end": Answers(("IndexError",), ("index out of range",)),
        "missing_global": Answers(("UnboundLocalError",), ("local variable",)),
        "file_encoding": Answers(
            ("JSONDecodeError", "UnicodeDecodeError", "UnicodeEncodeError"),
            ("' codec can't decode", "' codec can't encode", "Unexpected UTF-8 BOM"),
        ),
        "missing_file": Answers(
            ("FileExistsError", "FileNotFoundError", "OSError"),
            (
                "Cannot save file into a non-existent directory: '",
                "[Errno 17] File exists",
                "[Errno 2] No such file or directory: ",
            ),
        ),
        "number_text": Answers(
            ("ValueError",),
            ("could not convert string to float: ", "invalid literal for int() with base 10: "),
        ),
        "unpack_count": Answers(
            ("TypeError", "ValueError"), (" values to unpack", "cannot unpack non-iterable ")
        ),
        "date_format": Answers(
            ("ValueError",),
            (
                " does not match format",
                "Invalid isoformat string: '",
                "is a bad directive in format",
                "unconverted data remains: ",
            ),
        ),
        "json_text": Answers(
            ("AttributeError", "JSONDecodeError", "TypeError"),
            (
                "'str' object has no attribute 'read'",
                "Expecting property name enclosed in double quotes",
                "Expecting value: line ",
                "Extra data: line",
                "Illegal trailing comma",
                "the JSON object must be str, bytes or bytearray, not ",
            ),
        ),
        "closed_file": Answers(
            ("ProgrammingError", "RuntimeError", "ValueError"),
            (
                "Attempt to use ZIP archive that was already closed",
                "Cannot operate on a closed ",
                "I/O operation on closed file",
                "Pool not running",
                "cannot schedule new futures after shutdown",
            ),
        ),
        "changed_during_iteration": Answers(("RuntimeError",), (" during iteration",)),
        "stop_iteration": Answers(("RuntimeError",), (" raised StopIteration",)),
        "recursive_property": Answers(("RecursionError",), ("maximum recursion depth exceeded",)),
        "regex_literal": Answers(("PatternError", "error"), (" at position ",)),
        "sqlite_bindings": Answers(
            ("InterfaceError", "ProgrammingError", "ValueError"),
            ("Incorrect number of bindings supplied", "parameters are of unsupported type"),
        ),
        "csv_mode": Answers(("Error",), ("iterator should return strings, not bytes",)),
        "sequence_for_length": Answers(
            ("TypeError",),
            (
                "' object cannot be interpreted as an integer",
                "not supported between instances of '",
                "unsupported operand type(s) for ",
            ),
        ),
        "mutable_default": Answers(("ValueError",), ("mutable default <class '",)),
        "attribute_for_key": Answers(
            ("TypeError",),
            (
                "' object is not iterable",
                "' object is not subscriptable",
                "argument of type '",
                "object of type '",
                "tuple indices must be integers or slices, not str",
            ),
        ),
        "number_for_text": Answers(
            ("TypeError",),
            (
                "'in <string>' requires string as left operand, not ",
                "'int' object is not subscriptable",
                "() argument must be ",
                "expected str, bytes or os.PathLike object, not ",
                "expected string or bytes-like object",
                "must be str or None, not ",
                "must be str, not ",
                "with first arg must be str or a tuple of str, not ",
            ),
        ),
        "file_mode": Answers(
            ("FileNotFoundError", "UnsupportedOperation", "ValueError"),
            (
                "[Errno 2] No such file",
                "invalid mode: '",
                "must have exactly one of create/read/write/append mode",
                "readable",
                "writable",
            ),
        ),
        "text_for_path": Answers(
            ("TypeError",), ("unsupported operand type(s) for /: 'str' and 'str'",)
        ),
    },
)
