"""Tiny command dispatcher which derives the usage text from function signatures."""
import inspect
import sys

COMMANDS = {}


def command(function):
    COMMANDS[function.__name__] = function
    return function


@command
def add(a, b=0):
    return int(a) + int(b)


@command
def repeat(text, times=2, sep=" "):
    return sep.join([text] * int(times))


@command
def version():
    return "1.4.2"


def usage(function):
    spec = inspect.getfullargspec(function)
    defaults = spec.defaults or ()
    required = len(spec.args) - len(defaults)
    parts = [name for name in spec.args[:required]]
    parts += [f"[{name}={value!r}]" for name, value in zip(spec.args[required:], defaults)]
    return " ".join([function.__name__] + parts)


def main(lines):
    for name in sorted(COMMANDS):
        print("usage:", usage(COMMANDS[name]))
    for line in lines:
        name, *args = line.split()
        print(">", line.strip(), "=", COMMANDS[name](*args))


main(sys.argv[1:] or ["add 4 5", "repeat ho 3", "repeat a 4 -", "version"])
