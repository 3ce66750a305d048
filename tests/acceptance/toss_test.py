"""The purchase story through the adapter for Toss Payments, against the contract server, with and without faults."""
from house import wait_until
from shops import EAGER, PRICE, TossHouse


def test_the_story_with_the_widget_and_a_partial_cancellation():
    with TossHouse(webhooks=True) as shop:
        musical, seats = shop.make_musical(seats=4, price=PRICE)
        path = shop.hold(musical, seats[:2])
        payment, hand_over = shop.open_page(path)
        assert "clientSecret" not in hand_over, hand_over
        key = shop.widget(hand_over)
        wrong = shop.bring_key(path, key, PRICE)
        assert wrong.status == 422 and wrong.json["code"] == "amount_mismatch", wrong
        assert not shop.ledger("capture"), "nothing may be charged yet"
        done = shop.bring_key(path, key, 2 * PRICE, Prefer="wait=10")
        assert done.status == 200 and done.json["status"] == "ReservationCompleted", done
        again = shop.bring_key(path, key, 2 * PRICE)
        assert again.status == 200, again
        shown = shop.client().get(f"/payments/{payment}").json
        assert shown["state"] == "captured" and shown["provider"] == "toss", shown
        assert "handOver" not in shown, shown

        captured = shop.ledger("capture", key)
        assert [line["amount"] for line in captured] == [2 * PRICE], captured
        assert captured[0]["orderId"] == hand_over["orderId"], captured

        # One of the two seats, then the other.
        first = shop.cancel(path, [seats[0]])
        assert first["status"] == "ReservationCompleted", first
        wait_until(lambda: len(shop.ledger("cancel", key)) == 1)
        shop.cancel(path)
        shop.becomes(path, "Canceled")
        cancels = shop.ledger("cancel", key)
        assert [line["amount"] for line in cancels] == [PRICE, PRICE], cancels
        assert len({line["idempotencyKey"] for line in cancels}) == 2, cancels
        refunds = shop.client().get(f"/payments/{payment}").json["refunds"]
        assert [refund["state"] for refund in refunds] == ["done", "done"], refunds
        shop.end_and_verify()


def test_whatever_becomes_of_the_answer_one_charge_and_one_ticket():
    faults = ["reply_lost_after_commit", "provider_error_but_committed", "500_but_committed", "500_not_committed",
              "409_processing", "truncated_json", "wrong_order_echoed", "wrong_amount_echoed"]
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=len(faults), price=PRICE)
        bought = [shop.buy(musical, [seat], fault=fault) for fault, seat in zip(faults, seats)]
        for fault, (path, key) in zip(faults, bought):
            shop.becomes(path, "ReservationCompleted")
            assert len(shop.ledger("capture", key)) == 1, fault
            assert shop.fired().get(fault) == 1, f"{fault} did not fire"
        assert shop.metric('boxoffice_payment_alarms_total{alarm="mismatch"}') == 2, "both echoes are an alarm"
        shop.end_and_verify()


def test_whatever_becomes_of_a_partial_cancellation_it_is_carried_out_once():
    faults = ["reply_lost_after_commit", "provider_error_but_committed", "500_but_committed", "500_not_committed",
              "truncated_json", "wrong_order_echoed"]
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=2 * len(faults), price=PRICE)
        pairs = [seats[place:place + 2] for place in range(0, len(seats), 2)]
        bought = [shop.buy(musical, pair) for pair in pairs]
        for fault, pair, (path, key) in zip(faults, pairs, bought):
            shop.becomes(path, "ReservationCompleted")
            shop.order_fault(operation="cancel", fault=fault, key=key)
            shop.client().post(path + "/cancellation", {"seatIds": pair[:1]})
        for fault, (path, key) in zip(faults, bought):
            shop.becomes(path, "Completed")
            assert [line["amount"] for line in shop.ledger("cancel", key)] == [PRICE], fault
            assert shop.fired().get(fault) == 1, f"{fault} did not fire"
        shop.end_and_verify()


