"""Print the effective configuration of the game."""
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def load_settings(name="settings.json"):
    with open(HERE / name, encoding="utf-8") as fp:
        return json.load(fp)


def aspect_ratio(width, height):
    a, b = width, height
    while b:
        a, b = b, a % b
    return f"{width // a}:{height // a}"


def main():
    settings = load_settings()
    window = settings["window"]
    size = window["width"], window["heigth"]
    print(f"{settings['title']} {size[0]}x{size[1]} ({aspect_ratio(*size)})")

    volume = 0 if settings["audio"]["muted"] else settings["audio"]["volume"]
    print(f"volume {volume:.0%}")
    for action, key in sorted(settings["keys"].items()):
        print(f"  {action:<6}{key}")


if __name__ == "__main__":
    main()
