# Salary statistics per department
STAFF = [
    ('Ivy', 'engineering', 5200), ('Noah', 'sales', 3900),
    ('Mia', 'engineering', 6100), ('Leo', 'support', 3100),
    ('Zoe', 'sales', 4300),       ('Sam', 'support', 2950),
]

departments = {}
for name, department, salary in STAFF:
    departments.setdefault(department, []).append((name, salary))

# departments keep the order in which they were founded
oldest = list(departments.keys())[0]
print('Oldest department:', oldest)

for department in departments:
    team = departments[department]
    salaries = [salary for _, salary in team]
    top = max(team, key=lambda member: member[1])
    print('%-12s n=%d avg=%.1f top=%s' % (
        department, len(team), sum(salaries) / len(salaries), top[0]))

others = [d for d in departments if d != oldest]
print('Others:', ', '.join(others))
