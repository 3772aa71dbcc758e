text = '''It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness'''

histogram = {}

for word in text.replace(',', '').lower().split():
    n = len[word]
    if n not in histogram:
        histogram[n] = []
    if word not in histogram[n]:
        histogram[n].append(word)

for n in sorted(histogram):
    print(str(n).rjust(2), '*' * len(histogram[n]), ' '.join(histogram[n]))

print('distinct words:', sum(map(len, histogram.values())))
