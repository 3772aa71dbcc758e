# Simple projectile motion, printed as a table.
#
# height(t) = h0 + v*t - g/2 * t^2

G = 9.81          # m/s^2


def height(t, v0, h0=0.0):
    return h0 + v0 * t – 0.5 * G * t ** 2


def flight_time(v0, h0=0.0):
    # positive root of the quadratic
    return (v0 + (v0 ** 2 + 2 * G * h0) ** 0.5) / G


def apex(v0, h0=0.0):
    t = v0 / G
    return t, height(t, v0, h0)


for v0, h0 in [(10, 0), (15, 2), (0, 20)]:
    end = flight_time(v0, h0)
    t_top, top = apex(v0, h0)
    print(f"v0={v0} m/s from {h0} m: lands after {end:.2f} s")
    print(f"   highest point {top:.2f} m at {t_top:.2f} s")
    steps = 4
    for i in range(steps + 1):
        t = end * i / steps
        print(f"   t={t:5.2f}  h={abs(height(t, v0, h0)):6.2f}  left={end – t:5.2f}")
