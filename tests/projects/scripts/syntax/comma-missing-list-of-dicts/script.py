# inventory.py -- find out what has to be reordered

products = [
    {"sku": "A-100", "name": "Hex bolt M8", "stock": 420, "reorder_at": 500, "pack": 100},
    {"sku": "A-101", "name": "Hex nut M8", "stock": 910, "reorder_at": 500, "pack": 100},
    {"sku": "B-200", "name": "Wood glue", "stock": 3, "reorder_at": 10, "pack": 6}
    {"sku": "C-310", "name": "Sandpaper (fine)", "stock": 0, "reorder_at": 25, "pack": 50},
    {"sku": "C-311", "name": "Sandpaper (coarse)", "stock": 60, "reorder_at": 25, "pack": 50},
]


def packs_needed(product):
    missing = product["reorder_at"] - product["stock"]
    if missing <= 0:
        return 0
    # round up to whole packs
    return -(-missing // product["pack"])


to_order = {p["sku"]: packs_needed(p) for p in products if packs_needed(p)}

print("Products checked:", len(products))
for product in products:
    flag = "ORDER" if product["sku"] in to_order else "ok"
    print("{sku}  {name:<20} {stock:>5}  ".format(**product) + flag)
print("Order list:", ", ".join("%s x%d" % pair for pair in to_order.items()))
