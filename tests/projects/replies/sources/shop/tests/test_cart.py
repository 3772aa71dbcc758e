from shop.cart import Cart


def test_total_counts_items():
    cart = Cart()
    cart.add("apple", 2)
    assert cart.total() == 60


def test_remove_last():
    cart = Cart()
    cart.add("pear")
    cart.remove("pear")
    assert cart.items == {}
