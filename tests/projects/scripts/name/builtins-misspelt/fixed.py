# hangman scores

words = {
  "anna" : ["python", "banana"],
  "ben"  : ["mississippi"],
  "carla": ["fjord", "queue", "rhythm"],
}

def score(word):
    distinct = len(set(word))
    vowels = sum(1 for c in word if c in "aeiou")
    bonus = 5 if vowels == 0 else 0
    return distinct * 2 - vowels + bonus

def hidden(word, shown):
    out = ''
    for i in range(len(word)):
        out += word[i] if word[i] in shown else '_'
    return out

print("Player scores")
for name in sorted(words):
    points = [score(w) for w in words[name]]
    print(name.ljust(6), points, sum(points))

for w in words["carla"]:
    print(w, "=>", hidden(w, "eru"))
