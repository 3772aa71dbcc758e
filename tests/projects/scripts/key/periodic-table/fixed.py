import re

ELEMENTS = {
    "H": {"name": "Hydrogen", "number": 1, "atomic_weight": 1.008},
    "C": {"name": "Carbon", "number": 6, "atomic_weight": 12.011},
    "N": {"name": "Nitrogen", "number": 7, "atomic_weight": 14.007},
    "O": {"name": "Oxygen", "number": 8, "atomic_weight": 15.999},
    "Na": {"name": "Sodium", "number": 11, "atomic_weight": 22.990},
    "Cl": {"name": "Chlorine", "number": 17, "atomic_weight": 35.45},
}


def parse_formula(formula):
    """'H2O' -> [('H', 2), ('O', 1)]"""
    return [(symbol, int(count or 1))
            for symbol, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula)]


def molar_mass(formula):
    return sum(ELEMENTS[symbol]["atomic_weight"] * count
               for symbol, count in parse_formula(formula))


def electrons(formula):
    return sum(ELEMENTS[s]["number"] * n for s, n in parse_formula(formula))


for formula in ("H2O", "CO2", "NaCl", "C6H12O6", "N2"):
    print(f"{formula:<8} {molar_mass(formula):9.3f} g/mol  {electrons(formula):>3} electrons")

heaviest = max(ELEMENTS.values(), key=lambda e: e["number"])
print("heaviest known element here:", heaviest["name"])
