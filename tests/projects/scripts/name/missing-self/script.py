class ShoppingCart:
    """A cart with coupon codes. Prices are in cents."""

    COUPONS = {"SAVE10": 10, "HALF": 50}

    def __init__(self, customer):
        self.customer = customer
        self.items = []
        self.coupon = None

    def add(self, name, price, quantity=1):
        self.items.append((name, price, quantity))

    def apply_coupon(self, code):
        if code not in self.COUPONS:
            return False
        self.coupon = code
        return True

    def subtotal(self):
        return sum(price * quantity for _, price, quantity in items)

    def discount(self):
        if self.coupon is None:
            return 0
        return self.subtotal() * self.COUPONS[self.coupon] // 100

    def total(self):
        # shipping is free from 50.00
        amount = self.subtotal() - discount()
        shipping = 0 if amount >= 5000 else 495
        return amount + shipping

    def summary(self):
        print("Cart of", self.customer)
        for name, price, quantity in self.items:
            print(f"  {quantity} x {name} @ {price / 100:.2f}")
        print(f"  total {self.total() / 100:.2f} (discount {self.discount() / 100:.2f})")


cart = ShoppingCart("Priya")
cart.add("Notebook", 399, 3)
cart.add("Fountain pen", 2450)
print(cart.apply_coupon("BOGUS"), cart.apply_coupon("SAVE10"))
cart.summary()

second = ShoppingCart("Quentin")
second.add("Desk lamp", 7800)
second.summary()
