import xml.etree.ElementTree as ET


class Shop:
    def __init__(self, filename):
        self.root = ET.parse(filename).getroot()

    def prices(self):
        return {
            book.find("title").text: float(book.find("price").text)
            for book in self.root.iter("book")
        }


def main():
    prices = Shop("books.xml").prices()
    for title in sorted(prices):
        print(f"{title:<12}{prices[title]:>7.2f}")
    print(f"stock value {sum(prices.values()):.2f}")


main()
