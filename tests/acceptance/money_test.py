"""Money that always adds up: the ledger, reconciliation with the provider's own books, and `boxoffice verify`."""
import subprocess

import house
from house import databases, wait_until
from stories import buy

EAGER = ("--reconcile-every-seconds", "1", "--reconcile-lag-seconds", "0")


def verify(boxoffice, *more):
    run = boxoffice.run("verify", *boxoffice.arguments_of_verify(), *more)
    return run.returncode, run.stdout + run.stderr


def with_provider(boxoffice):
    return ["--provider", "--provider-url", f"http://127.0.0.1:{boxoffice.provider_port}"]


def provider_ledger(boxoffice):
    return house.Client(boxoffice.control_port).get("/control/ledger").json["payments"]


def balances(staff):
    entries = staff.get("/payments/ledger/balances").json["balances"]
    return {entry["account"]: entry["amount"]["amount"] for entry in entries}


def books(**moved):
    """The balances of a house in which only these accounts hold something."""
    return {"provider": 0, "open_items": 0, "tickets": 0, "refunds_payable": 0, "retained_fees": 0, "paid_by_hand": 0,
            "cash_drawer": 0, "card_terminal": 0} | moved


def test_console_cancel_is_found_and_put_right():
    """F35: somebody gives money back at the provider's console; card payments have no webhook."""
    with house.House(*EAGER) as boxoffice:
        staff, buyer = boxoffice.staff(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        kept, canceled = buy(buyer, seats[:1]), buy(buyer, seats[1:])
        price = boxoffice.client().get(f"/seats/{seats[0]}").json["price"]["amount"]
        assert wait_until(lambda: balances(staff)["tickets"] == -2 * price), balances(staff)
        key = provider_ledger(boxoffice)[1]["payment"]["paymentKey"]
        done = house.Client(boxoffice.control_port).post(f"/control/payments/{key}/console-cancel", {})
        assert done.json["status"] == "canceled", done
        assert provider_ledger(boxoffice)[1]["payment"]["balance"]["amount"] == 0, "the fault has fired"

        def is_canceled():
            return buyer.get(f"/reservations/{canceled}").json["status"] == "ReservationCanceled"
        assert wait_until(is_canceled), buyer.get(f"/reservations/{canceled}")
        assert boxoffice.client().get(f"/seats/{seats[1]}").json["isSold"] is False
        assert buyer.get(f"/reservations/{kept}").json["status"] == "ReservationCompleted"

        def is_repaired():
            found = staff.get("/payments/reconciliation/findings").json["_embedded"]["findings"]
            return [(it["divergence"], it["state"]) for it in found] == [("refunded_there", "repaired")]
        assert wait_until(is_repaired), staff.get("/payments/reconciliation/findings")
        assert wait_until(lambda: balances(staff) == books(provider=price, tickets=-price)), balances(staff)
        assert staff.get("/payments/ledger/open-items").json["page"]["totalElements"] == 0
        assert all(sum(entry["amount"]["amount"] for entry in line["entries"]) == 0
                   for line in staff.get("/payments/ledger?size=200").json["_embedded"]["ledger"])
        for path in ("/payments/ledger", "/payments/reconciliation", "/payments/reconciliation/findings"):
            assert buyer.get(path).status == 403, path


def test_money_of_nobody_is_raised_and_acknowledged():
    with house.House(*EAGER) as boxoffice:
        staff = boxoffice.staff()
        stray = subprocess.run(
            ["curl", "-s", "-u", "sandbox_test_key:", "-H", "Content-Type: application/json", "-d",
             '{"orderId":"order-of-nobody","amount":{"amount":5000,"currency":"KRW"},"method":"card"}',
             f"http://127.0.0.1:{boxoffice.provider_port}/v1/payments/confirm"], capture_output=True, text=True,
            timeout=30, check=True)
        assert '"done"' in stray.stdout, stray.stdout

        def findings():
            return staff.get("/payments/reconciliation/findings").json["_embedded"]["findings"]
        assert wait_until(findings), "it is found"
        finding = findings()[0]
        assert (finding["divergence"], finding["state"]) == ("order_unknown", "open"), finding
        path = f"/payments/reconciliation/findings/{finding['id']}/acknowledgement"
        assert staff.post(path, {"note": ""}).status == 422
        noted = staff.post(path, {"note": "a test of the provider's own"})
        assert noted.status == 200 and noted.json["state"] == "acknowledged", noted
        runs = staff.get("/payments/reconciliation").json["page"]["totalElements"]
        assert wait_until(lambda: staff.get("/payments/reconciliation").json["page"]["totalElements"] > runs + 1)
        assert [it["state"] for it in findings()] == ["acknowledged"], "it rests"


@house.embedded_only("it damages what is stored; the checks are the same for every shape")
def test_verify_finds_what_does_not_add_up():
    with house.House(*EAGER) as boxoffice:
        buyer = boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        for seat in seats:
            buy(buyer, [seat])
        staff = boxoffice.staff()
        assert wait_until(lambda: balances(staff)["open_items"] == 0)
        boxoffice.end()
        code, report = verify(boxoffice, *with_provider(boxoffice))
        assert code == 0, report
        assert "I13" in report and "captured at the provider" in report, report

        key = provider_ledger(boxoffice)[0]["payment"]["paymentKey"]
        house.Client(boxoffice.control_port).post(f"/control/payments/{key}/console-cancel", {})
        assert wait_until(lambda: verify(boxoffice, *with_provider(boxoffice))[0] == 1, seconds=20)
        assert verify(boxoffice)[0] == 0, "of that only the provider knows"

        for statement in ("UPDATE ledger SET provider = 0, open_items = 0", "DELETE FROM ledger"):
            try:
                boxoffice.change("payment", statement)
                raise AssertionError("the ledger was changed")
            except databases.Refused as refused:
                assert "never changed" in str(refused), refused
        boxoffice.change("payment", "UPDATE ledger_day SET captured = captured + 1")
        boxoffice.change("payment", "UPDATE payment SET body = replace(body, '\"amount\":{\"amount\":', "
                                    "'\"amount\":{\"amount\":1') WHERE id = (SELECT MIN(id) FROM payment)")
        code, report = verify(boxoffice)
        assert code == 1, report
        broken = [line for line in report.splitlines() if line.startswith("BREACH")]
        assert any("I13" in line for line in broken) and any("I16" in line for line in broken), report
        assert any("stored totals of each day" in line for line in broken), report
        boxoffice.start()
