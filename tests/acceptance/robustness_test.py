"""What must hold when people repeat themselves, race, lie, misconfigure, or when the process is killed."""
import concurrent.futures
import json
import pathlib
import threading
import time
import uuid

import house
from house import databases, wait_until


def place(client, seats, wait=None, **headers):
    body = {"seatIds": list(seats)}
    if wait:
        headers["Prefer"] = f"wait={wait}"
    return client.post("/reservations", body, **headers)


def test_all_seats_or_none():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=3)
        first, second = boxoffice.customer(), boxoffice.customer()
        assert place(first, seats[1:2], wait=10).json["status"] == "ReservationCompleted"
        lost = place(second, seats, wait=10).json
        assert lost["status"] == "ReservationImpossible", lost
        assert lost["conflicts"] == [{"seatId": seats[1], "reason": "taken"}], lost
        for seat in (seats[0], seats[2]):
            assert boxoffice.client().get(f"/seats/{seat}").json["status"] == "Available"
        strict = place(second, seats[1:2], Prefer="handling=strict")
        assert strict.status == 409 and strict.json["code"] == "seat_taken", strict


def test_idempotency_key():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=2)
        buyer, other = boxoffice.customer(), boxoffice.customer()
        key = uuid.uuid4().hex
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: place(buyer, seats[:1], Idempotency_Key=key), range(8)))
        assert {answer.status for answer in answers} == {201}, answers
        assert len({answer.text for answer in answers}) == 1, answers
        reused = place(buyer, seats[1:], Idempotency_Key=key)
        assert reused.status == 422 and reused.json["code"] == "idempotency_key_reused", reused
        assert place(other, seats[1:], Idempotency_Key=key).status == 201
        boxoffice.kill()
        boxoffice.start()
        again = place(buyer, seats[:1], Idempotency_Key=key)
        assert again.text == answers[0].text, (again, answers[0])
        assert place(buyer, seats[:1], Idempotency_Key="two words").json["code"] == "idempotency_key_invalid"
        assert buyer.get("/reservations").json["page"]["totalElements"] == 1


def test_a_hold_expires():
    with house.House("--payment-default-method", "checkout") as boxoffice:
        staff = boxoffice.staff()
        musical, seats = boxoffice.make_musical(seats=1)
        performance = staff.get(f"/seats/{seats[0]}").json["performanceId"]
        terms = staff.get(f"/performances/{performance}").json
        changed = staff.call("PUT", f"/performances/{performance}", {
            "startsAt": terms["startsAt"], "timeZone": terms["timeZone"], "holdSeconds": 10})
        assert changed.status == 200, changed
        buyer = boxoffice.customer()
        held = place(buyer, seats, wait=5).json
        assert held["state"] == "Held" and held["holdExpiresAt"], held
        gone = wait_until(lambda: [now for now in [buyer.get(f"/reservations/{held['id']}").json]
                                   if now["state"] == "Expired"], seconds=20)
        assert gone[0]["status"] == "ReservationImpossible", gone
        wait_until(lambda: staff.get(f"/seats/{seats[0]}").json["status"] == "Available")


def test_somebody_elses_things_do_not_exist():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        owner, stranger = boxoffice.customer(), boxoffice.guest()
        placed = place(owner, seats, wait=10).json
        won = wait_until(lambda: next((now for now in [owner.get(f"/reservations/{placed['id']}").json]
                                       if now["state"] == "Completed"), None), seconds=60)
        paths = [f"/reservations/{won['id']}", f"/reservations/{won['id']}/timeline", f"/myPages/{won['id']}",
                 f"/payments/{won['paymentId']}", f"/tickets/{won['tickets'][0]['ticketId']}"]
        for path in paths:
            wait_until(lambda: owner.get(path).status == 200)
            theirs, missing = stranger.get(path), stranger.get(path.replace(path.split("/")[2], "987654321"))
            assert theirs.status == 404 and theirs.text == missing.text, (path, theirs, missing)
        assert stranger.post(f"/reservations/{won['id']}/cancellation", {}).status == 404
        assert stranger.post("/items", {"name": "x"}).status == 403
        assert boxoffice.client().get("/reservations").status == 401


