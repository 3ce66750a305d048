"""Contexts that ask each other over HTTP: a process whose questions leave it and come back by its internal port."""
import os
import pathlib
import tempfile
import time

import house
from desk_test import CASH, letters_to, sell, sold
from house import wait_until
from money_test import EAGER


class PeerHouse(house.EmbeddedHouse):
    """As if identity and reservation were elsewhere: it verifies tokens by their public keys as well."""

    def __init__(self, *options):
        self.internal_port = house.free_port()
        self.secrets = pathlib.Path(tempfile.mkdtemp(prefix="boxoffice-secret-")) / "secret"
        self.write_secrets("a" * 40)
        here = f"http://127.0.0.1:{self.internal_port}"
        super().__init__("--internal-port", str(self.internal_port), "--service-secret-file", self.secrets,
                         "--peer", f"identity={here},reservation={here}", *options)

    def write_secrets(self, *secrets):
        fresh = self.secrets.with_name("fresh")
        fresh.write_text("\n".join(secrets) + "\n")
        os.chmod(fresh, 0o400)
        fresh.rename(self.secrets)

    def internal(self, secret=None):
        return house.Client(self.internal_port, secret)


@house.embedded_only("a cluster's processes always ask each other so")
def test_a_purchase_a_desk_and_a_letter_go_over_the_wire():
    with PeerHouse(*EAGER) as boxoffice:
        clerk, buyer = boxoffice.client(boxoffice.login("boxoffice")), boxoffice.customer()
        _, seats = boxoffice.make_musical(seats=4)
        checks = boxoffice.management().get("/readyz?verbose").json["checks"]
        assert checks["token_keys"] == "ok", checks

        sale = sold(clerk, seats[:1], CASH, email="haneul@example.org")
        assert wait_until(lambda: letters_to(boxoffice, "haneul@example.org"))
        wrong = sell(clerk, seats[1:2], CASH, email="nowhere")
        assert wrong.status == 422 and wrong.json["errors"][0]["field"] == "buyer.email", wrong
        found = clerk.get("/reservations?q=Haneul").json["_embedded"]["reservations"]
        assert [it["id"] for it in found] == [sale["id"]], found
        assert found[0]["buyer"]["name"] == "Kim Haneul", found

        bought = buyer.post("/reservations", {"seatIds": seats[2:3]}, Prefer="wait=10")
        assert bought.status == 201 and bought.json["state"] == "Completed", bought
        performance = clerk.get(f"/seats/{seats[0]}").json["performanceId"]
        forecast = clerk.get(f"/performances/{performance}/cancellation")
        assert forecast.status == 200 and forecast.json["reservations"]["paid"] == 2, forecast
        boxoffice.assert_sound()


@house.embedded_only("it is about the doors of one process")
def test_nobody_asks_without_the_secret_and_a_new_one_needs_no_restart():
    with PeerHouse() as boxoffice:
        for path in ("/internal/contacts/1", "/internal/sessions/revoked", "/.well-known/jwks.json"):
            assert boxoffice.internal().get(path).status == 401, path
            assert boxoffice.internal("b" * 40).get(path).status == 401, path
            assert boxoffice.internal("a" * 40).get(path).status == 200, path
            if path.startswith("/internal"):
                assert boxoffice.client(boxoffice.login("admin")).get(path).status == 404, "never in public"
        boxoffice.write_secrets("a" * 40, "b" * 40)
        assert wait_until(lambda: boxoffice.internal("b" * 40).get("/internal/contacts/1").status == 200)
        boxoffice.write_secrets("b" * 40)
        assert wait_until(lambda: boxoffice.internal("a" * 40).get("/internal/contacts/1").status == 401)
        assert boxoffice.customer().get("/me").status == 200


@house.embedded_only("it signs out in one process and looks at the same one")
def test_who_signed_out_is_out_everywhere_soon():
    with PeerHouse() as boxoffice:
        buyer = boxoffice.customer()
        assert buyer.get("/me").status == 200
        assert buyer.post("/auth/logout", {}).status == 204
        began = time.monotonic()
        assert wait_until(lambda: buyer.get("/me").status == 401)
        assert time.monotonic() - began < 5
