from decimal import Decimal

from sales import by_region, chart, read, shares, total

LINES = """\
region,product,amount
north,tea,30.00
south,tea,50.00
north,coffee,20.00
west,tea,0.00
""".splitlines()


def test_reading():
    sales = list(read(LINES))
    assert len(sales) == 3
    assert total(sales) == Decimal("100.00")
    assert by_region(sales) == {"north": Decimal("50.00"), "south": Decimal("50.00")}


def test_no_sales_have_no_shares():
    assert shares(["region,product,amount"]) == {}


def test_shares():
    assert shares(LINES) == {"north": 50, "south": 50}


def test_chart():
    lines = [*LINES, "south,coffee,100.00"]
    assert chart(lines) == (
        "south     75 % ###############\n"
        "north     25 % #####"
    )
