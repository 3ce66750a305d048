"""What is sold and earned, for the house: the figures follow the purchases and equal the ledger to the won."""
import http.client
import json

import house
from house import wait_until
from stories import buy

KRW = "KRW"


def won(amount):
    return {"amount": amount, "currency": KRW}


def cancel(buyer, reservation):
    buyer.post(f"/reservations/{reservation}/cancellation", {})

    def is_over():
        return buyer.get(f"/reservations/{reservation}").json["state"] == "Canceled"
    assert wait_until(is_over)


def totals(who):
    return who.get("/sales/overview?from=2026-01-01").json["totals"]


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
        wait_until(boxoffice.is_quiet)
        verified = boxoffice.assert_sound()
        assert "ok     I10 sales has the money" in verified and "not compared" not in verified, verified
        replayed = boxoffice.run("replay", "sales", *boxoffice.arguments_of_replay())
        assert replayed.returncode == 0 and "sales is empty" in replayed.stdout, replayed.stderr
        boxoffice.start()
        admin = boxoffice.staff()
        assert wait_until(lambda: admin.get("/sales/overview?from=2026-01-01").json["performances"] == before), before
        boxoffice.end()
        replayed = boxoffice.run("replay", "mypage", *boxoffice.arguments_of_replay())
        assert replayed.returncode == 0, replayed.stderr


def test_a_wrong_figure_is_found():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        buy(buyer, seats[:1])
        assert wait_until(lambda: totals(admin)["sold"] == 1)
        wait_until(boxoffice.is_quiet)
        boxoffice.end()
        boxoffice.change("sales", "UPDATE sales_minute SET captured = captured + 1 WHERE captured > 0")
        verified = boxoffice.run("verify", *boxoffice.arguments_of_verify())
        assert verified.returncode == 1, verified.stdout
        assert "sales has 50001 instead of 50000" in verified.stdout, verified.stdout


def ledger_between(admin, begin, end):
    """What the ledger says came in, went back and was kept between two instants."""
    lines, page = [], 0
    while True:
        answer = admin.get(f"/payments/ledger?size=200&page={page}").json
        lines += answer["_embedded"]["ledger"]
        page += 1
        if page >= answer["page"]["totalPages"]:
            break
    sums = {"came": 0, "went": 0, "kept": 0}
    for line in lines:
        if not begin <= line["at"] < end:
            continue
        entries = {entry["account"]: entry["amount"]["amount"] for entry in line["entries"]}
        moved = -sum(entries.get(account, 0) for account in
                     ("open_items", "tickets", "refunds_payable", "retained_fees"))
        sums["came" if moved > 0 else "went"] += abs(moved)
        sums["kept"] -= entries.get("retained_fees", 0)
    return sums


def test_the_day_closes_as_the_ledger_does():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        clerk = boxoffice.client(boxoffice.login("boxoffice"))
        # A first letter that a spreadsheet would calculate with.
        item = admin.post("/items", {"name": "=1+1 밤", "startDate": "2027-01-01", "endDate": "2027-12-31",
                                     "grades": [{"grade": "R", "price": won(90_000)}]}).json["id"]
        seats = [admin.post("/seats", {"musicalId": item, "grade": "R", "seatRow": 1, "seatCol": column}).json["id"]
                 for column in range(1, 4)]
        buy(buyer, seats[:2])
        cancel(buyer, buy(buyer, seats[2:]))
        assert wait_until(lambda: totals(admin)["money"][0]["refunded"] == won(90_000)), totals(admin)
        close = admin.get("/sales/daily-close").json
        ledger = ledger_between(admin, close["from"], close["to"])
        assert ledger == {"came": 270_000, "went": 90_000, "kept": 0}, ledger
        whole = close["totals"][0]
        assert whole == {"ticketsSold": 3, "ticketsCancelled": 1, "sales": won(ledger["came"]),
                         "refunds": won(ledger["went"]), "feesKept": won(0), "net": won(180_000)}, whole
        assert [line["method"] for line in close["methods"]] == ["card"], close
        assert close["performances"][0]["methods"] == close["methods"], close

        table = admin.get("/sales/daily-close", Accept="text/csv")
        assert table.headers["content-type"].startswith("text/csv"), table.headers
        assert table.text.startswith("\ufeffdate,performanceId,"), table
        row = table.text.split("\r\n")[1].split(",")
        assert row[0] == close["date"] and row[3] == "'=1+1 밤" and row[6:] == [
            "card", "KRW", "3", "1", "270000", "90000", "0", "180000"], row
        assert clerk.get("/sales/daily-close").status == 403

        timeline = admin.get(f"/sales/timeline?musicalId={item}&interval=minute").json
        assert timeline["totals"]["sold"] == 3 and timeline["totals"]["cancelled"] == 1, timeline["totals"]
        assert timeline["totals"]["money"][0]["net"] == won(180_000), timeline["totals"]
        assert sum(point["sold"] for point in timeline["points"]) == 3
        assert "money" not in clerk.get(f"/sales/timeline?musicalId={item}").text


