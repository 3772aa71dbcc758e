import pandas as pd

# 1. read
meters = pandas.read_csv("meters.csv")
meters["cost"] = meters["kwh"] * meters["price"]

# 2. one row per flat, one column per month
table = meters.pivot(index="flat", columns="month", values="cost")
formatted = table.applymap(lambda euro: f"{euro:.2f}")

print("flat", *table.columns)
for flat, row in formatted.iterrows():
    print(f"{flat:<4}", *row)

# 3. totals
totals = meters.groupby("flat")["kwh"].sum()
expensive = meters.loc[meters["coast"].idxmax()]
print("kWh:", totals.to_dict())
print("most expensive:", expensive["flat"], expensive["month"], round(float(expensive["cost"]), 2))
