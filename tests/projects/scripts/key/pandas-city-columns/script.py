import pandas as pd


def add_density(frame: pd.DataFrame) -> pd.DataFrame:
    """New column: inhabitants per square kilometre."""
    result = frame.copy()
    result["density"] = (result["popluation"] / result["area_km2"]).round(1)
    return result


def largest_per_country(frame: pd.DataFrame) -> dict:
    index = frame.groupby("country")["population"].idxmax()
    return {frame.loc[i, "country"]: frame.loc[i, "city"] for i in index}


def main() -> None:
    cities = add_density(pd.read_csv("cities.csv"))
    for row in cities.sort_values("density", ascending=False).itertuples():
        print(f"{row.city:<10}{row.country:>4}{row.population:>10}{row.density:>9.1f}")
    print(largest_per_country(cities))


if __name__ == "__main__":
    main()
