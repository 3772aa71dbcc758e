import re
from html import unescape

LINK = re.compile(r'<a\s+href="([^"]+)"[^>]*>(.*?)</a>')
TAG = re.compile(r"<[^>]+>")


def links(page):
    found = []
    for match in LINK.finditer(page):
        url, label = match.groups()
        found.append((url, unescape(TAG.sub("", label)).strip()))
    return found


def first_title(page):
    match = re.search(r"<h1>(.*?)</h1>", page)
    return match.group(1)


if __name__ == "__main__":
    page = '<p class="x">nothing here</p>\n'
    print(first_title(page))
