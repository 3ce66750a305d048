"""What must hold once everything has settled, computed from outside: from tables laid side by side, the provider's own
ledger, the topic as a stranger reads it, the letters that arrived, and what people were told.

Each check answers sentences about what is wrong; none = all is well. control_faults.py plants a defect for each.
"""
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from fault_house import UNSETTLED

AT_ONCE = 8


def seats_sold_twice(boxoffice, crowds):
    """I1, from the tables and from what people saw with their own eyes."""
    doubled = boxoffice.rows("reservation", "SELECT seat_id, COUNT(*) AS tickets FROM ticket WHERE is_live = 1 "
                                            "GROUP BY seat_id HAVING COUNT(*) > 1")
    found = [f"seat {seat} has {tickets} live tickets" for seat, tickets in doubled]
    owners = defaultdict(set)
    for purchase, state in outcomes(boxoffice, crowds):
        if state == "Completed":
            owners[purchase.seat].add(purchase.number)
    return found + [f"seat {seat} was sold to {sorted(numbers)}, as their buyers see it"
                    for seat, numbers in owners.items() if len(numbers) > 1]


def acknowledgements_lost(boxoffice, crowds):
    """I5: every 2xx that somebody got is found afterwards."""
    found = []
    for purchase, state in outcomes(boxoffice, crowds):
        name = f"reservation {purchase.number}"
        if state is None:
            found.append(f"{name} was acknowledged and is not there")
        elif purchase.was_given_back and state != "Canceled":
            found.append(f"{name} was given back with an acknowledgement and is {state}")
        elif purchase.was_completed and state not in ("Completed", "Canceled"):
            found.append(f"{name} was seen completed and is {state}")
    return found


def effects_twice(_boxoffice, crowds):
    """I8: a request that was asked again with its key has had one effect."""
    found = []
    for crowd in crowds[-1:]:
        for buyer in crowd.buyers:
            known = {purchase.number for purchase in crowd.purchases if purchase.buyer is buyer}
            unanswered = sum(who is buyer for who, _ in crowd.unanswered)
            strange = reservations_of(buyer) - known
            if len(strange) > unanswered:
                found.append(f"a buyer has reservations {sorted(strange)} that he was never told of, "
                             f"and {unanswered} requests without an answer")
    return found


def sagas_unfinished(boxoffice, _crowds):
    """Every purchase rests in a state in which nothing is still to come."""
    states = ", ".join(f"'{state}'" for state in UNSETTLED)
    return [f"reservation {number} is still {state}" for number, state in
            boxoffice.rows("reservation", f"SELECT id, state FROM reservation WHERE state IN ({states})")]


def money_astray(boxoffice, _crowds):
    """I3, I16: what the provider holds by its own books is what the completed purchases cost; nobody canceled late."""
    held = sum(entry["payment"]["balance"]["amount"] for entry in books_of_the_provider(boxoffice)
               if entry["payment"]["status"] in ("done", "partially_canceled"))
    sold = boxoffice.number("reservation", "SELECT COALESCE(SUM(CAST(body::json->'total'->>'amount' AS bigint)), 0) "
                                           "FROM reservation WHERE state = 'Completed'")
    return [] if held == sold else [f"the provider holds {held}, the completed purchases cost {sold}"]


def books_of_the_provider(boxoffice):
    """Every payment that it has ever known, page by page."""
    after = 0
    while after is not None:
        page = boxoffice.control().get(f"/control/ledger?after={after}").json
        yield from page["payments"]
        after = page.get("next")


def books_unsound(boxoffice, _crowds):
    """What `boxoffice verify` finds in all databases and at the provider."""
    done = boxoffice.run("verify", *boxoffice.arguments_of_verify(), "--provider", "--provider-url",
                         boxoffice.provider_address())
    if done.returncode == 0:
        return []
    breaches = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("ok")]
    return ["boxoffice verify: " + line for line in breaches[:10]]


def sequences_broken(boxoffice, _crowds):
    """I11, from the topic: for each source and key every number once or more, the first times in order."""
    return broken_sequences(boxoffice.messages())


def broken_sequences(messages):
    last = defaultdict(int)
    found = []
    for message in messages:
        headers = dict(zip(message["headers"][::2], message["headers"][1::2]))
        if "ce_sequence" not in headers:
            continue
        stream = (headers["ce_source"], message["key"])
        number = int(headers["ce_sequence"])
        if number > last[stream] + 1:
            found.append(f"{stream} goes from {last[stream]} to {number}")
        last[stream] = max(last[stream], number)
    return found


def letters_wrong(boxoffice, _crowds):
    """I9: each notice that was sent has arrived, under one name however often it came."""
    arrived = {mail["messageId"] for mail in boxoffice.mails()}
    sent = boxoffice.number("notification", "SELECT COUNT(*) FROM notification WHERE status = 'sent'")
    return [] if len(arrived) == sent else [f"{sent} notices were mailed, {len(arrived)} different letters arrived"]


CHECKS = (seats_sold_twice, acknowledgements_lost, effects_twice, sagas_unfinished, money_astray, books_unsound,
          sequences_broken, letters_wrong)


def complaints(boxoffice, crowds):
    """Everything that any check finds wrong."""
    return [f"{check.__name__}: {sentence}" for check in CHECKS for sentence in check(boxoffice, crowds)]


# ---- what people see

def outcomes(boxoffice, crowds):
    """Each acknowledged purchase with its state now; None when it is not there. The last crowd asks by HTTP, those
    before it, who have asked already, are looked up."""
    states = dict(boxoffice.rows("reservation", "SELECT id, state FROM reservation"))
    earlier = [purchase for crowd in crowds[:-1] for purchase in crowd.purchases]
    latest = [purchase for crowd in crowds[-1:] for purchase in crowd.purchases]
    with ThreadPoolExecutor(AT_ONCE) as people:
        return [(purchase, states.get(purchase.number)) for purchase in earlier] + list(
            zip(latest, people.map(state_of, latest)))


def state_of(purchase):
    answer = purchase.buyer.get(f"/reservations/{purchase.number}")
    if answer.status == 404:
        return None
    assert answer.status == 200, answer
    return answer.json["state"]


def reservations_of(buyer):
    """The numbers of all reservations that the house lists as somebody's own."""
    numbers, page = set(), 0
    while True:
        answer = buyer.get(f"/reservations?size=100&page={page}")
        assert answer.status == 200, answer
        numbers |= {each["id"] for each in answer.json["_embedded"]["reservations"]}
        page += 1
        if page >= answer.json["page"]["totalPages"]:
            return numbers
