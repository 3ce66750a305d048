"""F18 to F20: what comes over the bus comes again, in another order, broken, or from a future that nobody knows yet."""
import json
import random
import uuid
from collections import defaultdict

from cluster import services
from fault_house import TOPIC
from faults import Struck, fault
from house import wait_until
from topic import headers_of, produce

WAIT_SECONDS_MAX = 60
TIMES = 5
# What a purchase has left behind, without what counts how often somebody looked: the tables and their columns in order.
STATE = {
    "reservation": ("reservation", "ticket", "reservation_history"),
    "musical": ("seat", "seat_history"),
    "payment": ("payment", "ledger"),
    "mypage": ("my_page",),
    "sales": ("seat", "purchase", "sales_total"),
    "notification": ("notification",),
}


def shuffled_across_keys(messages, chance):
    """Every key's messages in their order, the keys all mixed up."""
    by_key = defaultdict(list)
    for message in messages:
        by_key[message["key"]].append(message)
    order = [message["key"] for message in messages]
    chance.shuffle(order)
    coming = {key: iter(of_key) for key, of_key in by_key.items()}
    return [next(coming[key]) for key in order]


def state_of(boxoffice):
    """A hash of each table that purchases leave their traces in."""
    return {f"{context}.{table}": boxoffice.cluster.postgres.sql(
        f"SELECT md5(COALESCE(string_agg(line, E'\\n' ORDER BY line), '')) FROM "
        f"(SELECT row_to_json(it)::text AS line FROM {table} AS it) AS lines", services.database_name(context))
        for context, tables in STATE.items() for table in tables}


@fault("F18", is_short=True, seats=40)
def every_message_comes_five_times_more(boxoffice, crowd):
    """First while people buy, then in peace: then nothing that is stored may change by a single letter."""
    listeners = [context for context, events in boxoffice.cluster.front_door.listens_to.items() if events]
    chance = random.Random(5)
    before = boxoffice.dropped(*listeners)
    crowd.wait_for_more(10)
    produce(boxoffice.cluster.kafka.address, TOPIC, shuffled_across_keys(boxoffice.messages(), chance))
    crowd.wait_for_more(10)
    crowd.end()
    boxoffice.settle()
    was = state_of(boxoffice)
    messages = boxoffice.messages()
    for _ in range(TIMES - 1):
        produce(boxoffice.cluster.kafka.address, TOPIC, shuffled_across_keys(messages, chance))
    boxoffice.wait_until_all_is_read(WAIT_SECONDS_MAX)
    now = state_of(boxoffice)
    assert now == was, [table for table in was if was[table] != now[table]]
    return Struck(boxoffice.dropped(*listeners) - before, "repetitions dropped")


def forged(boxoffice, key, payload, **changed):
    """A message of musical's about a key as it would come next, with other headers and another payload."""
    like = next(each for each in reversed(boxoffice.messages())
                if each["key"] == key and headers_of(each).get("ce_source") == "musical")
    sequence = boxoffice.number("musical", f"SELECT sequence + 1 FROM event_sequence WHERE key = '{key}'")
    headers = headers_of(like) | {"ce_sequence": f"{sequence:019}", "ce_id": f"{key}/1/{sequence}"} | changed
    return like | {"headers": [word for pair in headers.items() for word in pair], "payload": payload}


@fault("F19", seats=40)
def event_that_cannot_be_read_parks_its_key(boxoffice, crowd):
    """Another key's buyers notice nothing. A human takes the broken one away, and the key goes on where it stood."""
    musical, seats = boxoffice.make_musical(seats=4)
    key = str(boxoffice.performance_of(seats[0]))
    buyer = boxoffice.customer()
    first = buyer.post("/reservations", {"seatIds": seats[:1]}, Prefer="wait=10")
    assert first.json["state"] == "Completed", first
    wait_until(lambda: boxoffice.is_quiet_about(key), WAIT_SECONDS_MAX)
    broken = forged(boxoffice, key, '{"reservationId": "not a number', type="SeatHeld", ce_type="SeatHeld")
    produce(boxoffice.cluster.kafka.address, TOPIC, [broken])
    broken = next(each for each in boxoffice.messages() if each["payload"] == broken["payload"])
    parked = wait_until(lambda: boxoffice.number("reservation", "SELECT COUNT(*) FROM parked_event"), WAIT_SECONDS_MAX)
    told = boxoffice.count("reservation", "boxoffice_events_total", outcome="parked")
    assert told >= parked, "nobody is told of it"
    stuck = buyer.post("/reservations", {"seatIds": seats[1:2]})
    assert stuck.status == 201, stuck
    crowd.wait_for_more(10)
    assert crowd.said.failures == [], crowd.said.failures[:3]
    assert buyer.get(f"/reservations/{stuck.json['id']}").json["state"] == "Placed"
    put_right(boxoffice, key, broken)
    wait_until(lambda: buyer.get(f"/reservations/{stuck.json['id']}").json["state"] == "Completed", WAIT_SECONDS_MAX)
    return Struck(parked, "events parked")


