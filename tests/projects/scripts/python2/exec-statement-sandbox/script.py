# Rule engine: pricing rules are kept as little code snippets.

RULES = {
    "bulk": "price = price * 0.9 if quantity >= 10 else price",
    "loyal": "price = price - 1.5 if years > 2 else price",
    "round": "price = round(price, 1)",
}

ORDER = ["bulk", "loyal", "round"]


def apply_rules(price, **facts):
    scope = {"price": price, "round": round}
    scope.update(facts)
    for rule in ORDER:
        before = scope["price"]
        exec RULES[rule] in scope
        if scope["price"] != before:
            print("   rule %-6s %.2f -> %.2f" % (rule, before, scope["price"]))
    return scope["price"]


orders = [
    dict(price=19.99, quantity=12, years=1),
    dict(price=19.99, quantity=2, years=5),
    dict(price=4.0, quantity=1, years=0),
]
for i, facts in enumerate(orders):
    print("order", i)
    print("   final", apply_rules(**facts))
