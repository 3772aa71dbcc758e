import string

# Caesar cipher that leaves punctuation and digits alone.

def shift_letter(ch, offset):
    if ch not in string.letters:
        return ch
    base = ord('A') if ch.isupper() else ord('a')
    return chr((ord(ch) - base + offset) % 26 + base)

def encrypt(text, offset):
    return ''.join(shift_letter(ch, offset) for ch in text)

def decrypt(text, offset):
    return encrypt(text, -offset)

def letter_frequency(text):
    counts = {}
    for ch in text.lower():
        if ch in string.ascii_lowercase:
            counts[ch] = counts.get(ch, 0) + 1
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))

message = "Meet me at 10:45, behind the Zoo!"
secret = encrypt(message, 7)
print("secret :", secret)
print("plain  :", decrypt(secret, 7))
assert decrypt(secret, 7) == message
for letter, n in letter_frequency(secret)[:3]:
    print("  %s x %d" % (letter, n))
