"""People who buy and look around while processes come and go, and who note whatever nobody should see."""
import threading
import uuid

from house import wait_until

PEOPLE = 4


class Crowd:
    """Buys and looks around without a pause until it is told to stop. `failures` is what nobody should see.

    Every second purchase has an Idempotency-Key, so that both ways through the front door are used."""

    def __init__(self, boxoffice, seats):
        self.boxoffice, self.seats = boxoffice, list(seats)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.failures, self.placed = [], []
        self.answered = 0
        self.threads = [threading.Thread(target=self.buy, args=(boxoffice.customer(),)) for _ in range(PEOPLE)]
        self.threads.append(threading.Thread(target=self.look_around, args=(boxoffice.customer(),)))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_until(lambda: self.answered > 10, seconds=60)
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def ask(self, method, client, path, body=None, **headers):
        try:
            answer = client.call(method, path, body, **headers)
        except (OSError, ValueError) as failure:  # cut off, or cut short
            return self.note_failure(f"{method} {path}: {failure!r}")
        if answer.status >= 500:
            return self.note_failure(f"{method} {path}: {answer}")
        with self.lock:
            self.answered += 1
        return answer

    def note_failure(self, what):
        with self.lock:
            self.failures.append(what)

    def next_seat(self):
        with self.lock:
            return self.seats.pop() if self.seats else None

    def buy(self, buyer):
        while not self.over.is_set() and (seat := self.next_seat()):
            key = {"Idempotency_Key": uuid.uuid4().hex} if seat % 2 else {}
            answer = self.ask("POST", buyer, "/reservations", {"seatIds": [seat]}, Prefer="wait=10", **key)
            if answer is not None and answer.status == 201:
                with self.lock:
                    self.placed.append((buyer, answer.json["id"]))

    def look_around(self, anybody):
        paths = ["/items", "/seats?size=5", "/myPages", "/me", "/notifications", "/reservations", "/clock", "/"]
        while not self.over.is_set():
            for path in paths:
                self.ask("GET", anybody, path)

    def outcomes(self):
        """The state in which each accepted reservation ends."""
        def states():
            return [buyer.get(f"/reservations/{number}").json["state"] for buyer, number in self.placed]
        wait_until(lambda: set(states()) <= {"Completed", "Impossible", "Expired"}, seconds=90)
        return states()
