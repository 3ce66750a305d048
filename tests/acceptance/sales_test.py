"""What is sold and earned, for the house: the figures follow the purchases and equal the ledger to the won."""
import sqlite3

import house
from house import wait_until

KRW = "KRW"


def won(amount):
    return {"amount": amount, "currency": KRW}


def buy(buyer, seats):
    answer = buyer.post("/reservations", {"seatIds": list(seats)}, Prefer="wait=10")
    assert answer.json["status"] == "ReservationCompleted", answer
    return answer.json["id"]


def cancel(buyer, reservation):
    buyer.post(f"/reservations/{reservation}/cancellation", {})

    def is_over():
        return buyer.get(f"/reservations/{reservation}").json["state"] == "Canceled"
    assert wait_until(is_over)


def totals(who):
    return who.get("/sales/overview?from=2026-01-01").json["totals"]


LISTENERS = {"musical": ["reservation"], "reservation": ["musical", "payment"], "payment": ["reservation"],
             "sales": ["musical", "reservation", "payment"]}


def rows(boxoffice, context, statement):
    database = sqlite3.connect(f"file:{boxoffice.data / context}.db?mode=ro", uri=True)
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()


def let_everything_be_heard(boxoffice):
    """Until every listener has stored that it knows all that was told of the performances."""
    def is_heard():
        for listener, sources in LISTENERS.items():
            heard = {(source, key): sequence for source, key, sequence in rows(
                boxoffice, listener, "SELECT source, key, sequence FROM inbox")}
            for source in sources:
                for key, sequence in rows(boxoffice, source, "SELECT key, sequence FROM event_sequence"):
                    if key.isdigit() and heard.get((source, key)) != sequence:
                        return False
        return True
    assert wait_until(is_heard)


def test_the_overview_follows_sales_and_cancellations():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        clerk = boxoffice.client(boxoffice.login("boxoffice"))
        musical, seats = boxoffice.make_musical(seats=5, price=70_000)
        held = buyer.post("/reservations", {"seatIds": seats[4:], "payment": {"method": "checkout"}}, Prefer="wait=10")
        assert held.json["state"] in ("Held", "Paying", "Locking"), held
        buy(buyer, seats[:2])
        canceled = buy(buyer, seats[2:3])
        cancel(buyer, canceled)
        assert wait_until(lambda: (it := totals(admin))["sold"] == 2 and it["held"] == 1 and it["money"][0]["refunded"]
                          == won(70_000)), totals(admin)
        overview = admin.get(f"/sales/overview?musicalId={musical}").json
        assert overview["totals"]["capacity"] == 5 and overview["totals"]["available"] == 2, overview
        assert overview["totals"]["soldLast5Minutes"] == 2, overview
        assert overview["totals"]["money"] == [{"revenue": won(210_000), "refunded": won(70_000), "feesKept": won(0),
                                                "net": won(140_000)}], overview
        shown = overview["performances"][0]
        assert shown["musicalName"] == "Moon over Han River" and shown["status"] == "Scheduled", shown
        assert [grade["grade"] for grade in shown["grades"]] == ["R"], shown

        without_money = clerk.get(f"/sales/overview?performanceId={shown['performanceId']}")
        assert without_money.json["totals"]["sold"] == 2 and "money" not in without_money.text, without_money
        assert buyer.get("/sales/overview").status == 403
        assert boxoffice.client().get("/sales/overview").status == 401


def test_the_figures_are_rebuilt_and_verified():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=3)
        buy(buyer, seats[:1])
        cancel(buyer, buy(buyer, seats[1:2]))
        assert wait_until(lambda: totals(admin)["money"][0]["refunded"] == won(50_000)), totals(admin)
        before = admin.get("/sales/overview?from=2026-01-01").json["performances"]
        let_everything_be_heard(boxoffice)
        assert boxoffice.serve.end() == 0
        verified = boxoffice.run("verify", "--data", boxoffice.data)
        assert verified.returncode == 0 and "ok     I10 sales has the money" in verified.stdout, verified.stdout
        assert "not compared" not in verified.stdout, verified.stdout
        replayed = boxoffice.run("replay", "sales", "--data", boxoffice.data)
        assert replayed.returncode == 0 and "sales is empty" in replayed.stdout, replayed.stderr
        boxoffice.start()
        admin = boxoffice.staff()
        assert wait_until(lambda: admin.get("/sales/overview?from=2026-01-01").json["performances"] == before), before
        assert boxoffice.serve.end() == 0
        replayed = boxoffice.run("replay", "mypage", "--data", boxoffice.data)
        assert replayed.returncode == 0, replayed.stderr


def test_a_wrong_figure_is_found():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        buy(buyer, seats[:1])
        assert wait_until(lambda: totals(admin)["sold"] == 1)
        let_everything_be_heard(boxoffice)
        assert boxoffice.serve.end() == 0
        with sqlite3.connect(boxoffice.data / "sales.db") as database:
            database.execute("UPDATE sales_minute SET captured = captured + 1 WHERE captured > 0")
        verified = boxoffice.run("verify", "--data", boxoffice.data)
        assert verified.returncode == 1, verified.stdout
        assert "sales has 50001 instead of 50000" in verified.stdout, verified.stdout
