import string

def atbash_table():
    lower = string.ascii_lowercase
    upper = string.ascii_uppercase
    return string.maketrans(lower + upper, lower[::-1] + upper[::-1])

def letters_only(text):
    # keeps letters and blanks, drops everything else
    kept = []
    for ch in text:
        if ch in string.letters or ch == " ":
            kept.append(ch)
    return "".join(kept)

def acronym(text):
    return string.join([word[0].upper() for word in text.split()], ".") + "."

PHRASES = [
    "Portable network graphics!",
    "What you see is what you get (mostly)",
    "do it yourself, 2nd edition",
]

table = atbash_table()
for phrase in PHRASES:
    clean = letters_only(phrase)
    print(clean)
    print("  atbash :", clean.translate(table))
    print("  acronym:", acronym(clean))
    print("  letters: %d of %d" % (len(clean.replace(" ", "")), len(phrase)))
