"""Read switches from environment style lines and tell which services start."""
from distutils.util import strtobool

ENVIRONMENT = """\
START_WEB=yes
START_WORKER=on
START_CRON=0
START_MAIL=False
START_CACHE=maybe
"""


def switches(text):
    for line in text.splitlines():
        name, _, value = line.partition("=")
        yield name.replace("START_", "").lower(), value


started = 0
for service, value in switches(ENVIRONMENT):
    try:
        enabled = strtobool(value)
    except ValueError:
        print(f"{service:<7} ?? cannot understand {value!r}, leaving it off")
        continue
    started += enabled
    print(f"{service:<7} {'start' if enabled else 'skip'}")

print("services started:", started)
