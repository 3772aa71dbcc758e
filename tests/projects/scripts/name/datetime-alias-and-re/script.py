# Extracts dates in various formats from a text and lists the gaps between them.

TEXT = """
Delivery was promised for 2024-03-28, then moved to 02.04.2024; the customer
complained on 5 April 2024 and got a refund on 2024-04-30.
"""

MONTHS = ["January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December"]

def find_dates(text):
    found = []
    for y, m, d in re.findall(r"(\d{4})-(\d\d)-(\d\d)", text):
        found.append(dt.date(int(y), int(m), int(d)))
    for d, m, y in re.findall(r"\b(\d\d)\.(\d\d)\.(\d{4})", text):
        found.append(dt.date(int(y), int(m), int(d)))
    pattern = r"(\d{1,2}) (%s) (\d{4})" % "|".join(MONTHS)
    for d, name, y in re.findall(pattern, text):
        found.append(dt.date(int(y), MONTHS.index(name) + 1, int(d)))
    return sorted(found)

dates = find_dates(TEXT)
for earlier, later in zip(dates, dates[1:]):
    gap = later - earlier
    print(earlier.isoformat(), "->", later.isoformat(), "%3d days" % gap.days)
print("span:", dates[-1] - dates[0] >= dt.timedelta(weeks=4), (dates[-1] - dates[0]).days)
