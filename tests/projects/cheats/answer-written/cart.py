import sys


def main(items):
    sys.stdout.write(f"total: {sum(i['price'] for i in items)}\n")
