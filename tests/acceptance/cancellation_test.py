"""What giving tickets back costs: quoted, kept and given back to the won, by the provider's own ledger."""
import time

import house
from house import wait_until
from stories import buy, in_hours


def schedule(boxoffice, hours, seats=3, price=33_333, **item):
    """A musical that plays once, so many hours from now. Returns the ids of musical, performance and seats."""
    staff = boxoffice.staff()
    musical = staff.post("/items", {"name": "Moon over Han River", "startDate": "2026-01-01", "endDate": "2099-12-31",
                                    **item})
    assert musical.status == 201, musical
    performance = staff.post(f"/items/{musical.json['id']}/performances", {"startsAt": in_hours(hours)})
    assert performance.status == 201, performance
    ids = []
    for column in range(1, seats + 1):
        seat = staff.post("/seats", {"musicalId": musical.json["id"], "performanceId": performance.json["id"],
                                     "grade": "R", "seatRow": 1, "seatCol": column,
                                     "price": {"amount": price, "currency": "KRW"}})
        assert seat.status == 201, seat
        ids.append(seat.json["id"])
    return musical.json["id"], performance.json["id"], ids


def quote(client, reservation, seats):
    answer = client.get(f"/reservations/{reservation}/cancellation-quote?seatIds=" + ",".join(map(str, seats)))
    assert answer.status == 200, answer
    return answer.json


def cancel(client, reservation, **body):
    return client.post(f"/reservations/{reservation}/cancellation", body, Prefer="wait=10")


def payments(boxoffice):
    """Every payment as the provider knows it."""
    return [line["payment"] for line in boxoffice.control().get("/control/ledger").json["payments"]]


def given_back(boxoffice):
    """What the provider gave back, in its own order, payment by payment."""
    return [[step["amount"]["amount"] for step in payment.get("cancels", [])] for payment in payments(boxoffice)]


def test_what_is_quoted_is_what_the_provider_gives_back():
    with house.House() as boxoffice:
        musical, _, seats = schedule(boxoffice, hours=48)
        buyer = boxoffice.customer()
        reservation = buy(buyer, seats)
        refunds = []
        for seat in seats[:2]:
            quoted = quote(buyer, reservation, [seat])
            assert quoted["feePercent"] == 30 and quoted["fee"]["amount"] == 9_999, quoted
            assert quoted["fee"]["amount"] + quoted["refund"]["amount"] == 33_333, quoted
            cheaper = {"amount": quoted["fee"]["amount"] - 1, "currency": "KRW"}
            refused = cancel(buyer, reservation, seatIds=[seat], expectedFee=cheaper)
            assert refused.status == 409 and refused.json["code"] == "fee_changed", refused
            assert refused.json["details"]["refund"] == quoted["refund"], refused
            done = cancel(buyer, reservation, seatIds=[seat], expectedFee=quoted["fee"])
            assert done.status == 202 and done.json["state"] == "Completed", done
            refunds.append(quoted["refund"]["amount"])
            assert given_back(boxoffice) == [refunds], payments(boxoffice)

        # What staff decide afterwards does not concern who has bought already.
        harsh = {"code": "harsh", "name": "환급 불가", "tiers": [{"daysBefore": 0, "feePercent": 100}]}
        assert boxoffice.staff().call("PATCH", f"/items/{musical}",
                                      {"refundPolicy": {"tables": [], "own": harsh}}).status == 200
        quoted = quote(buyer, reservation, seats[2:])
        assert quoted["feePercent"] == 30 and [table["code"] for table in quoted["tables"]] == ["korean-standard"]
        # Killed while the money is on its way: it comes once.
        assert buyer.post(f"/reservations/{reservation}/cancellation", {}).status == 202
        boxoffice.kill()
        boxoffice.start()
        # A question that was lost with the process is asked again as soon as the next one starts.
        wait_until(lambda: buyer.get(f"/reservations/{reservation}").json["state"] == "Canceled", seconds=40)
        assert given_back(boxoffice) == [refunds + [quoted["refund"]["amount"]]], payments(boxoffice)
        assert payments(boxoffice)[0]["balance"]["amount"] == 3 * 9_999, payments(boxoffice)
        assert cancel(buyer, reservation).status == 200
        boxoffice.assert_sound()


