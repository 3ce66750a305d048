"""What only a cluster can show: processes come, go and die while people buy, and nobody loses anything."""
import house
from house import wait_until
from house.crowd import Crowd

SEATS = 200


@house.cluster_only("one process cannot be replaced while it serves")
def test_a_rolling_restart_of_every_context_loses_no_request():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        with Crowd.of(boxoffice, seats) as crowd:
            for context in ("reservation", "musical", "payment", "identity", "mypage", "notification", "sales",
                            "gateway"):
                boxoffice.cluster.restart_rolling([context])
        assert crowd.failures == [], crowd.failures[:5]
        assert set(crowd.outcomes()) == {"Completed"}, crowd.outcomes()
        boxoffice.assert_sound()


@house.cluster_only("there is nobody else to ask while the one process is away")
def test_an_abrupt_restart_is_seen_by_the_same_crowd():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        with Crowd.of(boxoffice, seats) as crowd:
            boxoffice.cluster.restart_abruptly(["reservation"])
        assert crowd.failures, "so the test above would see it"
        crowd.outcomes()
        boxoffice.assert_sound()


@house.cluster_only("one process has no second of its kind")
def test_replicas_that_are_killed_lose_nothing_acknowledged():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=SEATS)
        boxoffice.cluster.scale({"reservation": 2, "musical": 2, "payment": 2})
        with Crowd.of(boxoffice, seats) as crowd:
            for context in ("reservation", "musical", "payment"):
                before = len(crowd.placed)
                boxoffice.kill_one(context)
                wait_until(lambda: len(crowd.placed) > before + 5 or not crowd.seats, seconds=60)
                boxoffice.start()
        states = crowd.outcomes()
        assert states.count("Completed") > 10, states
        boxoffice.assert_sound()


@house.cluster_only("the one process is the whole house")
def test_one_context_that_is_away_stops_nobody_else():
    with house.House() as boxoffice:
        musical, seats = boxoffice.make_musical(seats=2)
        buyer = boxoffice.customer()
        boxoffice.kill_one("payment", every=True)
        placed = buyer.post("/reservations", {"seatIds": seats[:1]})
        assert placed.status == 201, placed
        refused = buyer.get("/payments/1", Accept_Language="ko")
        assert refused.status == 503 and refused.json["code"] == "overloaded", refused
        assert refused.headers["retry-after"] == "1", refused.headers
        assert boxoffice.client().get(f"/items/{musical}").status == 200
        boxoffice.start()
        wait_until(lambda: buyer.get(f"/reservations/{placed.json['id']}").json["state"] == "Completed", seconds=60)
        boxoffice.assert_sound()
