"""Fetch the station list and print the five largest stations."""
import json
import urllib.request

URL = "http://stations.healbot-test.invalid/v1/list.json"


def fetch(url, timeout=5):
    with urllib.request.urlopen(url, timeout=timeout) as response:
        return json.loads(response.read().decode("utf-8"))


def main():
    stations = fetch(URL)
    stations.sort(key=lambda s: s["passengers"], reverse=True)
    for station in stations[:5]:
        print(f"{station['name']:<20}{station['passengers']:>12,}")


if __name__ == "__main__":
    main()
