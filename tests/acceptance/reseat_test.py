"""Staff move tickets to other seats of the same performance, from the request to the door, on the built program."""
from concurrent.futures import ThreadPoolExecutor

import house
from desk_test import GIFT, letters_to, sold
from house import wait_until
from money_test import EAGER, balances, books, with_provider
from stories import buy


def move(clerk, booking, pairs, key=None, **more):
    headers = {"Prefer": "wait=10"} | ({"Idempotency_Key": key} if key else {})
    moves = [{"seatId": seat, "toSeatId": to} for seat, to in pairs]
    body = {"moves": moves, "reason": "The seat is broken"} | more
    return clerk.post(f"/reservations/{booking}/reseat", body, **headers)


def moved(*request, **more):
    answer = move(*request, **more)
    assert answer.status == 202 and answer.json["reseat"]["outcome"] == "done", answer
    return answer.json


def status_of(clerk, seat):
    return clerk.get(f"/seats/{seat}").json["status"]


def test_a_broken_seat_is_left_for_another():
    with house.House(*EAGER) as boxoffice:
        clerk, buyer, other = boxoffice.client(boxoffice.login("boxoffice")), boxoffice.customer(), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=6)
        price = clerk.get(f"/seats/{seats[0]}").json["price"]["amount"]
        booking = buy(buyer, seats[:2])
        before = buyer.get(f"/reservations/{booking}").json
        old = next(it["ticketId"] for it in before["tickets"] if it["seatId"] == seats[1])
        code = buyer.get(f"/tickets/{old}").json["code"]

        after = moved(clerk, booking, [(seats[1], seats[4])], keepOffSale=True)
        assert after["state"] == "Completed" and after["total"] == before["total"], after
        assert [it["seatId"] for it in after["seats"]] == [seats[0], seats[4]], after
        new = next(it["ticketId"] for it in after["tickets"] if it["seatId"] == seats[4])
        assert [status_of(clerk, seat) for seat in (seats[1], seats[4])] == ["Blocked", "Sold"]

        page = wait_until(lambda: new in [it["ticketId"] for it in buyer.get(f"/myPages/{booking}").json["tickets"]])
        assert page, buyer.get(f"/myPages/{booking}").json
        told = wait_until(lambda: [it for it in buyer.get("/notifications", Accept_Language="en").json
                                   ["_embedded"]["notifications"] if it["kind"] == "ReservationReseated"])
        assert "The seat is broken" in told[0]["text"], told
        address = buyer.get("/me").json["email"]
        assert wait_until(lambda: len(letters_to(boxoffice, address)) == 2), letters_to(boxoffice, address)
        steps = [it["what"] for it in buyer.get(f"/reservations/{booking}/timeline").json["steps"]]
        assert steps[-2:] == ["MoveSeats", "SeatMoved"], steps

        # Who comes with what he had printed is told where he sits now.
        refused = clerk.post(f"/tickets/{old}/use", {"code": code})
        assert (refused.status, refused.json["code"]) == (409, "ticket_replaced"), refused
        assert refused.json["details"]["ticketId"] == new, refused
        assert refused.json["details"]["seat"]["seatId"] == seats[4], refused
        assert clerk.post("/tickets/verify", {"code": code}).json["replacedBy"] == new
        assert clerk.post(f"/tickets/{new}/use", {"code": buyer.get(f"/tickets/{new}").json["code"]}).status == 200

        # Without keepOffSale the seat left is anybody's at once; the money stays where it was.
        second = buy(other, seats[2:3])
        moved(clerk, second, [(seats[2], seats[5])])
        third = buy(other, seats[2:3])
        assert wait_until(lambda: balances(boxoffice.staff()) == books(provider=4 * price, tickets=-4 * price))
        overview = f"/sales/overview?performanceId={before['performanceId']}"
        assert wait_until(lambda: (it := clerk.get(overview).json["totals"])["sold"] == 4 and it["blocked"] == 1), (
            clerk.get(overview).json)

        # What is given back later is the seat that he has now, at the price that was paid.
        assert other.post(f"/reservations/{second}/cancellation", {}).status == 202
        assert wait_until(lambda: other.get(f"/reservations/{second}").json["state"] == "Canceled")
        assert status_of(clerk, seats[5]) == "Available" and status_of(clerk, seats[2]) == "Sold"
        assert other.get(f"/reservations/{third}").json["state"] == "Completed"
        boxoffice.assert_sound(*with_provider(boxoffice))


