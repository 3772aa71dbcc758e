import pandas as pd

orders = pd.read_csv("orders.csv")
print(f"{len(orders)} orders loaded")

# orders that came in by phone
late_orders = pd.DataFrame(
    [
        {"order_id": 1004, "customer": "Berglund", "amount": 410.0},
        {"order_id": 1005, "customer": "Alfreds", "amount": 20.5},
    ]
)

orders = orders.append(late_orders, ignore_index=True)

summary = orders.groupby("customer")["amount"].agg(["count", "sum"])
for customer, row in summary.sort_values("sum", ascending=False).iterrows():
    print(f"{customer:<10} {int(row['count'])} orders  {row['sum']:>8.2f}")

print("last index:", orders.index[-1])
print(f"grand total: {orders['amount'].sum():.2f}")
