"""A house that is paid through Toss Payments or Stripe, with the provider's stand-in beside it on loopback."""
import base64
import os
import urllib.parse
from pathlib import Path

from house import Client, House, Process, ROOT, wait_until

HERE = Path(__file__).resolve().parent
PYTHON = Path(os.environ.get("BOXOFFICE_TEST_PYTHON", ROOT / "build" / "venv" / "bin" / "python"))
PRICE = 50_000
# Compares with the provider's books every second.
EAGER = ("--reconcile-every-seconds", "1", "--reconcile-lag-seconds", "0")


class PaidHouse(House):
    """What both have in common: everybody is admin, and a reservation waits until somebody pays."""

    def __init__(self, *options):
        super().__init__(*options, auth="open")

    def provider_client(self):
        return Client(self.provider_port)

    def order_fault(self, **fault):
        answer = self.provider_client().post(self.FAULTS, {"times": 1, **fault})
        assert answer.status == 200, answer

    def fired(self):
        return self.provider_client().get(self.FAULTS).json

    # ---- the buyer

    def hold(self, musical, seats):
        placed = self.client().post("/reservations", {"musicalId": musical, "seatIds": seats})
        assert placed.status == 201, placed
        path = placed.headers["location"]
        wait_until(lambda: self.client().get(path).json["state"] == "Held")
        return path

    def open_page(self, path):
        """The buyer chooses the page; what its script needs is in the payment."""
        chosen = self.client().post(path + "/payment", {"method": "checkout"}, Prefer="wait=0")
        assert chosen.status == 200, chosen
        number = wait_until(lambda: self.client().get(path).json.get("paymentId"))
        payment = wait_until(lambda: self.shows(number, "handOver"))
        assert payment["state"] == "awaiting_buyer", payment
        assert payment["handOver"]["amount"] == payment["amount"], payment
        return number, payment["handOver"]

    def shows(self, payment, field):
        answer = self.client().get(f"/payments/{payment}")
        return answer.json if answer.status == 200 and answer.json.get(field) else None

    def becomes(self, path, status, seconds=20):
        return wait_until(lambda: self.is_now(path, status), seconds)

    def is_now(self, path, status):
        shown = self.client().get(path).json
        return shown if status in (shown["status"], shown["state"]) else None

    def cancel(self, path, seats=None):
        body = {"seatIds": seats} if seats else {}
        answer = self.client().post(path + "/cancellation", body, Prefer="wait=1")
        assert answer.status in (200, 202), answer
        return answer.json

    def findings(self):
        """What reconciliation found: (divergence, state)."""
        answer = self.client().get("/payments/reconciliation/findings")
        assert answer.status == 200, answer
        return [(found["divergence"], found["state"]) for found in answer.json["_embedded"]["findings"]]

    def assert_repaired_once(self, divergence):
        """Reconciliation finds and repairs it, and finds nothing else, however often it looks."""
        wait_until(lambda: self.findings() == [(divergence, "repaired")])
        seen = self.runs()
        wait_until(lambda: self.runs() > seen + 1)
        assert self.findings() == [(divergence, "repaired")], self.findings()

    def runs(self):
        return self.client().get("/payments/reconciliation").json["page"]["totalElements"]

    def metric(self, name):
        lines = self.metrics_of("payment").splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    def end_and_verify(self):
        self.assert_sound("--provider", "--provider-url", f"http://127.0.0.1:{self.provider_port}",
                          *self.payment_arguments()[:4])


