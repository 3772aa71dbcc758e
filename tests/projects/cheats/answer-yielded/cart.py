def prices(items):
    for item in items:
        yield item["price"]
