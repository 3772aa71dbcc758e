"""Pack planning: volumes of parcels and how many fit a container."""
import numpy as np

CONTAINER = np.array([590, 235, 239])      # cm, inner size


def volumes(parcels):
    """Volume of each parcel in litres."""
    return np.prod(parcels, axis=1) / 1000


def grid_fit(parcel, container=CONTAINER):
    # axis aligned packing, no rotation
    return int(np.prod(container // parcel))


def main():
    parcels = np.array([
        [60, 40, 40],
        [120, 80, 95],
        [30, 20, 15],
    ])
    vols = volumes(parcels)
    for i, parcel in enumerate(parcels):
        size = "x".join(str(side) for side in parcel)
        print(f"{size:>11} cm  {vols[i]:8.1f} l  fits {grid_fit(parcel):>6}")
    print(f"sum {vols.sum():.1f} l, largest is parcel {int(vols.argmax()) + 1}")


if __name__ == "__main__":
    main()
