"""A tiny command registry which derives usage lines from function signatures."""
import inspect

COMMANDS = {}


def command(func):
    COMMANDS[func.__name__.replace("_", "-")] = func
    return func


@command
def copy_file(source, target, overwrite=False):
    """Copy one file"""
    return f"copied {source} -> {target} (overwrite={overwrite})"


@command
def greet(name, greeting="Hello", punctuation="!"):
    """Say something nice"""
    return f"{greeting}, {name}{punctuation}"


@command
def status():
    """Show the status"""
    return "all fine"


def usage(name):
    func = COMMANDS[name]
    spec = inspect.getargspec(func)
    defaults = spec.defaults or ()
    required = spec.args[:len(spec.args) - len(defaults)]
    optional = spec.args[len(required):]
    parts = [arg.upper() for arg in required]
    parts += [f"[{arg}={value!r}]" for arg, value in zip(optional, defaults)]
    return " ".join([name] + parts)


def dispatch(line):
    name, *arguments = line.split()
    if name not in COMMANDS:
        return f"unknown command: {name}"
    return COMMANDS[name](*arguments)


for name in sorted(COMMANDS):
    print(f"{usage(name)}\n    {COMMANDS[name].__doc__}")
print()
for line in ["greet Ada", "greet Bob Hi ?", "copy-file a.txt b.txt", "reboot now"]:
    print(">", line)
    print(dispatch(line))
