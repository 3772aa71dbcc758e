# pH values of the aquarium, moving average over 3 days

def load(name):
    data = []
    for line in open(name):
        day, value = line.split()
        data.append((day, float(value)))
    return data

def moving_average(values, n):
    return [sum(values[i:i + n]) / n for i in range(len(values) - n + 1)]

data = load('mesurements.txt')
values = [v for _, v in data]
averages = moving_average(values, 3)

for (day, value), avg in zip(data[2:], averages):
    mark = '!' if abs(value - avg) > 0.5 else ' '
    print('%s  %.1f  avg %.2f %s' % (day, value, avg, mark))
print('days:', len(data), 'range: %.1f' % (max(values) - min(values)))
