# word statistics for a short text
import string

TEXT = '''It was the best of times, it was the worst of times, it was the age
of wisdom, it was the age of foolishness, it was the epoch of belief, it was
the epoch of incredulity, it was the season of Light...'''

def words(text):
    table = str.maketrans("", "", string.punctuation)
    return text.lower().translate(table).split()

def mean(values):
    values = list(values)
    return sum(values) / len(values)

ws = words(TEXT)
counts = {}
for w in ws:
    counts[w] = counts.get(w, 0) + 1

print("words   :", len(ws))
print("distinct:", len(set(ws)))
print("average :", round(mean(len(w) for w in ws), 2))
print("longest :", max(ws, key=len))

# top 5, ties broken alphabetically
top = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:5]
for word, n in top:
    print("%-8s %s" % (word, "#" * n))
