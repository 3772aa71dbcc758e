"""Caesar and Vigenere ciphers, text book style."""
from itertools import cycle

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shift_char(ch, offset):
    if ch.upper() not in ALPHABET:
        return ch
    moved = ALPHABET[(ALPHABET.index(ch.upper()) + offset) % 26]
    return moved if ch.isupper() else moved.lower()


def caesar(text, offset):
    return "".join(shift_char(ch, offset) for ch in text)


def vigenere(text, key, decrypt=False):
    sign = -1 if decrypt else 1
    shifts = cycle(ALPHABET.index(k) for k in key.upper())
    out = ""
    for ch in text:
        if ch.isalpha():
            out += shift_char(ch, sign * next(shifts))
        else:
            out += ch
    return out


message = "Meet me at the old bridge, 10 pm!"
secret = vigenere(message, "Lemon")

print("plain   :", message)
print("caesar 3:", caesar(message, 3))
print("vigenere:", secret)
print("decoded :", vigenere(secret, "Lemon", decrypt=True))
print("rot13^2 :", caesar(caesar(message, 13), 13))
