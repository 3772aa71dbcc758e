import csv
import io

DATA = """station,date,rain_mm
Bergen,2024-05-01,12.4
Bergen,2024-05-02,0.0
Oslo,2024-05-01,3.1
Oslo,2024-05-02,
Oslo,2024-05-03,7.7
"""

def load(text):
    for record in csv.DictReader(io.StringIO(text)):
        record['rain_mm'] = float(record['rain_mm']) if record['rain_mm'] else None
        yield record

stations = {}
for record in load(DATA):
    stats = stations.setdefault(record['station'], {'total': 0.0, 'days': 0, 'gaps': 0})
    if record['rain_mm'] is None:
        stats['gaps'] += 1
        continue
    stats['total'] += record['rain_mm']
    stats['days'] += 1

for station, stats in stations.items():
    mean = stats['total'] / stats['days']
    print(f'{station}: {stats["total"]:.1f} mm, mean {mean:.2f} mm/day')
    if stats['gaps']:
        print('  missing days: %d' % stats['gaps'])
print('stations:', len(stations))
