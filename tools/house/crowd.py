"""People who buy and look around while something happens to a house, and who note what they were told."""
import http.client
import threading
import uuid
from collections import Counter
from dataclasses import dataclass

from .client import wait_until

PEOPLE = 4
ENOUGH_ANSWERS = 10  # until the crowd is there
LOOKED_AT = ("/items", "/seats?size=5", "/myPages", "/me", "/notifications", "/reservations", "/clock", "/")


@dataclass(frozen=True)
class Manner:
    """How people buy. With `keyed` every second purchase has an Idempotency-Key, so that both ways through the front
    door are used. With `again` the seats are wanted over and over, also when they are sold."""
    pause_seconds: float = 0.0
    wait_seconds: int = 10  # for the tickets; 0: content with a number
    patience_seconds: float = 30.0
    keyed: bool = True
    again: bool = False


def is_broken(status):
    return status >= 500


class Crowd:
    """Each of `people` buys one seat after the other, and `onlooker`, if there is one, looks around, until it is over.

    `placed` is what was acknowledged, `states` what it was then, `failures` what nobody should see: no answer, or one
    whose status `is_failure`."""

    def __init__(self, people, seats, onlooker=None, manner=Manner(), is_failure=is_broken):
        self.manner, self.is_failure = manner, is_failure
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.failures, self.placed, self.states = [], [], Counter()
        self.answered = 0
        self.buy_of(seats)
        self.threads = [threading.Thread(target=self.buy, args=(buyer,), daemon=True) for buyer in people]
        if onlooker:
            self.threads.append(threading.Thread(target=self.look_around, args=(onlooker,), daemon=True))

    @classmethod
    def of(cls, boxoffice, seats, **terms):
        """Customers of the house, each with an account of his own, and an onlooker."""
        return cls([boxoffice.customer() for _ in range(PEOPLE)], seats, boxoffice.customer(), **terms)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_until(lambda: self.answered > ENOUGH_ANSWERS, seconds=60)
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def buy_of(self, seats):
        """From now on these seats, and not those from before."""
        with self.lock:
            self.seats = list(seats)

    def next_seat(self):
        with self.lock:
            seat = self.seats.pop() if self.seats else None
            if seat and self.manner.again:
                self.seats.insert(0, seat)
            return seat

    def ask(self, method, client, path, body=None, **headers):
        try:
            answer = client.call(method, path, body, self.manner.patience_seconds, **headers)
        except (OSError, ValueError, http.client.HTTPException) as failure:  # cut off, or cut short
            return self.note_failure(f"{method} {path}: {failure!r}")
        if self.is_failure(answer.status):
            return self.note_failure(f"{method} {path}: {answer}")
        with self.lock:
            self.answered += 1
        return answer

    def note_failure(self, what):
        with self.lock:
            self.failures.append(what)

    def buy(self, buyer):
        patient = {"Prefer": f"wait={self.manner.wait_seconds}"} if self.manner.wait_seconds else {}
        while not self.over.wait(self.manner.pause_seconds) and (seat := self.next_seat()):
            key = {"Idempotency_Key": uuid.uuid4().hex} if self.manner.keyed and seat % 2 else {}
            answer = self.ask("POST", buyer, "/reservations", {"seatIds": [seat]}, **patient, **key)
            if answer is not None and answer.status == 201:
                with self.lock:
                    self.placed.append((buyer, answer.json["id"]))
                    self.states[answer.json["state"]] += 1

    def look_around(self, anybody):
        while not self.over.is_set():
            for path in LOOKED_AT:
                if not self.over.wait(self.manner.pause_seconds):
                    self.ask("GET", anybody, path)

    def outcomes(self):
        """The state in which each accepted reservation ends."""
        def states():
            return [buyer.get(f"/reservations/{number}").json["state"] for buyer, number in self.placed]
        wait_until(lambda: set(states()) <= {"Completed", "Impossible", "Expired"}, seconds=90)
        return states()
