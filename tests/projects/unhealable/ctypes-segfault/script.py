"""Read a C string at the address handed over by the (simulated) driver."""
import ctypes


class Driver:
    """Returns the address of its status text, 0 while it has none."""

    def __init__(self):
        self.status_address = 0

    def poll(self):
        return self.status_address


def status_text(driver):
    return ctypes.string_at(driver.poll()).decode("ascii")


if __name__ == "__main__":
    driver = Driver()
    print("polling", flush=True)
    print("status:", status_text(driver))
