"""I8 at the door: one key and one body have one answer, byte for byte, and one effect: for twins sent at once, and for
repeats across `kill -9` at any moment of the request. Refusals are not kept."""
import http.client
import json
import socket
import threading
import uuid

import house
from house import wait_until

TWINS = 8


def together(count, call):
    """Calls `call(number)` on so many threads that start at the same moment; the answers in order."""
    barrier, answers = threading.Barrier(count), [None] * count

    def run(number):
        barrier.wait()
        answers[number] = call(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def same(answers, status):
    """All were answered so, and all with the same text."""
    assert {it.status for it in answers} == {status}, answers
    assert len({(it.text, it.headers.get("location")) for it in answers}) == 1, answers
    return answers[0]


def test_twins_at_once_have_one_answer_and_one_effect():
    with house.House() as boxoffice:
        musical, seats = boxoffice.make_musical(seats=TWINS)
        staff, buyer = boxoffice.staff(), boxoffice.customer()

        def twins(client, path, body):
            key = uuid.uuid4().hex
            return together(TWINS, lambda _: client.post(path, body, Idempotency_Key=key))

        placed = same(twins(buyer, "/reservations", {"seatIds": seats[:2]}), 201).json
        assert buyer.get("/reservations").json["page"]["totalElements"] == 1
        path = f"/reservations/{placed['id']}"
        wait_until(lambda: buyer.get(path).json["state"] == "Completed")
        same(twins(buyer, path + "/cancellation", {"seatIds": seats[:1]}), 202)
        wait_until(lambda: buyer.get(path).json["state"] == "Completed" and
                   len(boxoffice.control().get("/control/ledger").json["payments"][0]["payment"]["cancels"]) == 1)
        items = staff.get("/items").json["page"]["totalElements"]
        same(twins(staff, "/items", {"name": "Twin", "startDate": "2027-01-01", "endDate": "2027-01-02"}), 201)
        assert staff.get("/items").json["page"]["totalElements"] == items + 1

        # Everybody with a key of his own wants the same seat: the key is no lock, and one of them gets it.
        keys = [uuid.uuid4().hex for _ in range(TWINS)]
        rivals = [boxoffice.customer() for _ in range(TWINS)]
        answers = together(TWINS, lambda number: rivals[number].post(
            "/reservations", {"seatIds": seats[2:3]}, Idempotency_Key=keys[number], Prefer="wait=10"))
        statuses = sorted(it.json["status"] for it in answers)
        assert statuses == ["ReservationCompleted"] + ["ReservationImpossible"] * (TWINS - 1), statuses
        assert staff.get(f"/seats?musicalId={musical}&status=Sold").json["page"]["totalElements"] == 2


def test_another_body_under_the_same_key_is_refused_also_at_once():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=TWINS)
        buyer, key = boxoffice.customer(), uuid.uuid4().hex
        answers = together(TWINS, lambda number: buyer.post(
            "/reservations", {"seatIds": [seats[number]]}, Idempotency_Key=key))
        accepted = [it for it in answers if it.status == 201]
        refused = [it for it in answers if it.status != 201]
        assert len(accepted) == 1, answers
        assert {(it.status, it.json["code"]) for it in refused} == {(422, "idempotency_key_reused")}, refused
        assert buyer.get("/reservations").json["page"]["totalElements"] == 1
        boxoffice.kill()
        boxoffice.start()
        again = [buyer.post("/reservations", {"seatIds": [seat]}, Idempotency_Key=key) for seat in seats]
        assert sorted(it.status for it in again) == [201] + [422] * (TWINS - 1), again
        assert next(it.text for it in again if it.status == 201) == accepted[0].text


def test_refusals_are_not_kept():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        first, second = boxoffice.customer(), boxoffice.customer()
        key = uuid.uuid4().hex

        def want(**headers):
            return second.post("/reservations", {"seatIds": seats}, Idempotency_Key=key, **headers)

        bought = first.post("/reservations", {"seatIds": seats}, Prefer="wait=10").json
        assert bought["status"] == "ReservationCompleted", bought
        wait_until(lambda: want(Prefer="handling=strict").status == 409)
        assert want(Prefer="handling=strict").json["code"] == "seat_taken"
        wrong = second.post("/reservations", {"seatIds": []}, Idempotency_Key=key)
        assert wrong.status == 422 and wrong.json["code"] == "seats_required", wrong
        boxoffice.kill()
        boxoffice.start()
        first.post(f"/reservations/{bought['id']}/cancellation", {})
        wait_until(lambda: first.get(f"/reservations/{bought['id']}").json["state"] == "Canceled", seconds=60)
        wait_until(lambda: want(Prefer="handling=strict").status == 201)
        assert second.get("/reservations").json["page"]["totalElements"] == 1


