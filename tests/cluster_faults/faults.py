"""What a fault is to the runner, and the list of them."""
from dataclasses import dataclass
from typing import Callable

ALL = []


@dataclass(frozen=True)
class Struck:
    """The proof that a fault has happened: so many of what. Zero fails the run."""
    times: int
    what: str


@dataclass(frozen=True)
class Fault:
    """`act(boxoffice, crowd)` lets it happen while the crowd buys, and answers a Struck.

    `is_short`: part of ./dev test. `on_three_brokers`: in a house of that kind."""
    number: str
    name: str
    act: Callable
    is_short: bool = False
    on_three_brokers: bool = False
    seats: int = 60

    @property
    def title(self):
        return f"{self.number} {self.name}"


def fault(number, **more):
    """Marks a function as a fault; its name is the name of the test."""
    def mark(act):
        ALL.append(Fault(number, act.__name__, act, **more))
        return act
    return mark
