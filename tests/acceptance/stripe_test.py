"""The purchase story through the adapter for Stripe, against localstripe (see providers/localstripe_server.py)."""
import hashlib
import hmac
import time

from house import wait_until
from shops import EAGER, PRICE, StripeHouse


def test_the_story_with_a_payment_method_and_a_partial_refund():
    with StripeHouse() as shop:
        musical, seats = shop.make_musical(seats=2, price=PRICE)
        path = shop.hold(musical, seats)
        done = shop.pay_with(path, "pm_card_visa", 2 * PRICE, Prefer="wait=10")
        assert done.status == 200 and done.json["status"] == "ReservationCompleted", done
        charges = shop.charges()
        assert [(charge["amount"], charge["currency"]) for charge in charges] == [(2 * PRICE, "krw")], charges
        payment = shop.client().get(f"/payments/{done.json['paymentId']}").json
        assert payment["state"] == "captured" and payment["provider"] == "stripe", payment

        shop.cancel(path, [seats[0]])
        shop.becomes(path, "Completed")
        assert [refund["amount"] for refund in shop.refunds()] == [PRICE]
        shop.cancel(path)
        shop.becomes(path, "Canceled")
        refunds = shop.refunds()
        assert sorted(refund["amount"] for refund in refunds) == [PRICE, PRICE], refunds
        assert len({refund["metadata"]["refund_key"] for refund in refunds}) == 2, refunds
        shop.end_and_verify()


def test_the_story_with_the_page_and_a_signed_webhook():
    with StripeHouse() as shop:
        shop.tell_by_webhook(shop.SECRET)
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path = shop.hold(musical, seats)
        payment, hand_over = shop.open_page(path)
        assert hand_over["clientKey"] == "pk_test_acceptance", hand_over
        authorized = shop.page_confirms(hand_over["clientSecret"])
        assert authorized["status"] == "requires_capture", authorized
        assert not shop.charges(), "authorized, not charged"
        back = shop.client().post(f"/payments/{payment}/return", {})
        assert back.status == 202, back
        shop.becomes(path, "ReservationCompleted")
        assert [charge["amount"] for charge in shop.charges()] == [PRICE]
        delivered = 'webhook "payment_intent.succeeded" successfully delivered'
        wait_until(lambda: delivered in shop.provider_log())
        assert shop.metric("boxoffice_payment_webhooks_forged_total") == 0
        shop.end_and_verify()


def test_a_webhook_that_the_provider_did_not_sign_changes_nothing():
    with StripeHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path = shop.hold(musical, seats)
        payment, hand_over = shop.open_page(path)
        shop.page_confirms(hand_over["clientSecret"])
        body = ('{"type": "payment_intent.succeeded", "data": {"object": {"metadata": {"order_id": "'
                + hand_over["orderId"] + '"}}}}')

        def tell(secret, at=None, signed=body):
            at = int(time.time()) if at is None else at
            code = hmac.new(secret.encode(), f"{at}.{signed}".encode(), hashlib.sha256).hexdigest()
            return shop.client().post("/payments/webhooks/stripe", body, Stripe_Signature=f"t={at},v1={code}")

        forged = [shop.client().post("/payments/webhooks/stripe", body), tell("whsec_guessed"),
                  tell(shop.SECRET, at=int(time.time()) - 301), tell(shop.SECRET, signed=body + " ")]
        assert [answer.status for answer in forged] == [403] * 4, forged
        assert shop.client().get(f"/payments/{payment}").json["state"] == "awaiting_buyer"
        assert not shop.charges(), "not even asked for"
        assert shop.metric("boxoffice_payment_webhooks_forged_total") == 4
        assert shop.logs_of("payment").count("did not sign") == 4
        # Whoever goes on is shut out, by each process for itself.
        wait_until(lambda: tell("whsec_guessed").status == 429, seconds=30)
        back = shop.client().post(f"/payments/{payment}/return", {})
        assert back.status == 202, back
        shop.becomes(path, "ReservationCompleted")


def test_a_signed_webhook_leads_to_a_question_and_that_to_the_charge():
    with StripeHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path = shop.hold(musical, seats)
        _, hand_over = shop.open_page(path)
        shop.page_confirms(hand_over["clientSecret"])
        body = '{"type": "payment_intent.amount_capturable_updated", "data": {"object": {"metadata": {"order_id": "'
        body += hand_over["orderId"] + '"}}}}'
        at = int(time.time())
        for secret in (shop.SECRET, "whsec_next"):
            code = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
            heard = shop.client().post("/payments/webhooks/stripe", body, Stripe_Signature=f"t={at},v1={code}")
            assert heard.status == 200, heard
        shop.becomes(path, "ReservationCompleted", seconds=8)
        assert len(shop.charges()) == 1


def test_a_declined_card_gives_the_hold_back_for_another_try():
    with StripeHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path = shop.hold(musical, seats)
        shop.pay_with(path, "pm_card_chargeCustomerFail", PRICE, Prefer="wait=5")
        shop.becomes(path, "Held")
        assert not shop.charges()
        done = shop.pay_with(path, "pm_card_visa", PRICE, Prefer="wait=10")
        assert done.json["status"] == "ReservationCompleted", done
        assert len(shop.charges()) == 1
        shop.end_and_verify()


def test_whatever_becomes_of_the_answer_one_charge_and_one_refund():
    faults = ["reply_lost_after_commit", "500_but_committed", "500_not_committed", "truncated_json"]
    with StripeHouse() as shop:
        musical, seats = shop.make_musical(seats=2 * len(faults), price=PRICE)
        for place, fault in enumerate(faults):
            pair = seats[2 * place:2 * place + 2]
            path = shop.hold(musical, pair)
            shop.order_fault(path="/confirm", fault=fault)
            shop.pay_with(path, "pm_card_visa", 2 * PRICE)
            shop.becomes(path, "ReservationCompleted")
            assert len(shop.charges()) == place + 1, fault
            shop.order_fault(path="/refunds", fault=fault)
            shop.cancel(path, pair[:1])
            shop.becomes(path, "Completed")
            assert len(shop.refunds()) == place + 1, fault
            assert shop.fired().get(fault) == 2, f"{fault} did not fire"
        shop.end_and_verify()


def test_the_books_are_compared_and_a_refund_at_the_console_is_found():
    with StripeHouse(*EAGER) as shop:
        musical, seats = shop.make_musical(seats=3, price=PRICE)
        kept = shop.hold(musical, seats[:2])
        shop.pay_with(kept, "pm_card_visa", 2 * PRICE)
        shop.becomes(kept, "ReservationCompleted")
        shop.cancel(kept, seats[:1])
        shop.becomes(kept, "Completed")
        known = {charge["payment_intent"] for charge in shop.charges()}
        other = shop.hold(musical, seats[2:])
        shop.pay_with(other, "pm_card_visa", PRICE)
        shop.becomes(other, "ReservationCompleted")
        intent = next(charge["payment_intent"] for charge in shop.charges() if charge["payment_intent"] not in known)
        assert shop.stripe("/v1/refunds", {"payment_intent": intent}).status == 200
        shop.becomes(other, "ReservationCanceled")
        shop.assert_repaired_once("refunded_there")
        assert shop.is_now(kept, "Completed")
        shop.end_and_verify()