class CutRequest:
    """One POST whose process is killed at a chosen moment, seen from the wire."""

    def __init__(self, boxoffice, client, path, body, key):
        data = json.dumps(body).encode()
        head = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {client.token}\r\n"
                f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(data)}\r\n\r\n")
        self.request = head.encode() + data
        self.socket = socket.create_connection(("127.0.0.1", boxoffice.port), timeout=10)

    def send(self, part=None):
        self.socket.sendall(self.request[:part])

    def first_byte(self):
        try:
            return self.socket.recv(1)
        except OSError:
            return b""

    def answer(self):
        """The whole answer as text, or nothing when it was cut."""
        answer = http.client.HTTPResponse(self.socket)
        try:
            answer.begin()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        # Of a process that died a front door says 503, which tells the buyer as little as a cut connection does.
        return (answer.status, text) if answer.status < 500 else None


def test_repeats_across_kills_at_any_moment_have_one_effect():
    """The process dies before the request is whole, while it is being decided, when its answer begins, and after it;
    then the buyer, who may have heard nothing, asks again under the same key until he is answered, twice."""
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=12)
        buyer = boxoffice.customer()
        moments = ["half of the request", "sent", "first byte", "answered"] * 3
        reservations, cut = set(), 0
        for number, moment in enumerate(moments):
            key, body = uuid.uuid4().hex, {"seatIds": [seats[number]]}
            request = CutRequest(boxoffice, buyer, "/reservations", body, key)
            heard = None
            request.send(-5 if moment == "half of the request" else None)
            if moment == "first byte":
                assert request.first_byte() == b"H"
            if moment == "answered":
                heard = request.answer()
                assert heard and heard[0] == 201, heard
            boxoffice.kill()
            if moment == "sent":
                heard = request.answer()
            request.socket.close()
            cut += heard is None
            boxoffice.start()
            first = buyer.post("/reservations", body, Idempotency_Key=key)
            second = buyer.post("/reservations", body, Idempotency_Key=key)
            assert first.status == 201 and first.text == second.text, (moment, first, second)
            assert heard is None or heard[1] == first.text, (moment, heard, first)
            other = buyer.post("/reservations", {"seatIds": seats[:2]}, Idempotency_Key=key)
            assert other.status == 422 and other.json["code"] == "idempotency_key_reused", other
            reservations.add(first.json["id"])
        assert cut >= 6, "kills fell between a request and its answer"
        assert len(reservations) == len(moments)
        total = buyer.get("/reservations?size=200").json["page"]["totalElements"]
        assert total == len(moments), f"{total} reservations for {len(moments)} keys"

        def are_settled():
            found = buyer.get("/reservations?size=200").json["_embedded"]["reservations"]
            return all(it["state"] == "Completed" for it in found)
        wait_until(are_settled, seconds=60)
        payments = boxoffice.control().get("/control/ledger").json["payments"]
        assert sum(it["payment"]["status"] == "done" for it in payments) == len(moments), "each was charged once"
        boxoffice.assert_sound()


def test_a_cancellation_repeated_across_a_kill_is_one_refund():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=2)
        buyer, key = boxoffice.customer(), uuid.uuid4().hex
        bought = buyer.post("/reservations", {"seatIds": seats}, Prefer="wait=10").json
        path = f"/reservations/{bought['id']}/cancellation"
        request = CutRequest(boxoffice, buyer, path, {"seatIds": seats[:1]}, key)
        request.send()
        assert request.first_byte() == b"H"
        boxoffice.kill()
        request.socket.close()
        boxoffice.start()
        answers = together(TWINS, lambda _: buyer.post(path, {"seatIds": seats[:1]}, Idempotency_Key=key))
        same(answers, 202)
        # Killed while the provider was being asked, nobody knows what became of it until the question's own deadline.
        wait_until(lambda: buyer.get(f"/reservations/{bought['id']}").json["state"] == "Completed", seconds=60)
        cancels = boxoffice.control().get("/control/ledger").json["payments"][0]["payment"]["cancels"]
        assert len(cancels) == 1, cancels
        assert [it["seatId"] for it in buyer.get(f"/reservations/{bought['id']}").json["tickets"]] == seats[1:]
