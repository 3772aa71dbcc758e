"""Build small HTML snippets."""
from html import escape


def tag(name, content, class_=None, **attrs):
    if class_:
        attrs["class"] = class_
    rendered = "".join(f' {k}="{escape(str(v))}"' for k, v in sorted(attrs.items()))
    return f"<{name}{rendered}>{content}</{name}>"


def row(cells, header=False):
    cell = "th" if header else "td"
    return tag("tr", "".join(tag(cell, escape(str(c))) for c in cells))


def table(rows, header):
    body = [row(header, header=True)]
    body.extend(row(r) for r in rows)
    return tag("table", "\n  " + "\n  ".join(body) + "\n", class="grid", border=0)


PRICES = [("Tea & cake", 4.5), ("Soup <small>", 3.9)]

print(tag("h1", "Menu", class_="title"))
print(table(PRICES, ("Dish", "Price")))
print(tag("p", escape('"Enjoy!"'), id="bye"))