class TossHouse(PaidHouse):
    """`webhooks`: whether the stand-in tells the house of every change."""
    FAULTS = "/_faults"

    def __init__(self, *options, webhooks=False):
        super().__init__(*options)
        self.webhooks = webhooks

    def start_provider(self):
        (self.folder / "toss").mkdir(exist_ok=True)
        url = [f"http://127.0.0.1:{self.port}/payments/webhooks/toss"] if self.webhooks else []
        self.provider = Process(["/usr/bin/python3", HERE / "toss_server.py", str(self.provider_port),
                                 self.folder / "toss", *url], self.folder / "provider.log")
        self.wait_for(self.provider_port, "/_ledger", self.provider)

    def payment_arguments(self):
        return ["--payment", "toss", "--provider-secret", "test_sk_contract", "--provider-client-key",
                "test_ck_contract"]

    def widget(self, hand_over, **more):
        """The buyer agrees in the widget; it gives what it would give to the page."""
        assert hand_over["clientKey"] == "test_ck_contract", hand_over
        agreed = self.provider_client().post("/_widget", {
            "orderId": hand_over["orderId"], "orderName": hand_over["orderName"],
            "amount": hand_over["amount"]["amount"], **more})
        assert agreed.status == 200, agreed
        return agreed.json["paymentKey"]

    def bring_key(self, path, key, amount, **headers):
        return self.client().post(path + "/payment",
                                  {"paymentKey": key, "amount": {"amount": amount, "currency": "KRW"}}, **headers)

    def buy(self, musical, seats, **fault):
        """With a fault, that one befalls this purchase's confirm."""
        path = self.hold(musical, seats)
        _, hand_over = self.open_page(path)
        key = self.widget(hand_over)
        if fault:
            self.order_fault(operation="confirm", key=key, **fault)
        answer = self.bring_key(path, key, PRICE * len(seats))
        assert answer.status == 200, answer
        return path, key

    def ledger(self, kind, key=None):
        lines = self.provider_client().get("/_ledger").json
        return [line for line in lines if line["kind"] == kind and key in (None, line["paymentKey"])]


class StripeHouse(PaidHouse):
    FAULTS = "/_config/faults"
    SECRET = "whsec_acceptance"

    def start_provider(self):
        self.provider = Process([PYTHON, HERE / "localstripe_server.py", str(self.provider_port),
                                 self.folder], self.folder / "provider.log")
        self.wait_for(self.provider_port, self.FAULTS, self.provider)

    def payment_arguments(self):
        secret = self.folder / "webhook-secret"
        secret.write_text(f"whsec_next,{self.SECRET}\n", encoding="utf-8")
        return ["--payment", "stripe", "--provider-secret", "sk_test_acceptance", "--provider-client-key",
                "pk_test_acceptance", "--webhook-secret-file", str(secret)]

    def stripe(self, path, form=None, method=None):
        """The provider's own API, as its page or its console use it."""
        credential = base64.b64encode(b"sk_test_acceptance:").decode()
        body = urllib.parse.urlencode(form) if form else None
        return self.provider_client().call(method or ("POST" if form is not None else "GET"), path, body,
                                           Authorization="Basic " + credential,
                                           Content_Type="application/x-www-form-urlencoded")

    def tell_by_webhook(self, secret):
        url = f"http://127.0.0.1:{self.port}/payments/webhooks/stripe"
        answer = self.stripe("/_config/webhooks/main", {"url": url, "secret": secret})
        assert answer.status == 200, answer

    def pay_with(self, path, method, amount, **headers):
        return self.client().post(path + "/payment",
                                  {"paymentKey": method, "amount": {"amount": amount, "currency": "KRW"}}, **headers)

    def page_confirms(self, client_secret, method="pm_card_visa"):
        """What the provider's script does on the page with the client secret."""
        intent = client_secret.split("_secret_")[0]
        chosen = self.stripe(f"/v1/payment_intents/{intent}", {"payment_method": method})
        assert chosen.status == 200, chosen
        confirmed = self.stripe(f"/v1/payment_intents/{intent}/confirm", {"expand[]": "latest_charge"})
        assert confirmed.status == 200, confirmed
        return confirmed.json

    def __exit__(self, *error):
        try:
            if not any(error):
                self.check_shapes()
        finally:
            super().__exit__(*error)

    def check_shapes(self):
        """What stripe-mock said of the adapter's requests, where it was asked."""
        shapes = self.provider_client().get("/_config/shapes").json
        assert not shapes["refused"], shapes["refused"]
        if os.environ.get("BOXOFFICE_STRIPE_MOCK"):
            assert shapes["taken"], "stripe-mock was not asked"
            print(f"         stripe-mock took {len(shapes['taken'])} requests", flush=True)

    def charges(self):
        listed = self.stripe("/v1/charges?limit=100")
        assert listed.status == 200, listed
        return [charge for charge in listed.json["data"] if charge["captured"] and charge["status"] == "succeeded"]

    def refunds(self):
        listed = self.stripe("/v1/refunds?limit=100")
        assert listed.status == 200, listed
        return listed.json["data"]

    def provider_log(self):
        return self.provider.output()


