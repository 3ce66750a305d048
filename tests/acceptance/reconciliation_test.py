"""F38: reconciliation killed midway, run again and again, and run by two processes at once changes nothing."""
import shutil

import house
from gatekeeper import Gatekeeper
from house import wait_until
from money_test import EAGER, balances, books, provider_ledger, with_provider
from stories import buy

LIST = "/v1/transactions"
ORDERS = "/v1/payments/orders/"


class GatedHouse(house.House):
    """Reaches its provider through the gatekeeper alone."""

    def __init__(self, *options):
        super().__init__(*EAGER, *options)
        self.gate = None

    def start_provider(self):
        super().start_provider()
        self.gate = Gatekeeper(self.provider_port)
        self.gate.__enter__()

    def provider_address(self):
        return f"http://127.0.0.1:{self.gate.port}"

    def __exit__(self, *error):
        if self.gate:
            self.gate.release()
        super().__exit__(*error)
        if self.gate:
            self.gate.__exit__()


def stored(boxoffice, statement):
    return boxoffice.rows("payment", statement)


def open_runs(boxoffice):
    return stored(boxoffice, "SELECT id, phase FROM reconciliation_run WHERE finished_at IS NULL")


def findings(boxoffice):
    return stored(boxoffice, "SELECT divergence, state FROM reconciliation_finding ORDER BY id")


def console_cancel(boxoffice, payment):
    key = provider_ledger(boxoffice)[payment]["payment"]["paymentKey"]
    done = boxoffice.control().post(f"/control/payments/{key}/console-cancel", {})
    assert done.status == 200 and provider_ledger(boxoffice)[payment]["payment"]["balance"]["amount"] == 0, done


def is_put_right(boxoffice, canceled, price):
    """The one console cancel has become one voided ticket, booked and repaired once."""
    staff = boxoffice.staff()
    if staff.get(f"/reservations/{canceled}").json["status"] != "ReservationCanceled":
        return False
    if findings(boxoffice) != [("refunded_there", "repaired")]:
        return False
    return balances(staff) == books(provider=price, tickets=-price)


def test_killed_midway_run_twice_and_refused_beside_itself():
    """A run is killed while it waits for the list, while its answer comes in, and while it asks about a payment; each
    time another process cannot work on the same data, and the next start goes on."""
    with GatedHouse() as boxoffice:
        buyer = boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=2)
        buy(buyer, seats[:1])
        canceled = buy(buyer, seats[1:])
        price = boxoffice.client().get(f"/seats/{seats[0]}").json["price"]["amount"]
        assert wait_until(lambda: balances(boxoffice.staff())["tickets"] == -2 * price)

        boxoffice.gate.hold(LIST)
        boxoffice.gate.wait_for_held()
        console_cancel(boxoffice, 1)
        assert open_runs(boxoffice), "a run is in its midst"
        if house.House is house.EmbeddedHouse:  # a cluster's database is there for many
            beside = boxoffice.run("serve", "--data", boxoffice.data, "--port", "0", "--management-port", "0")
            assert beside.returncode == 1 and "process" in beside.stderr, beside
        boxoffice.kill()
        assert [phase for _, phase in open_runs(boxoffice)] == ["listing"], open_runs(boxoffice)

        boxoffice.start()
        boxoffice.gate.wait_for_held(2)
        boxoffice.gate.hold(ORDERS)
        boxoffice.gate.wait_for_held()
        assert findings(boxoffice) == [("refunded_there", "repairing")], findings(boxoffice)
        boxoffice.kill()
        boxoffice.gate.release()

        for _ in range(3):
            boxoffice.start()
            boxoffice.gate.wait_for_passed(LIST)
            boxoffice.kill()
        boxoffice.start()
        wait_until(lambda: is_put_right(boxoffice, canceled, price), seconds=30)
        runs = len(stored(boxoffice, "SELECT id FROM reconciliation_run WHERE finished_at IS NOT NULL"))
        wait_until(lambda: len(stored(
            boxoffice, "SELECT id FROM reconciliation_run WHERE finished_at IS NOT NULL")) > runs + 2, seconds=30)
        assert is_put_right(boxoffice, canceled, price), "further runs change nothing"
        booked = stored(boxoffice, "SELECT COUNT(*) FROM ledger WHERE occasion = 'refunded_unasked'")
        assert booked == [(1,)], booked
        assert [len(line["payment"].get("cancels", [])) for line in provider_ledger(boxoffice)] == [0, 1]
        boxoffice.assert_sound(*with_provider(boxoffice))


class Twin(house.EmbeddedHouse):
    """A second house on a copy of the data of the first, with the same provider."""

    def __init__(self, first):
        super().__init__(*EAGER)
        self.provider_port, self.control_port = first.provider_port, first.control_port
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(first.data, self.data)
        self.databases.copy_from(first.databases)

    def start_provider(self):
        """The first one's."""


@house.embedded_only("it copies what is stored; replicas of one context share their books")
def test_two_processes_at_once_move_money_once():
    """The same books twice, as after a restore beside a house that still runs: both ask for what is open under the
    same stored keys, so the provider pays once, and both come to the same end."""
    with house.House(*EAGER) as boxoffice:
        buyer = boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=3)
        kept, asked, at_console = (buy(buyer, [seat]) for seat in seats)
        price = boxoffice.client().get(f"/seats/{seats[0]}").json["price"]["amount"]
        assert wait_until(lambda: balances(boxoffice.staff())["tickets"] == -3 * price)
        boxoffice.control().post("/control/faults", {"fault": "hang", "call": "cancel", "count": 1})
        assert buyer.post(f"/reservations/{asked}/cancellation", {}).status == 202

        def has_struck():
            fired = boxoffice.control().get("/control/faults").json["fired"]
            return [it["fired"] for it in fired if it["fault"] == "hang"] == [1]
        wait_until(has_struck)
        boxoffice.kill()
        console_cancel(boxoffice, 2)
        assert [len(line["payment"].get("cancels", [])) for line in provider_ledger(boxoffice)] == [0, 0, 1]
        with Twin(boxoffice) as twin:
            boxoffice.start()
            for each in (boxoffice, twin):
                staff = each.staff()
                wait_until(lambda: all(staff.get(f"/reservations/{it}").json["status"] == "ReservationCanceled"
                                       for it in (asked, at_console)), seconds=90)
                assert staff.get(f"/reservations/{kept}").json["status"] == "ReservationCompleted"
                wait_until(lambda: balances(staff) == books(provider=price, tickets=-price))
                wait_until(lambda: all(state == "repaired" for _, state in findings(each)))
            cancels = [line["payment"].get("cancels", []) for line in provider_ledger(boxoffice)]
            assert [len(it) for it in cancels] == [0, 1, 1], cancels
            for each in (boxoffice, twin):
                each.assert_sound(*with_provider(boxoffice))