def test_a_forged_webhook_changes_nothing():
    with house.House("--payment-default-method", "checkout") as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        buyer = boxoffice.customer()
        held = place(buyer, seats, wait=5).json
        paying = buyer.post(f"/reservations/{held['id']}/payment", {"method": "checkout"})
        assert paying.status == 200, paying
        payment = wait_until(lambda: buyer.get(f"/reservations/{held['id']}").json.get("paymentId"))
        url = wait_until(lambda: (buyer.get(f"/payments/{payment}").json or {}).get("checkoutUrl"))
        order = url.rsplit("/", 1)[1]
        forged = boxoffice.client().post("/payments/webhooks/sandbox", {"orderId": order, "status": "DONE"})
        assert forged.status == 200, forged
        boxoffice.client().post("/payments/webhooks/sandbox", {"orderId": "nobody", "status": "DONE"})
        wait_until(lambda: buyer.get(f"/payments/{payment}").json["state"] == "awaiting_buyer")
        assert buyer.get(f"/reservations/{held['id']}").json["status"] == "ReservationPlaced"
        paid = house.Client(boxoffice.provider_port).call("POST", f"/checkout/{order}/pay", "",
                                                          Content_Type="application/x-www-form-urlencoded")
        assert paid.status < 400, paid
        wait_until(lambda: buyer.get(f"/reservations/{held['id']}").json["status"] == "ReservationCompleted")


def test_kill_nine_loses_nothing_acknowledged():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=120)
        buyers = [boxoffice.guest() for _ in range(12)]
        acknowledged, lock = [], threading.Lock()

        def buy(number):
            for seat in seats[number::12]:
                try:
                    answer = place(buyers[number], [seat])
                except (OSError, ValueError):
                    return
                if answer.status == 201:
                    with lock:
                        acknowledged.append((number, answer.json["id"]))

        for round_number in range(3):
            threads = [threading.Thread(target=buy, args=(number,)) for number in range(12)]
            for thread in threads:
                thread.start()
            wait_until(lambda: len(acknowledged) >= 10 * (round_number + 1) or not any(t.is_alive() for t in threads))
            boxoffice.kill()
            for thread in threads:
                thread.join()
            boxoffice.start()

        def settled():
            states = [buyers[number].get(f"/reservations/{identity}").json for number, identity in acknowledged]
            return all(each["state"] in ("Completed", "Impossible", "Expired") for each in states) and states

        states = wait_until(settled, seconds=60)
        sold = [seat["seatId"] for each in states if each["state"] == "Completed" for seat in each["seats"]]
        assert len(sold) == len(set(sold)), "a seat was sold twice"
        assert sold, "nothing was sold, so nothing was shown"
        boxoffice.assert_sound()


def test_lost_replies_of_the_provider_are_asked_again():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=2)
        buyer = boxoffice.customer()
        ordered = boxoffice.control().post("/control/faults", {"fault": "500_but_committed", "count": 1})
        assert ordered.status < 300, ordered
        done = place(buyer, seats[:1], wait=10).json
        assert done["status"] == "ReservationCompleted", done
        fired = boxoffice.control().get("/control/faults")
        assert "500_but_committed" in fired.text, fired


def test_declined_cards_hold_on():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        buyer = boxoffice.customer()
        assert boxoffice.control().post("/control/faults", {"fault": "decline", "count": 1}).status < 300
        declined = place(buyer, seats, wait=10).json
        assert declined["state"] == "Held", declined
        paid = buyer.post(f"/reservations/{declined['id']}/payment", {"method": "card"}, Prefer="wait=10")
        assert paid.json["status"] == "ReservationCompleted", paid


