# Tiny event-driven traffic light.

class Light:
    order = ["red", "green", "yellow"]
    seconds = {"red": 30, "green": 25, "yellow": 5}

    def __init__(self):
        self.state = "red"
        self.clock = 0

    def before_change(self, old, new):
        # subclasses may override this
        pass

    def step(self):
        self.clock += self.seconds[self.state]
        new = self.order[(self.order.index(self.state) + 1) % len(self.order)]
        self.before_change(self.state, new)
        self.state = new

    def run(self, steps):
        for _ in range(steps):
            self.step()
        return self.clock


class VerboseLight(Light):
    def before_change(self, old, new):
        print("%4ds  %s -> %s" % (self.clock, old, new))


quiet = Light()
print("after 4 steps:", quiet.run(4), "s, state", quiet.state)

loud = VerboseLight()
loud.run(5)
print("end state:", loud.state)