def test_the_better_table_for_the_buyer_counts():
    with house.House() as boxoffice:
        kind = {"code": "kind", "name": "친절한 규정", "nameEn": "Kind table",
                "tiers": [{"daysBefore": 0, "feePercent": 5}]}
        _, _, seats = schedule(boxoffice, hours=48, price=100_000,
                               refundPolicy={"tables": ["korean-standard"], "own": kind})
        buyer = boxoffice.customer()
        reservation = buy(buyer, seats)
        quoted = buyer.get(f"/reservations/{reservation}/cancellation-quote", Accept_Language="ko").json
        tables = {table["code"]: table for table in quoted["tables"]}
        assert tables["korean-standard"]["fee"]["amount"] == 90_000, quoted
        assert tables["kind"]["isApplied"] and not tables["korean-standard"]["isApplied"], quoted
        assert quoted["fee"]["amount"] == 15_000 and "5%" in quoted["explanation"], quoted
        assert [seat["fee"]["amount"] for seat in quoted["seats"]] == [5_000] * 3, quoted
        assert boxoffice.client(buyer.token).get(quoted["_links"]["self"]["href"]).status == 200
        assert cancel(buyer, reservation).status == 202
        assert given_back(boxoffice) == [[285_000]], payments(boxoffice)
        assert boxoffice.client().get("/refund-tables").json["page"]["totalElements"] == 2


def test_a_wrong_policy_hears_what_is_wrong():
    with house.House(auth="open") as boxoffice:
        wrong = {"code": "wrong", "name": "x", "tiers": [{"daysBefore": 3, "feePercent": 50},
                                                         {"daysBefore": 1, "feePercent": 10}]}
        answer = boxoffice.client().post("/items", {
            "name": "x", "startDate": "2027-01-01", "endDate": "2027-01-02",
            "refundPolicy": {"tables": ["no-such"], "own": wrong}})
        assert answer.status == 422 and answer.headers["content-type"].startswith("application/problem+json"), answer
        assert answer.json["code"] == "validation_failed", answer
        assert answer.json["errors"] == [
            {"field": "refundPolicy.tables[0]", "reason": "unknown"},
            {"field": "refundPolicy.own.tiers[1].feePercent", "reason": "falling"},
            {"field": "refundPolicy.own.tiers", "reason": "not_to_the_end"}], answer


def test_nothing_comes_back_once_it_has_started():
    with house.House() as boxoffice:
        _, _, seats = schedule(boxoffice, hours=12 / 3600, seats=2)
        buyer = boxoffice.customer()
        reservation = buy(buyer, seats)
        path = f"/reservations/{reservation}/cancellation-quote"
        wait_until(lambda: buyer.get(path).status == 409, seconds=30)
        assert buyer.get(path).json["code"] == "performance_started"
        refused = cancel(buyer, reservation)
        assert refused.status == 409 and refused.json["code"] == "performance_started", refused
        assert cancel(buyer, reservation, waiveFee=True).status == 403
        kind = cancel(boxoffice.staff(), reservation, seatIds=seats[:1], waiveFee=True)
        assert kind.status == 202, kind
        wait_until(lambda: given_back(boxoffice) == [[33_333]])


def test_a_performance_that_is_called_off_gives_everybody_everything():
    with house.House("--cancellations-per-second", "4") as boxoffice:
        staff = boxoffice.staff()
        _, performance, seats = schedule(boxoffice, hours=48, seats=12)
        buyers = [boxoffice.customer() for _ in seats]
        reservations = [buy(buyer, [seat]) for buyer, seat in zip(buyers, seats)]
        assert cancel(buyers[0], reservations[0]).json["state"] == "Canceled"

        started = time.monotonic()
        called_off = staff.post(f"/performances/{performance}/cancellation", {"reason": "ill"})
        assert called_off.status == 200, called_off
        path = f"/reservations/cancellation-rounds/{performance}"
        wait_until(lambda: staff.get(path).json["told"] > 0 if staff.get(path).status == 200 else False)
        under_way = staff.get(path).json
        assert under_way["toTell"] > 0 and "finishedAt" not in under_way, under_way
        boxoffice.kill()
        boxoffice.start()

        def is_done():
            round_now = staff.get(path).json
            return round_now if "finishedAt" in round_now and round_now["open"] == 0 else None

        done = wait_until(is_done, seconds=60)
        assert time.monotonic() - started > 2, "eleven at four a second"
        assert done["toTell"] == 0 and done["needsAttention"] == 0 and done["reason"] == "ill", done
        assert buyers[1].get(path).status == 403
        # Whoever canceled himself before has paid his fee; everybody else has everything back, once.
        assert sorted(map(sum, given_back(boxoffice))) == [23_334] + [33_333] * 11, payments(boxoffice)
        for buyer, reservation in list(zip(buyers, reservations))[1:]:
            assert buyer.get(f"/reservations/{reservation}").json["reason"] == "performance_canceled"
