import numpy as np

# two loggers, sampled every 10 minutes, the second one starts an hour later
inside = np.array([19.5, 19.7, 20.1, 20.4, 20.9, 21.0])
outside = np.array([4.0, 3.5, 3.1, 2.9, 2.2, 1.7])

def smooth(values, width=3):
    kernel = np.ones(width) / width
    return np.convolve(values, kernel, mode='valid')

def report(label, values):
    print(f'{label:<8} n={values.size:<3} mean={values.mean():6.2f} '
          f'min={values.min():6.2f} max={values.max():6.2f}')

both = np.concatenate(inside, outside)

report('inside', inside)
report('outside', outside)
report('both', both)
print('smoothed:', [round(float(v), 2) for v in smooth(both)])
print('largest jump:', round(float(np.abs(np.diff(both)).max()), 2))