def test_what_cannot_be_had_is_said():
    with house.House() as boxoffice:
        clerk, buyer = boxoffice.client(boxoffice.login("boxoffice")), boxoffice.customer()
        musical, seats = boxoffice.make_musical(seats=5)
        dear = boxoffice.staff().post("/seats", {"musicalId": musical, "grade": "VIP", "seatRow": 2, "seatCol": 1,
                                                 "price": {"amount": 90_000, "currency": "KRW"}}).json["id"]
        booking, taken = buy(buyer, seats[:1]), seats[1]
        buy(boxoffice.customer(), [taken])
        performance = buyer.get(f"/reservations/{booking}").json["performanceId"]
        kept = clerk.post(f"/performances/{performance}/seats/block", {"seatIds": seats[2:3], "kind": "technical"})
        assert kept.status == 200, kept

        for to, reason in ((taken, "taken"), (seats[2], "blocked")):
            refused = move(clerk, booking, [(seats[0], to)])
            assert refused.json["reseat"]["outcome"] == "refused", refused
            assert refused.json["reseat"]["conflicts"] == [{"seatId": to, "reason": reason}], refused
            assert refused.json["state"] == "Completed" and refused.json["tickets"][0]["seatId"] == seats[0], refused
        differs = move(clerk, booking, [(seats[0], dear)])
        assert (differs.status, differs.json["code"]) == (409, "price_differs"), differs
        assert differs.json["details"]["seats"][0]["toPrice"]["amount"] == 90_000, differs
        better = moved(clerk, booking, [(seats[0], dear)], acceptPriceDifference=True)
        assert better["seats"][0]["grade"] == "VIP" and better["seats"][0]["price"]["amount"] == 50_000, better
        assert better["reseat"]["moves"][0]["to"]["price"]["amount"] == 90_000, better

        # A gift costs nothing, and any seat of its price is as good.
        gift = sold(clerk, seats[3:4], GIFT)
        assert moved(clerk, gift["id"], [(seats[3], seats[4])])["total"]["amount"] == 0
        clerk.post(f"/tickets/{better['tickets'][0]['ticketId']}/use", {})
        assert move(clerk, booking, [(dear, seats[0])], acceptPriceDifference=True).json["code"] == "ticket_used"
        for who, status in ((buyer, 403), (boxoffice.client(), 401)):
            assert move(who, booking, [(dear, seats[0])]).status == status


def test_one_seat_and_many_moves_and_a_kill():
    with house.House() as boxoffice:
        clerk, buyers = boxoffice.client(boxoffice.login("boxoffice")), [boxoffice.customer() for _ in range(4)]
        _, seats = boxoffice.make_musical(seats=6)
        bookings = [buy(buyer, seats[place:place + 1]) for place, buyer in enumerate(buyers)]
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda place: move(boxoffice.client(clerk.token), bookings[place],
                                                       [(seats[place], seats[4])], key=f"move-{place}"), range(4)))
        outcomes = [answer.json["reseat"]["outcome"] for answer in answers]
        assert sorted(outcomes) == ["done", "refused", "refused", "refused"], answers
        boxoffice.kill()
        boxoffice.start()
        for place, answer in enumerate(answers):
            again = move(clerk, bookings[place], [(seats[place], seats[4])], key=f"move-{place}")
            assert (again.status, again.json["reseat"]["number"]) == (202, answer.json["reseat"]["number"]), again
        winner = outcomes.index("done")
        owner = clerk.get(f"/reservations/{bookings[winner]}").json
        assert [it["seatId"] for it in owner["tickets"]] == [seats[4]], owner
        assert status_of(clerk, seats[winner]) == "Available" and status_of(clerk, seats[4]) == "Sold"
        boxoffice.assert_sound()
