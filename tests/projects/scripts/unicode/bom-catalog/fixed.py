import json
from dataclasses import dataclass


@dataclass(order=True)
class Book:
    year: int
    title: str
    author: str
    copies: int = 1

    @property
    def century(self):
        return (self.year - 1) // 100 + 1


class Catalog:
    def __init__(self, filename):
        with open(filename, encoding="utf-8-sig") as stream:
            self.books = [Book(**entry) for entry in json.load(stream)]

    def shelf(self):
        for book in sorted(self.books):
            yield f"{book.year}  {book.title} / {book.author} ({book.copies}x)"


catalog = Catalog("catalog.json")
print(*catalog.shelf(), sep="\n")
print("copies:", sum(book.copies for book in catalog.books))
print("19th century:", sum(book.century == 19 for book in catalog.books))