def test_a_repeated_full_cancellation_had_worked():
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path, key = shop.buy(musical, seats)
        shop.becomes(path, "ReservationCompleted")
        # The reply is lost, and the repeat is told that there is nothing left to cancel.
        shop.order_fault(operation="cancel", fault="reply_lost_after_commit")
        shop.order_fault(operation="query", fault="500_not_committed")
        shop.order_fault(operation="cancel", fault="refused", status=400, code="ALREADY_CANCELED_PAYMENT")
        shop.cancel(path)
        shop.becomes(path, "Canceled")
        assert len(shop.ledger("cancel", key)) == 1
        assert shop.fired().get("refused") == 1, shop.fired()
        shop.end_and_verify()


def test_a_refusal_of_a_cancellation_goes_to_a_human():
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path, key = shop.buy(musical, seats)
        shop.becomes(path, "ReservationCompleted")
        shop.order_fault(operation="cancel", fault="refused", status=403, code="NOT_CANCELABLE_PAYMENT")
        shop.cancel(path)
        shop.becomes(path, "NeedsAttention")
        assert not shop.ledger("cancel", key)


def test_a_declined_card_gives_the_hold_back_for_another_try():
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path, key = shop.buy(musical, seats, fault="refused", status=403, code="REJECT_CARD_COMPANY")
        shop.becomes(path, "Held")
        assert not shop.ledger("capture")
        # A session that has run out by then is no charge either.
        first, hand_over = shop.open_page(path)
        old = shop.widget(hand_over, secondsAgo=31 * 60)
        shop.bring_key(path, old, PRICE, Prefer="wait=5")
        shop.becomes(path, "Held")
        second, hand_over = shop.open_page(path)
        assert second != first
        done = shop.bring_key(path, shop.widget(hand_over), PRICE, Prefer="wait=10")
        assert done.json["status"] == "ReservationCompleted", done
        assert len(shop.ledger("capture")) == 1 and key != old
        shop.end_and_verify()


def test_a_webhook_is_a_hint_and_the_page_need_not_come_back():
    with TossHouse() as shop:
        musical, seats = shop.make_musical(seats=1, price=PRICE)
        path = shop.hold(musical, seats)
        payment, hand_over = shop.open_page(path)
        news = {"eventType": "PAYMENT_STATUS_CHANGED", "data": {"orderId": hand_over["orderId"], "status": "DONE"}}
        assert shop.client().post("/payments/webhooks/toss", news).status == 200
        assert shop.client().post("/payments/webhooks/stripe", news).status == 404
        assert shop.client().get(f"/payments/{payment}").json["state"] == "awaiting_buyer"
        assert not shop.ledger("capture"), "a webhook alone must not charge"
        shop.widget(hand_over)
        assert shop.client().post("/payments/webhooks/toss", news).status == 200
        shop.becomes(path, "ReservationCompleted")
        assert len(shop.ledger("capture")) == 1
        shop.end_and_verify()


def test_the_books_are_compared_and_a_cancellation_at_the_console_is_found():
    with TossHouse(*EAGER) as shop:
        musical, seats = shop.make_musical(seats=3, price=PRICE)
        kept, key = shop.buy(musical, seats[:2])
        shop.becomes(kept, "ReservationCompleted")
        shop.cancel(kept, seats[:1])
        shop.becomes(kept, "Completed")
        assert len(shop.ledger("cancel", key)) == 1
        other, at_console = shop.buy(musical, seats[2:])
        shop.becomes(other, "ReservationCompleted")
        canceled = shop.provider_client().post("/_console", {"paymentKey": at_console})
        assert canceled.json["status"] == "CANCELED", canceled
        shop.becomes(other, "ReservationCanceled")
        # Our own partial cancellation, found in the books with its key, is no divergence.
        shop.assert_repaired_once("refunded_there")
        assert shop.is_now(kept, "Completed")
        shop.end_and_verify()
