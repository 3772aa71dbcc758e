"""Monthly rainfall: which months are wetter than the average?"""
import pandas as pd

RAIN = {
    "Jan": 62.1, "Feb": 48.3, "Mar": 55.0, "Apr": 41.7,
    "May": 60.2, "Jun": 71.8, "Jul": 83.4, "Aug": 77.9,
}


def bar(value, scale=5.0):
    return "#" * int(round(value / scale))


def wet_months(series):
    average = series.mean()
    return [month for month, mm in series.iteritems() if mm > average]


rain = pd.Series(RAIN, name="mm")
for month in rain.index:
    print(f"{month} {rain[month]:6.1f} {bar(rain[month])}")
print(f"mean  {rain.mean():.2f} mm, max in {rain.idxmax()}")
print("wet:", ", ".join(wet_months(rain)))
