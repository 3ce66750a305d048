"""What only a cluster can show: processes come, go and die while people buy, and nobody loses anything."""
import threading
import uuid

import house
from house import wait_until

SEATS = 200
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


@house.cluster_only("one process cannot be replaced while it serves")
def test_a_rolling_restart_of_every_context_loses_no_request():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        with Crowd(boxoffice, seats) as crowd:
            for context in ("reservation", "musical", "payment", "identity", "mypage", "notification", "sales",
                            "gateway"):
                boxoffice.cluster.restart_rolling([context])
        assert crowd.failures == [], crowd.failures[:5]
        assert set(crowd.outcomes()) == {"Completed"}, crowd.outcomes()
        boxoffice.assert_sound()


@house.cluster_only("there is nobody else to ask while the one process is away")
def test_an_abrupt_restart_is_seen_by_the_same_crowd():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        with Crowd(boxoffice, seats) as crowd:
            boxoffice.cluster.restart_abruptly(["reservation"])
        assert crowd.failures, "so the test above would see it"
        crowd.outcomes()
        boxoffice.assert_sound()


@house.cluster_only("one process has no second of its kind")
def test_replicas_that_are_killed_lose_nothing_acknowledged():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        boxoffice.cluster.scale({"reservation": 2, "musical": 2, "payment": 2})
        with Crowd(boxoffice, seats) as crowd:
            for context in ("reservation", "musical", "payment"):
                before = len(crowd.placed)
                boxoffice.kill_one(context)
                wait_until(lambda: len(crowd.placed) > before + 5 or not crowd.seats, seconds=60)
                boxoffice.start()
        states = crowd.outcomes()
        assert states.count("Completed") > 10, states
        boxoffice.assert_sound()


@house.cluster_only("the one process is the whole house")
def test_one_context_that_is_away_stops_nobody_else():
    with house.House() as boxoffice:
        musical, seats = boxoffice.make_musical(seats=2)
        buyer = boxoffice.customer()
        boxoffice.kill_one("payment", every=True)
        placed = buyer.post("/reservations", {"seatIds": seats[:1]})
        assert placed.status == 201, placed
        refused = buyer.get("/payments/1", Accept_Language="ko")
        assert refused.status == 503 and refused.json["code"] == "overloaded", refused
        assert refused.headers["retry-after"] == "1", refused.headers
        assert boxoffice.client().get(f"/items/{musical}").status == 200
        boxoffice.start()
        wait_until(lambda: buyer.get(f"/reservations/{placed.json['id']}").json["state"] == "Completed", seconds=60)
        boxoffice.assert_sound()
