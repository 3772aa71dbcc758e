# -*- coding: utf-8 -*-
"""Make slugs for blog post titles and remember them in a pickle."""
import cPickle as pickle
import re

NON_WORD = re.compile(ur"[^\w]+", re.UNICODE)
UMLAUTS = {0xe4: "ae", 0xf6: "oe", 0xfc: "ue", 0xdf: "ss"}


def replace_umlauts(text):
    for code, plain in sorted(UMLAUTS.items()):
        text = text.replace(unichr(code), plain)
    return text


def slugify(title):
    title = replace_umlauts(title.lower())
    return NON_WORD.sub("-", title).strip("-")


def slugs(titles):
    # a single title is fine, too
    if isinstance(titles, basestring):
        titles = [titles]
    return [slugify(title) for title in titles]


seen = {}
for batch in ["Hello, World!", ["Stra\u00dfe & Br\u00fccke", "C++ (part 2)", "Hello -- world?"]]:
    for slug in slugs(batch):
        seen[slug] = seen.get(slug, 0) + 1

copy = pickle.loads(pickle.dumps(seen, 2))
for slug in sorted(copy):
    print("%-24s used %d time(s)" % (slug, copy[slug]))
print("unchanged after pickling:", copy == seen)
