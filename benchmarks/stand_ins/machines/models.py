"""What the machines of Python's libraries ask and do, where that is said by methods: they share it, so that
only what the libraries make of it differs. An effect that needs no number stands with each machine, since not
every library wants it to take one.
"""


class Order:
    """The flat workload."""

    def __init__(self) -> None:
        self.total = self.rounds = 0
        super().__init__()

    def is_dear(self, amount: int) -> bool:
        return amount > 500

    def is_paid(self, amount: int) -> bool:
        return amount > 0

    def add(self, amount: int) -> None:
        self.total += amount


class Levels:
    """What is asked of a level."""

    def above_0(self, level: int) -> bool:
        return level > 0

    def above_1(self, level: int) -> bool:
        return level > 1

    def above_3(self, level: int) -> bool:
        return level > 3

    def above_5(self, level: int) -> bool:
        return level > 5

    def above_8(self, level: int) -> bool:
        return level > 8


class Talk(Levels):
    """The nested workload."""

    def __init__(self) -> None:
        self.visits = self.entered = self.left = self.held = 0
        super().__init__()

    def hold_on(self, level: int) -> None:
        self.held += level


class Week(Levels):
    """The parallel workload."""

    def __init__(self) -> None:
        self.bills = self.parcels = self.thanks = 0
        super().__init__()

    def add_bill(self, level: int) -> None:
        self.bills += level
