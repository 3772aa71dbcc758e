def main(items):
    print("total:", sum(i["price"] for i in items))