def test_what_the_desk_sells_stands_under_its_own_methods():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        clerk = boxoffice.client(boxoffice.login("boxoffice"))
        _, seats = boxoffice.make_musical(seats=5, price=60_000)

        def sell(chosen, **payment):
            sale = clerk.post("/reservations/desk-sales", {"seatIds": chosen, "payment": payment,
                                                           "buyer": {"name": "Kim Haneul"}}, Prefer="wait=10")
            assert sale.status == 201 and sale.json["state"] == "Completed", sale
            return sale.json["id"]
        cash = sell(seats[:2], method="desk_cash")
        sell(seats[2:3], method="desk_card", reference="A-20931")
        sell(seats[3:4], method="comp", reason="press")
        buy(buyer, seats[4:])
        clerk.post(f"/reservations/{cash}/cancellation", {"seatIds": seats[:1]})
        assert wait_until(lambda: clerk.get(f"/reservations/{cash}").json["state"] == "NeedsAttention")
        assert clerk.post(f"/reservations/{cash}/refund/record", {}).status == 202
        assert wait_until(lambda: totals(admin)["money"][0]["refunded"] == won(60_000)), totals(admin)
        whole = totals(admin)
        assert (whole["sold"], whole["comps"], whole["available"]) == (4, 1, 1), whole
        close = admin.get("/sales/daily-close").json
        lines = {line["method"]: (line["ticketsSold"], line["ticketsCancelled"], line["sales"]["amount"],
                                  line["refunds"]["amount"]) for line in close["methods"]}
        assert lines == {"card": (1, 0, 60_000, 0), "comp": (1, 0, 0, 0), "desk_card": (1, 0, 60_000, 0),
                         "desk_cash": (2, 1, 120_000, 60_000)}, lines
        ledger = ledger_between(admin, close["from"], close["to"])
        assert (ledger["came"], ledger["went"]) == (240_000, 60_000), ledger
        wait_until(boxoffice.is_quiet)
        verified = boxoffice.assert_sound()
        assert "not compared" not in verified, verified


def test_the_desk_is_told_while_it_sells():
    with house.House() as boxoffice:
        admin, buyer = boxoffice.staff(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        assert wait_until(lambda: totals(admin)["capacity"] == 2)
        connection = http.client.HTTPConnection("127.0.0.1", boxoffice.port, timeout=20)
        connection.request("GET", "/sales/stream?from=2026-01-01", headers={"Authorization": f"Bearer {admin.token}"})
        stream = connection.getresponse()
        assert stream.status == 200 and stream.getheader("Content-Type") == "text/event-stream"

        def hear(event):
            """The data of the next event of that name."""
            name = None
            while True:
                line = stream.readline().decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                if line.startswith("data: ") and name == event:
                    return json.loads(line[6:])
        assert hear("overview")["totals"]["sold"] == 0
        buy(buyer, seats[:1])
        while (news := hear("changes"))["totals"]["sold"] == 0:
            pass
        assert news["totals"]["sold"] == 1 and news["performances"][0]["totals"]["sold"] == 1, news
        connection.close()
        assert boxoffice.client().get("/sales/stream").status == 401
        assert buyer.get("/sales/stream").status == 403