@house.embedded_only("it is about the options of one process")
def test_wrong_configuration_says_what_to_write():
    program = str(house.PROGRAM)
    with house.House() as boxoffice:
        for arguments, wanted in ((["--port", "eighty"], "port"), (["--auth", "none"], "builtin"),
                                  (["--prot", "80"], "port"), (["--auth", "open", "--address", "0.0.0.0"], "127.0.0.1"),
                                  (["--kafka", "localhost:9092"], "--kafka")):
            stopped = boxoffice.run("serve", "--data", boxoffice.folder / "other", *arguments)
            assert stopped.returncode != 0 and wanted in stopped.stderr, (program, arguments, stopped)
            assert len(stopped.stderr.strip().splitlines()) <= 2, stopped.stderr
        second = boxoffice.run("serve", "--data", boxoffice.data, "--port", "0", "--management-port", "0")
        assert second.returncode == 1 and "process" in second.stderr, second


@house.embedded_only("it damages an SQLite file")
def test_damaged_data_is_refused_and_kept():
    with house.House() as boxoffice:
        if not isinstance(boxoffice.databases, databases.SqliteFiles):
            return  # a server looks after its own files
        boxoffice.make_musical(seats=1)
        boxoffice.end()
        database = pathlib.Path(boxoffice.data) / "musical.db"
        for leftover in pathlib.Path(boxoffice.data).glob("musical.db-*"):
            leftover.unlink()
        damaged = b"not a database at all" + database.read_bytes()[21:]
        database.write_bytes(damaged)
        refused = boxoffice.run("serve", "--data", boxoffice.data, "--port", "0", "--management-port", "0")
        assert refused.returncode == 1 and "musical" in refused.stderr, refused
        assert database.read_bytes() == damaged


def test_bad_input_gets_a_problem():
    with house.House(auth="open") as boxoffice:
        boxoffice.make_musical(seats=1)
        client = boxoffice.client()
        cases = [("POST", "/reservations", "{", 400, "malformed_json"), ("POST", "/reservations", "{}", 422, None),
                 ("POST", "/reservations", {"seatId": "one"}, 422, "validation_failed"),
                 ("POST", "/reservations", {"seatId": 999_999}, 404, None),
                 ("GET", "/reservations/abc", None, 404, "not_found"), ("GET", "/nowhere", None, 404, "not_found"),
                 ("PUT", "/reservations", {}, 405, "method_not_allowed"),
                 ("GET", "/reservations?size=1000", None, 422, "validation_failed"),
                 ("POST", "/items", {"name": ""}, 422, "validation_failed")]
        for method, path, body, status, code in cases:
            answer = client.call(method, path, body)
            assert answer.status == status, (method, path, answer)
            assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
            assert answer.json["code"] and (code is None or answer.json["code"] == code), answer
            assert json.dumps(answer.json).find("/src/") < 0
        korean = client.get("/nowhere", Accept_Language="ko").json
        assert korean["title"] != client.get("/nowhere").json["title"], korean


def test_conditional_get_and_paging():
    with house.House(auth="open") as boxoffice:
        musical, _ = boxoffice.make_musical(seats=3)
        client = boxoffice.client()
        first = client.get(f"/items/{musical}")
        assert client.get(f"/items/{musical}", If_None_Match=first.headers["etag"]).status == 304
        page = client.get("/seats?musicalId=%d&size=2&sort=id,desc" % musical).json
        assert page["page"] == {"size": 2, "totalElements": 3, "totalPages": 2, "number": 0}, page
        assert len(page["_embedded"]["seats"]) == 2 and "next" in page["_links"], page
        ids = [seat["id"] for seat in page["_embedded"]["seats"]]
        assert ids == sorted(ids, reverse=True), ids


@house.embedded_only("it is about one process")
def test_starts_fast_and_stays_small():
    """No stopwatch decides here: a start that took seconds or a process of hundreds of MiB would be nonsense."""
    with house.House() as boxoffice:
        boxoffice.fill_with_sample_season()
        boxoffice.end()
        started = time.monotonic()
        boxoffice.start()
        print(f"      ready after {time.monotonic() - started:.2f} s", end="")
        status = pathlib.Path(f"/proc/{boxoffice.serve.handle.pid}/status").read_text()
        resident = int(status.split("VmRSS:")[1].split()[0]) / 1024
        print(f", {resident:.0f} MiB resident with the sample season")
        assert resident < 512
        assert boxoffice.client().get("/items").json["page"]["totalElements"] == 6
