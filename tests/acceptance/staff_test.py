"""What staff do over HTTP, across contexts: find a buyer, price seats, call a performance off, give roles."""
import http.client

import house
from house import wait_until
from stories import bought, buy, in_hours


def schedule(staff, seats=3, price=50_000):
    """A musical that plays in two days. Returns the ids of musical, performance and seats."""
    item = staff.post("/items", {"name": "Moon over Han River", "startDate": "2026-01-01", "endDate": "2099-12-31",
                                 "grades": [{"grade": "R", "price": {"amount": price, "currency": "KRW"}}]})
    musical = item.json["id"]
    performance = staff.post(f"/items/{musical}/performances", {"startsAt": in_hours(48)}).json["id"]
    ids = [staff.post("/seats", {"musicalId": musical, "performanceId": performance, "grade": "R", "seatRow": 1,
                                 "seatCol": column}).json["id"] for column in range(1, seats + 1)]
    return musical, performance, ids


def found(staff, query):
    answer = staff.get(f"/reservations?{query}")
    assert answer.status == 200, answer
    return [each["id"] for each in answer.json["_embedded"]["reservations"]]


def test_staff_find_a_buyer_by_what_he_says():
    with house.House() as boxoffice:
        staff = boxoffice.staff()
        _, performance, seats = schedule(staff)
        buyer = boxoffice.customer()
        person = buyer.get("/me").json
        reservation = buy(buyer, seats[:1])
        assert found(staff, f"q={reservation}") == [reservation]
        # With its "@": digits alone would be the number of a reservation.
        assert found(staff, f"q={person['email'][20:36]}") == [reservation], person
        assert found(staff, f"q=mina&performanceId={performance}&status=ReservationCompleted") == [reservation]
        assert found(staff, "q=mina&status=ReservationCanceled") == []
        assert found(staff, "q=nobody-has-this-name") == []
        shown = staff.get(f"/reservations/{reservation}").json
        assert shown["buyer"]["email"] == person["email"], shown
        assert "buyer" not in buyer.get(f"/reservations/{reservation}").json
        stranger = boxoffice.customer()
        assert found(stranger, "q=mina") == [] and found(stranger, f"q={reservation}") == []


def test_a_new_price_is_what_the_next_buyer_pays():
    with house.House() as boxoffice:
        staff = boxoffice.staff()
        musical, performance, seats = schedule(staff)
        first, second, third = boxoffice.customer(), boxoffice.customer(), boxoffice.customer()
        assert bought(first, seats[:1])["total"]["amount"] == 50_000

        edited = staff.call("PATCH", "/performances", {
            "performanceIds": [performance],
            "changes": {"grades": [{"grade": "R", "price": {"amount": 60_000, "currency": "KRW"}}]}})
        assert edited.status == 200 and edited.json["seats"] == {"repriced": 3, "waiting": 0}, edited

        def costs(seat, won):
            quoted = second.post("/reservations", {"seatIds": [seat], "payment": {"method": "checkout"}})
            second.call("DELETE", f"/reservations/{quoted.json['id']}")
            return quoted.json["total"]["amount"] == won

        wait_until(lambda: costs(seats[2], 60_000))
        assert bought(second, seats[1:2])["total"]["amount"] == 60_000
        assert first.get("/reservations").json["_embedded"]["reservations"][0]["total"]["amount"] == 50_000

        # The musical's price counts again once the performance has none of its own.
        assert staff.call("PATCH", "/performances", {"performanceIds": [performance],
                                                     "changes": {"clear": ["grades"]}}).status == 200
        assert staff.call("PATCH", f"/items/{musical}", {
            "grades": [{"grade": "R", "price": {"amount": 70_000, "currency": "KRW"}}]}).status == 200
        wait_until(lambda: costs(seats[2], 70_000))
        assert bought(third, seats[2:])["total"]["amount"] == 70_000
        day = staff.get(f"/items/{musical}/calendar").json["days"][0]["performances"][0]
        assert day["sale"] == "sold_out" and day["lowestPrice"]["amount"] == 70_000, day
        boxoffice.assert_sound()


