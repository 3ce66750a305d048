"""Sales at the desk: in cash, by the terminal and as gifts, from the sale to the refund, on the built program."""
import house
from house import wait_until
from money_test import EAGER, balances, books, provider_ledger, with_provider
from stories import buy

CASH = {"method": "desk_cash"}
CARD = {"method": "desk_card", "reference": "A-20931"}
GIFT = {"method": "comp", "reason": "press"}


def sell(clerk, seats, payment, key=None, **buyer):
    headers = {"Prefer": "wait=10, handling=strict"} | ({"Idempotency_Key": key} if key else {})
    return clerk.post("/reservations/desk-sales", {"seatIds": list(seats), "payment": payment,
                                                   "buyer": {"name": "Kim Haneul"} | buyer}, **headers)


def sold(*sale, **buyer):
    answer = sell(*sale, **buyer)
    assert answer.status == 201 and answer.json["state"] == "Completed", answer
    return answer.json


def letters_to(boxoffice, address):
    return [mail for mail in boxoffice.mails() if address in mail]


def test_the_desk_sells_and_its_tills_add_up():
    with house.House(*EAGER) as boxoffice:
        clerk, buyer = boxoffice.client(boxoffice.login("boxoffice")), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=6)
        price = clerk.get(f"/seats/{seats[0]}").json["price"]["amount"]
        email = buyer.get("/me").json["email"]

        cash = sold(clerk, seats[:2], CASH, email="haneul@example.org")
        assert cash["desk"]["method"] == "desk_cash" and cash["total"]["amount"] == 2 * price, cash
        card = sold(clerk, seats[2:3], CARD, email=email)
        assert card["desk"]["reference"] == "A-20931", card
        gift = sold(clerk, seats[3:4], GIFT)
        assert gift["total"]["amount"] == 0 and gift["seats"][0]["price"]["amount"] == 0, gift
        buy(buyer, seats[4:5])

        assert all(clerk.get(f"/seats/{seat}").json["isSold"] for seat in seats[:5])
        assert sell(clerk, seats[:1], CASH).json["code"] == "seat_taken"
        assert wait_until(lambda: balances(clerk) == books(
            provider=price, cash_drawer=2 * price, card_terminal=price, tickets=-4 * price)), balances(clerk)
        assert len(provider_ledger(boxoffice)) == 1, "the provider knows of what was bought online alone"

        def pages():
            return [it["reservationId"] for it in buyer.get("/myPages").json["_embedded"]["myPages"]]
        assert wait_until(lambda: card["id"] in pages()), "a registered buyer finds it on his page"
        assert wait_until(lambda: letters_to(boxoffice, "haneul@example.org")), "and a guest is written to"
        ticket = card["tickets"][0]["ticketId"]
        assert buyer.get(f"/tickets/{ticket}").json["isValid"] is True
        assert buyer.get(f"/tickets/{cash['tickets'][0]['ticketId']}").status == 404
        used = clerk.post(f"/tickets/{gift['tickets'][0]['ticketId']}/use", {})
        assert used.status == 200, used

        for who, status in ((buyer, 403), (boxoffice.guest(), 403), (boxoffice.client(), 401)):
            assert sell(who, seats[5:], CASH).status == status
        online = buyer.post("/reservations", {"seatIds": seats[5:], "payment": CASH})
        assert online.json["code"] == "payment_method_unknown", online
        told = clerk.get(f"/reservations/{gift['id']}/timeline", Accept_Language="en").json["steps"]
        assert "The box office gave you the seats." in [step["text"] for step in told], told

        boxoffice.assert_sound(*with_provider(boxoffice))


def test_money_goes_back_over_the_desk():
    with house.House(*EAGER) as boxoffice:
        clerk, buyer = boxoffice.client(boxoffice.login("boxoffice")), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=4)
        price = clerk.get(f"/seats/{seats[0]}").json["price"]["amount"]
        cash = sold(clerk, seats[:2], CASH)
        card = sold(clerk, seats[2:3], CARD, email=buyer.get("/me").json["email"])
        gift = sold(clerk, seats[3:4], GIFT)

        def state(sale):
            return clerk.get(f"/reservations/{sale['id']}").json["state"]

        def cancel(who, sale, **body):
            answer = who.post(f"/reservations/{sale['id']}/cancellation", body)
            assert answer.status == 202, answer

        cancel(clerk, gift)
        assert wait_until(lambda: state(gift) == "Canceled"), "nothing had been paid"
        cancel(clerk, cash, seatIds=seats[:1], waiveFee=True)
        cancel(buyer, card)
        assert wait_until(lambda: (state(cash), state(card)) == ("NeedsAttention", "NeedsAttention"))

        def waiting():
            items = clerk.get("/payments/ledger/open-items").json["_embedded"]["openItems"]
            return {it["reservationId"]: (it["reason"], it["amount"]["amount"]) for it in items}
        assert wait_until(lambda: waiting() == {cash["id"]: ("refund_at_desk", price),
                                                card["id"]: ("refund_at_desk", price)}), waiting()
        assert buyer.post(f"/reservations/{card['id']}/refund/record", {}).status == 403
        boxoffice.kill()
        boxoffice.start()
        for sale in (cash, card):
            assert clerk.post(f"/reservations/{sale['id']}/refund/record", {}).status == 202
        assert wait_until(lambda: (state(cash), state(card)) == ("Completed", "Canceled"))
        assert wait_until(lambda: balances(clerk) == books(cash_drawer=price, tickets=-price)), balances(clerk)
        assert [clerk.get(f"/seats/{seat}").json["isSold"] for seat in seats] == [False, True, False, False]

        runs = clerk.get("/payments/reconciliation").json["page"]["totalElements"]
        assert wait_until(lambda: clerk.get("/payments/reconciliation").json["page"]["totalElements"] > runs + 1)
        assert clerk.get("/payments/reconciliation/findings").json["page"]["totalElements"] == 0
        boxoffice.assert_sound(*with_provider(boxoffice))


def test_one_key_is_one_sale_across_a_kill():
    with house.House() as boxoffice:
        clerk = boxoffice.client(boxoffice.login("boxoffice"))
        _, seats = boxoffice.make_musical(seats=2)
        first = sell(clerk, seats[:1], CASH, key="sale-1")
        boxoffice.kill()
        boxoffice.start()
        again = sell(clerk, seats[:1], CASH, key="sale-1")
        assert (again.status, again.json["id"], again.json["userId"]) == (201, first.json["id"], first.json["userId"])
        assert sell(clerk, seats[1:], CASH, key="sale-1").json["code"] == "idempotency_key_reused"
        assert clerk.get("/reservations").json["page"]["totalElements"] == 1
