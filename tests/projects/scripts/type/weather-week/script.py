# -*- coding: utf-8 -*-
# Weekly weather summary, degrees Celsius -> Fahrenheit.

WEEK = [
    ('Mon', 11.5, 19.0, 0.0),
    ('Tue', 12.0, 21.5, 0.0),
    ('Wed', 9.5, 14.0, 8.4),
    ('Thu', 8.0, 13.5, 12.1),
    ('Fri', 10.0, 17.5, 0.6),
]


def fahrenheit(celsius):
    return celsius * 9.0 / 5.0 + 32


class Summary(object):

    def __init__(self, week):
        self.days = list(week)

    def warmest(self):
        return max(self.days, key=lambda day: day[2])

    def coldest(self):
        return min(self.days, key=lambda day: day[1])

    def lines(self):
        for name, low, high, rain in self.days:
            yield '%s %5.1f..%4.1f C  rain %4.1f mm' % (name, low, high, rain)
        day = self.warmest()
        yield 'warmest: %s with %.1f C (%.1f F)' % day[0], day[2], fahrenheit(day[2])
        day = self.coldest()
        yield 'coldest: %s with %.1f C (%.1f F)' % (
            day[0], day[1], fahrenheit(day[1]))


if __name__ == '__main__':
    for line in Summary(WEEK).lines():
        print(line)
    print('rain: %.1f mm' % sum(day[3] for day in WEEK))