def test_a_dry_run_foretells_what_a_cancellation_does():
    with house.House() as boxoffice:
        staff = boxoffice.staff()
        _, performance, seats = schedule(staff)
        buyer, waiting = boxoffice.customer(), boxoffice.customer()
        reservation = buy(buyer, seats[:2])
        held = waiting.post("/reservations", {"seatIds": seats[2:], "payment": {"method": "checkout"}},
                            Prefer="wait=10")
        assert held.json["state"] == "Held", held
        path = f"/performances/{performance}/cancellation"
        assert buyer.get(path).status == 403
        foretold = staff.get(path)
        assert foretold.status == 200, foretold
        plan = foretold.json
        assert plan["seats"] == {"available": 0, "held": 1, "sold": 2, "blocked": 0}, plan
        assert plan["reservations"] == {"total": 2, "paid": 1, "unpaid": 1, "underWay": 0}, plan
        assert plan["refunds"]["byMethod"] == [{"method": "card", "provider": "sandbox", "count": 1,
                                                "amount": {"amount": 100_000, "currency": "KRW"}}], plan
        assert plan["notices"] == {"people": 2, "messages": 4} and plan["status"] == "scheduled", plan
        assert buyer.get(f"/reservations/{reservation}").json["state"] == "Completed"

        assert staff.post(path, {"reason": "The theatre is flooded."}).status == 200
        wait_until(lambda: buyer.get(f"/reservations/{reservation}").json["state"] == "Canceled")
        wait_until(lambda: staff.get(path).json["reservations"]["total"] == 0)
        done = staff.get(path).json
        assert done["status"] == "canceled" and done["round"]["open"] == 0, done
        refund = wait_until(lambda: next((told for told in [buyer.get(f"/myPages/{reservation}").json["refund"]]
                                          if told["refunded"]["amount"]), None))
        assert refund["refunded"]["amount"] == 100_000 and refund["fee"]["amount"] == 0, refund
        wait_until(lambda: sum(client.get("/notifications").json["page"]["totalElements"]
                               for client in (buyer, waiting)) == plan["notices"]["messages"] + 1)


def test_a_role_counts_at_once_and_is_written_down():
    with house.House() as boxoffice:
        admin = boxoffice.staff()
        email = "clerk-to-be@example.org"
        signed_in = boxoffice.client().post("/auth/register", {"email": email, "name": "Lee Jiwoo",
                                                               "password": "correct horse battery"}).json
        user = signed_in["userId"]
        assert boxoffice.client(signed_in["accessToken"]).get("/accounts").status == 403
        given = admin.call("PUT", f"/accounts/{user}/role", {"role": "boxoffice", "reason": "autumn"})
        assert given.status == 200 and given.json["role"] == "boxoffice", given

        def sign_in():
            return boxoffice.client().post("/auth/login", {"email": email, "password": "correct horse battery"}).json

        clerk = boxoffice.client(sign_in()["accessToken"])
        assert clerk.get("/reservations?q=x").status == 200 and clerk.get("/accounts").status == 403
        assert admin.call("PUT", f"/accounts/{user}/role", {"role": "customer"}).status == 200
        # Where it was done at once, at the other processes of a cluster when they next ask.
        wait_until(lambda: clerk.get("/me").status == 401, seconds=10)
        entries = admin.get(f"/accounts/audit-log?userId={user}").json["_embedded"]["entries"]
        assert [(each["from"], each["to"]) for each in entries] == [("boxoffice", "customer"),
                                                                    ("customer", "boxoffice")], entries
        assert entries[1]["reason"] == "autumn", entries
        last = admin.call("DELETE", "/me")
        assert last.status == 409 and last.json["code"] == "last_admin", last


def test_a_page_that_is_open_hears_of_its_notices():
    with house.House() as boxoffice:
        staff = boxoffice.staff()
        _, _, seats = schedule(staff)
        buyer = boxoffice.customer()
        connection = http.client.HTTPConnection("127.0.0.1", boxoffice.port, timeout=10)
        try:
            connection.request("GET", "/notifications/stream?language=en",
                               headers={"Authorization": "Bearer " + buyer.token})
            answer = connection.getresponse()
            assert answer.status == 200 and answer.getheader("Content-Type") == "text/event-stream"
            reservation = buy(buyer, seats[:1])
            lines = []
            while not lines or not lines[-1].startswith("data: {\"id\""):
                lines.append(answer.readline().decode().strip())
            assert "data: {\"unread\":0}" in lines, lines
            assert f"\"reservationId\":{reservation}" in lines[-1], lines
        finally:
            connection.close()
