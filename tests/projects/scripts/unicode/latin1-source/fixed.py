# Conversión de unidades de cocina
# (tazas, cucharadas, cucharaditas -> mililitros)

UNIDADES = {
    "taza": 240,
    "cucharada": 15,
    "cucharadita": 5,
    "pizca": 0.3,
}


def a_mililitros(cantidad, unidad):
    if unidad not in UNIDADES:
        unidad = unidad.rstrip("s")
    return cantidad * UNIDADES[unidad]


RECETA = [
    (2, "tazas", "leche"),
    (1.5, "cucharadas", "azúcar"),
    (1, "cucharadita", "piel de limón"),
    (2, "pizcas", "jengibre"),
]

print("Crema española")
for cantidad, unidad, ingrediente in RECETA:
    print("%-14s %5s %-12s = %6.1f ml" % (
        ingrediente, cantidad, unidad, a_mililitros(cantidad, unidad)))
print("¡Listo! Total: %.1f ml" % sum(a_mililitros(c, u) for c, u, _ in RECETA))
