>>> words = ["stone", "tones", "notes", "onset", "apple", "listen", "silent", "enlist"]
>>> def signature(word):
...     return "".join(sorted(word))
...
>>> groups = {}
>>> for word in words:
...     groups.setdefault(signature(word), []).append(word)
...
>>> for key in sorted(groups):
...     if len(groups[key]) > 1:
...         print(key, "->", ", ".join(groups[key]))
...
>>> lonely = [g[0] for g in groups.values() if len(g) == 1]
>>> print("no anagrams:", lonely)
>>> print("largest group:", max(len(g) for g in groups.values()))
