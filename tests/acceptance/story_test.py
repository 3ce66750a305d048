"""The story that must always work: staff sell a musical, two people want one seat, the first gives it back."""
import house
from house import wait_until


def bought(client, musical, seat, **headers):
    answer = client.post("/reservations", {"musicalId": musical, "seatId": seat}, Prefer="wait=10", **headers)
    assert answer.status == 201, answer
    return answer.json


def run_story(auth):
    with house.House(auth=auth) as boxoffice:
        staff = boxoffice.staff()
        musical, seats = boxoffice.make_musical(seats=2)
        edited = staff.call("PATCH", f"/items/{musical}", {"runningMinutes": 150})
        assert edited.status == 200 and edited.json["runningMinutes"] == 150, edited

        first, second = boxoffice.customer(), boxoffice.customer()
        won = bought(first, musical, seats[0])
        assert won["status"] == "ReservationCompleted", won
        assert won["total"] == {"amount": 50_000, "currency": "KRW"}, won
        seat = staff.get(f"/seats/{seats[0]}").json
        assert seat["isSold"] is True and seat["status"] == "Sold", seat

        ledger = boxoffice.control().get("/control/ledger").json
        assert "50000" in str(ledger), ledger

        pages = wait_until(lambda: first.get("/myPages").json["_embedded"]["myPages"])
        assert pages[0]["reservationId"] == won["id"], pages
        assert pages[0]["status"] == "ReservationCompleted", pages
        notices = wait_until(lambda: first.get("/notifications").json["_embedded"]["notifications"])
        assert any(notice.get("reservationId") == won["id"] for notice in notices), notices
        wait_until(boxoffice.mails)

        lost = bought(second, musical, seats[0])
        assert lost["status"] == "ReservationImpossible", lost
        assert lost["conflicts"] == [{"seatId": seats[0], "reason": "taken"}], lost

        canceled = first.post(f"/reservations/{won['id']}/cancellation", {}, Prefer="wait=10")
        assert canceled.status == 202, canceled
        assert canceled.json["status"] == "ReservationCanceled", canceled
        assert staff.get(f"/seats/{seats[0]}").json["isSold"] is False
        page = wait_until(lambda: [page for page in first.get("/myPages").json["_embedded"]["myPages"]
                                   if page["status"] == "ReservationCanceled"])
        assert page[0]["reservationId"] == won["id"], page

        again = bought(second, musical, seats[0])
        assert again["status"] == "ReservationCompleted", again

        boxoffice.assert_sound()
        types = [line.split('"type":"')[1].split('"')[0] for line in boxoffice.event_log().splitlines()]
        for type_name in ("ItemCreated", "ItemEdited", "ReservationPlaced", "SeatHeld", "PaymentApproved", "SeatSold",
                          "ReservationCompleted", "SeatAlreadySold", "ReservationImpossible",
                          "ReservationCancelPlaced", "SeatRefunded", "PaymentRefunded",
                          "ReservationCancelCompleted"):
            assert type_name in types, type_name


def test_the_story_with_accounts():
    run_story("builtin")


def test_the_story_with_everybody_admin():
    run_story("open")


def test_post_with_two_fields_completes_by_itself():
    with house.House(auth="open") as boxoffice:
        musical, seats = boxoffice.make_musical(seats=1)
        assert (musical, seats) == (1, [1])
        placed = boxoffice.client().post("/reservations", {"musicalId": 1, "seatId": 1})
        assert placed.status == 201 and placed.json["status"] == "ReservationPlaced", placed
        assert placed.headers["location"] == f"/reservations/{placed.json['id']}", placed.headers
        done = wait_until(lambda: boxoffice.client().get(placed.headers["location"]).json["status"]
                          == "ReservationCompleted")
        assert done


def test_deleting_a_musical():
    with house.House(auth="open") as boxoffice:
        musical, seats = boxoffice.make_musical(seats=1)
        bought(boxoffice.client(), musical, seats[0])
        refused = boxoffice.client().call("DELETE", f"/items/{musical}")
        assert refused.status == 409 and refused.json["code"] == "has_live_reservations", refused
        empty, _ = boxoffice.make_musical(seats=0)
        assert boxoffice.client().call("DELETE", f"/items/{empty}").status == 204
        assert boxoffice.client().get(f"/items/{empty}").status == 404
