import xml.etree.ElementTree as ET

MENU = """
<menu currency="EUR">
  <course name="Starters">
    <dish price="6.50">Tomato soup</dish>
    <dish price="8.20">Goat cheese salad</dish>
  </course>
  <course name="Mains">
    <dish price="17.90" vegetarian="no">Roast duck</dish>
    <dish price="13.40">Mushroom risotto</dish>
    <dish price="12.10">Potato gratin</dish>
  </course>
</menu>
"""


def cheapest(course):
    dishes = course.findall("dish")
    return min(dishes, key=lambda d: float(d.get("price")))


def main():
    root = ET.fromstring(MENU.strip())
    currency = root.get("currency")

    for number, course in enumerate(root.getchildren(), start=1):
        print(f"{number}. {course.get('name')} ({len(course)} dishes)")
        for dish in course:
            veg = "" if dish.get("vegetarian") == "no" else " (v)"
            print(f"   {dish.text + veg:<26}{float(dish.get('price')):>6.2f} {currency}")
        print(f"   cheapest: {cheapest(course).text}")


main()
