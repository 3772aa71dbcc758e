# Largest urban areas (source: copied from a web table)
TABLE = """
Tokyo        | 37,468,000 | Japan
Delhi        | 28,514,000 | India
Shanghai     | 25,582,000 | China
Mumbai       | 19,980,000 | India
Osaka        | 19,281,000 | Japan
"""


class City:
    def __init__(self, row):
        name, population, country = [part.strip() for part in row.split("|")]
        self.name = name
        self.country = country
        self.population = int(population.replace(",", ""))

    def __repr__(self):
        return "<City %s %.1fM>" % (self.name, self.population / 1e6)


cities = [City(row) for row in TABLE.strip().splitlines()]
by_country = {}
for city in cities:
    by_country.setdefault(city.country, []).append(city)

for country in sorted(by_country):
    group = by_country[country]
    print(country, sum(c.population for c in group), group)

print("total:", format(sum(c.population for c in cities), ","))
