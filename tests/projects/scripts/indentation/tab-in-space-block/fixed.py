"""Parse an INI-like text by hand and show the settings."""

SOURCE = """
; mail settings
[smtp]
host = mail.example.org
port = 587
use_tls = yes

[imap]
host = imap.example.org
folders = INBOX, Sent, [Gmail]/All
"""


def parse(text):
    sections = {}
    current = None
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("[") and line.endswith("]"):
            current = line[1:-1]
            sections[current] = {}
        else:
            key, _, value = line.partition("=")
            sections[current][key.strip()] = value.strip()
    return sections


def as_bool(value):
    return value.lower() in ("yes", "true", "on", "1")


settings = parse(SOURCE)
for section, values in settings.items():
    print("Section", section)
    for key, value in values.items():
        print("   ", key, "->", value)
print("encrypted:", as_bool(settings["smtp"]["use_tls"]))
print("folders:", len(settings["imap"]["folders"].split(",")))
