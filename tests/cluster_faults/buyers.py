"""People who buy and give back while a fault happens, and who remember every word that they were given.

What somebody was told with a 2xx is an acknowledgement: checks.py looks for each of them afterwards.
"""
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

from house import wait_until

PEOPLE = 4
ASKED_AGAIN_EVERY_SECONDS = 0.3
# A person gives up after this; what was not answered is then nobody's promise.
PATIENCE_SECONDS = 60.0
ANSWER_SECONDS_MAX = 20
GIVES_BACK_EVERY = 3
PAUSE_SECONDS = 0.25


@dataclass
class Purchase:
    """One accepted reservation: whose, which seat, and what was said of it."""
    buyer: object
    number: int
    seat: int
    was_completed: bool
    was_given_back: bool = False


@dataclass
class Said:
    """What the house answered while it was asked: statuses by how often, failures as sentences, the slowest answer."""
    statuses: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)
    failures_with_key: list = field(default_factory=list)
    slowest: float = 0.0


class Crowd:
    """Each seat is wanted by two people, over and over: some are given back, many are refused. Two of three requests
    carry a key and are repeated until they are answered. Use as a context: it ends with it."""

    def __init__(self, boxoffice, seats, people=PEOPLE, pause=PAUSE_SECONDS):
        self.boxoffice = boxoffice
        self.pause = pause
        self.seats = list(seats)
        self.chance = random.Random(11)
        self.wanted = []
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.purchases, self.unanswered = [], []
        self.said = Said()
        self.buyers = [boxoffice.customer() for _ in range(people)]
        self.threads = [threading.Thread(target=self.buy, args=(buyer,)) for buyer in self.buyers]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.wait_for_more(4)
        return self

    def __exit__(self, *_):
        self.end()

    def wait_for_more(self, count, seconds=60):
        """Until so many purchases more were accepted."""
        target = len(self.purchases) + count
        wait_until(lambda: len(self.purchases) >= target, seconds=seconds)

    def end(self):
        """Everybody goes home, with the answer to his last question."""
        self.over.set()
        for thread in self.threads:
            thread.join()

    # ---- one person

    def buy(self, buyer):
        turn = 0
        while not self.over.wait(self.pause):
            turn += 1
            purchase = self.place(buyer, self.next_seat(), has_key=turn % 3 != 0)
            if purchase and purchase.was_completed and turn % GIVES_BACK_EVERY == 0:
                self.give_back(purchase)

    def next_seat(self):
        with self.lock:
            if not self.wanted:
                self.wanted = self.seats * 2
                self.chance.shuffle(self.wanted)
            return self.wanted.pop()

    def place(self, buyer, seat, has_key):
        headers = {"Prefer": "wait=5"} | ({"Idempotency_Key": uuid.uuid4().hex} if has_key else {})
        answer = self.ask(buyer, "/reservations", {"seatIds": [seat]}, has_key, headers)
        if answer is None or answer.status not in (201, 202):
            if answer is None:
                self.note(self.unanswered, (buyer, seat))
            return None
        made = Purchase(buyer, answer.json["id"], seat, answer.json["state"] == "Completed")
        self.note(self.purchases, made)
        return made

    def give_back(self, purchase):
        answer = self.ask(purchase.buyer, f"/reservations/{purchase.number}/cancellation", {}, True,
                          {"Idempotency_Key": uuid.uuid4().hex})
        purchase.was_given_back = answer is not None and answer.status in (200, 202)

    def ask(self, buyer, path, body, repeats, headers):
        """The answer, or None when there was none. With a key the same is asked again until somebody answers."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.ask_once(buyer, path, body, headers)
            if answer is not None and answer.status < 500 and answer.status != 429:
                return answer
            if not repeats or time.monotonic() > until:
                return None
            time.sleep(ASKED_AGAIN_EVERY_SECONDS)  # also when all is over: who has a key wants his answer

    def ask_once(self, buyer, path, body, headers):
        began = time.monotonic()
        answer, failure = None, None
        try:
            answer = buyer.call("POST", path, body, timeout=ANSWER_SECONDS_MAX, **headers)
        except (OSError, ValueError) as error:  # cut off, or cut short
            failure = f"{path}: {error!r}"
        with self.lock:
            self.said.slowest = max(self.said.slowest, time.monotonic() - began)
            if answer is not None:
                self.said.statuses[answer.status] = self.said.statuses.get(answer.status, 0) + 1
                if answer.status >= 500:
                    failure = f"{path}: {answer}"
            if failure:
                self.said.failures.append(failure)
                if "Idempotency_Key" in headers:
                    self.said.failures_with_key.append(failure)
        return answer

    def note(self, where, what):
        with self.lock:
            where.append(what)
