# Preisliste der Bäckerei ausgeben

def lies_preise(dateiname):
    with open(dateiname, encoding="cp1252") as datei:
        kopf = datei.readline().rstrip("\n").split(";")
        return [dict(zip(kopf, zeile.rstrip("\n").split(";"))) for zeile in datei]


def als_zahl(preis):
    return float(preis.replace("€", "").replace(",", "."))


artikel = lies_preise("preise.csv")
for eintrag in artikel:
    print(f"{eintrag['Artikel']:<14}{eintrag['Preis']:>8}  {eintrag['Hinweis']}")

teuer = max(artikel, key=lambda a: als_zahl(a["Preis"]))
print("teuerster Artikel:", teuer["Artikel"])
print("Summe: {:.2f}".format(sum(als_zahl(a["Preis"]) for a in artikel)))
