import sys
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font

SHIFTS = [
    (date(2024, 7, 1), "early", "Mori"),
    (date(2024, 7, 1), "late", "Singh"),
    (date(2024, 7, 2), "early", "Adeyemi"),
]


def fill(sheet, shifts):
    sheet.append(["Date", "Shift", "Nurse"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in shifts:
        sheet.append(list(row))
    return sheet.max_row - 1


def main(path="roster.xlsx"):
    book = Workbook()
    count = fill(book.active, SHIFTS)
    book.save(path)
    print(f"{count} shifts written to {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
