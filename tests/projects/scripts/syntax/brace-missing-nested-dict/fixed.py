import json

# default configuration, overridden by the user's settings
DEFAULTS = {
    "server": {
        "host": "127.0.0.1",
        "port": 8080,
        "tls": {"enabled": False, "cert": None},
    },
    "logging": {
        "level": "INFO",   # one of {DEBUG, INFO, WARNING}
        "file": "app.log",
    },
    "plugins": ["auth", "metrics"],
}

USER = json.loads('{"server": {"port": 9000, "tls": {"enabled": true}}, "plugins": ["auth"]}')


def merge(base, override):
    """Recursively merge two dicts without touching either."""
    result = dict(base)
    for key, value in override.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merge(result[key], value)
        else:
            result[key] = value
    return result


def flatten(tree, prefix=""):
    for key, value in tree.items():
        path = prefix + key
        if isinstance(value, dict):
            yield from flatten(value, path + ".")
        else:
            yield path, value


config = merge(DEFAULTS, USER)
for path, value in flatten(config):
    print(path, "=", json.dumps(value))