def put_right(boxoffice, key, broken):
    """What a human does whose log has a broken event: nobody of a context runs, the key is let go, and those who listen
    read its partition again, in which the broken one's number now belongs to the real event."""
    for context, sources in boxoffice.listeners().items():
        if "musical" not in sources:
            continue
        if not boxoffice.number(context, "SELECT COUNT(*) FROM parked_event"):
            continue
        boxoffice.kill(context)
        boxoffice.change(context, f"""
            DELETE FROM parked_event WHERE key = '{key}';
            UPDATE inbox SET is_parked = 0 WHERE key = '{key}';
            UPDATE log_progress SET log_offset = {broken['offset'] + 1} WHERE log_partition = {broken['partition']};
        """)
    boxoffice.start()


@fault("F20", seats=40)
def event_of_a_later_version_is_passed_by(boxoffice, crowd):
    """A type that nobody knows, more fields than anybody reads, a message that is none of ours: all go on."""
    musical, seats = boxoffice.make_musical(seats=2)
    key = str(boxoffice.performance_of(seats[0]))
    edited = boxoffice.staff().call("PATCH", f"/items/{musical}", {"runningMinutes": 150})
    assert edited.status == 200, edited
    wait_until(lambda: any(headers_of(each).get("type") == "ItemEdited" for each in boxoffice.messages()),
               WAIT_SECONDS_MAX)
    foreign = sum(boxoffice.count(context, "boxoffice_kafka_foreign_messages_total") for context in STATE)
    before = boxoffice.messages()
    like = next(each for each in reversed(before) if each["key"] == key)
    later = [
        like | {"headers": ["type", "SeatHeld", "ce_specversion", "2.0"], "payload": "{}"},
        like | {"key": uuid.uuid4().hex, "headers": [], "payload": "hello"},
    ]
    produce(boxoffice.cluster.kafka.address, TOPIC, later)
    of_tomorrow = tomorrow(boxoffice, key)
    produce(boxoffice.cluster.kafka.address, TOPIC, of_tomorrow)
    boxoffice.wait_until_all_is_read(WAIT_SECONDS_MAX)
    assert boxoffice.number("reservation", "SELECT COUNT(*) FROM parked_event") == 0
    crowd.wait_for_more(5)
    assert crowd.said.failures == [], crowd.said.failures[:3]
    passed = sum(boxoffice.count(context, "boxoffice_kafka_foreign_messages_total") for context in STATE) - foreign
    return Struck(passed + len(of_tomorrow), "messages passed by")


def tomorrow(boxoffice, key):
    """Events of musical as a later version may write them, about a key of their own: a new type, and a known one with
    more than is known of it. Their keys are not ours, so that no number of ours is used up."""
    key_of_tomorrow = f"tomorrow-{key}"
    known = next(each for each in reversed(boxoffice.messages())
                 if headers_of(each).get("type") == "ItemEdited")
    richer = json.loads(known["payload"]) | {"smell": {"of": "roses", "strength": [1, 2, 3]}}
    made = []
    for number, (kind, payload) in enumerate((("SeatsPerfumed", richer), ("ItemEdited", richer)), start=1):
        headers = headers_of(known) | {"type": kind, "ce_type": kind, "ce_sequence": f"{number:019}",
                                       "ce_id": f"{key_of_tomorrow}/1/{number}", "ce_dataschemaversion": "2"}
        made.append(known | {"key": key_of_tomorrow, "payload": json.dumps(payload),
                             "headers": [word for pair in headers.items() for word in pair]})
    return made
