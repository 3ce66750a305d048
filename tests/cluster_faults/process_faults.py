"""F05, F12 to F15: processes die or stand still, in turn or at the worst moment, between two durable points."""
import time

from cluster import services
from fault_house import SESSION_SECONDS, TOPIC
from faults import Struck, fault
from house import Client, wait_until
from topic import committed_offsets, doubled

WAIT_SECONDS_MAX = 60
KILLS = 4
STANDSTILL_SECONDS = 1.5
GATE_LOCK = 4711
LATE_SECONDS = 4
ASKED_SECONDS_MAX = 2
# As the administrator: whatever statement fires it stands still until the test lets it go, or the server is told.
GATE = """
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN PERFORM pg_sleep(300); RETURN NULL; END $$;
"""
GATE_AT_MARK = GATE + """
CREATE TRIGGER gate AFTER DELETE ON outbox_event FOR EACH STATEMENT EXECUTE FUNCTION wait_at_gate();
"""
NO_GATE = "DROP TRIGGER IF EXISTS gate ON outbox_event; DROP FUNCTION IF EXISTS wait_at_gate CASCADE;"
AT_GATE = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{database}' AND wait_event = 'PgSleep'"
LET_GO = AT_GATE.replace("COUNT(*)", "pg_terminate_backend(pid)")


def at_gate(boxoffice, context):
    return boxoffice.number(context, AT_GATE.format(database=services.database_name(context)))


def open_gate(boxoffice, context):
    """Whoever stands there has been killed, but its server process would sleep on."""
    boxoffice.change(context, LET_GO.format(database=services.database_name(context)))
    wait_until(lambda: at_gate(boxoffice, context) == 0, WAIT_SECONDS_MAX)
    boxoffice.change(context, NO_GATE)


def everybody(boxoffice):
    return [process.name for process in boxoffice.cluster.state.processes()]


def all_who_remember(boxoffice):
    """Everybody but the mail sink, which has the letters that arrived in its memory alone; they are evidence."""
    return [name for name in everybody(boxoffice) if name != "mail"]


@fault("F05")
def every_process_is_killed_once(boxoffice, crowd):
    """kill -9, one after the other: of the house, Envoy, Kafka and PostgreSQL."""
    killed = 0
    for name in all_who_remember(boxoffice):
        boxoffice.kill(name)
        killed += 1
        boxoffice.start()
        crowd.wait_for_more(1)
    return Struck(killed, "processes killed")


@fault("F05")
def every_process_stands_still_once(boxoffice, crowd):
    """SIGSTOP for a moment, one after the other: connections stay open, nobody answers, then all goes on."""
    stopped = 0
    for name in everybody(boxoffice):
        boxoffice.pause(name)
        until = time.monotonic() + STANDSTILL_SECONDS
        wait_until(lambda: time.monotonic() > until, WAIT_SECONDS_MAX)
        boxoffice.resume_all()
        stopped += 1
    crowd.wait_for_more(5)
    return Struck(stopped, "processes stopped and resumed")


@fault("F12", is_short=True)
def relay_is_killed_between_publishing_and_marking(boxoffice, crowd):
    """The broker has the events, the outbox still has them too: they are published again and dropped."""
    before = doubled(boxoffice)
    dropped = boxoffice.dropped("musical")
    boxoffice.change("reservation", GATE_AT_MARK)
    wait_until(lambda: at_gate(boxoffice, "reservation") > 0, WAIT_SECONDS_MAX)
    boxoffice.kill("reservation")
    open_gate(boxoffice, "reservation")
    boxoffice.heal()
    crowd.wait_for_more(5)
    wait_until(lambda: boxoffice.dropped("musical") > dropped, WAIT_SECONDS_MAX)
    return Struck(doubled(boxoffice) - before, "events published twice")


@fault("F13")
def transaction_takes_its_sequence_and_commits_late(boxoffice, crowd):
    """Others commit and are published meanwhile; what comes late is not skipped."""
    _, seats = boxoffice.make_musical(seats=40)
    late, other = (boxoffice.performance_of(seat) for seat in (crowd.seats[0], seats[0]))
    boxoffice.change("reservation", f"""
        CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            IF pg_try_advisory_xact_lock({GATE_LOCK}) THEN PERFORM pg_sleep({LATE_SECONDS}); END IF;
            RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON outbox_event DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (NEW.key = '{late}') EXECUTE FUNCTION wait_at_gate();
    """)
    overtaken = 0
    buyer = boxoffice.customer()
    while overtaken < 2 and seats:
        wait_until(lambda: at_gate(boxoffice, "reservation") > 0, WAIT_SECONDS_MAX)
        before = published(boxoffice, other)
        buy_wherever_somebody_answers(boxoffice, buyer.token, seats.pop())
        overtaken += published(boxoffice, other) > before and at_gate(boxoffice, "reservation") > 0
    boxoffice.change("reservation", NO_GATE)
    return Struck(overtaken, "commits overtaken by others that were published")


def buy_wherever_somebody_answers(boxoffice, token, seat):
    """Asks each replica itself: one of them stands at the gate, and the front door does not know."""
    for replica in boxoffice.running("reservation"):
        try:
            asked = Client(replica.port, token, replica.host)
            return asked.call("POST", "/reservations", {"seatIds": [seat]}, timeout=ASKED_SECONDS_MAX, Prefer="wait=1")
        except OSError:
            continue  # the one at the gate
    return None


def published(boxoffice, key):
    """How many of reservation's events of a key are on the topic: the numbers given out without what still waits."""
    return boxoffice.number("reservation", f"""
        SELECT COALESCE((SELECT sequence FROM event_sequence WHERE key = '{key}'), 0)
             - (SELECT COUNT(*) FROM outbox_event WHERE key = '{key}')""")


@fault("F14")
def consumers_are_killed_between_their_commit_and_kafkas(boxoffice, crowd):
    """Kafka believes that they have come less far than they have; what they have done is not done again."""
    behind = 0
    for _ in range(KILLS):
        crowd.wait_for_more(3)
        boxoffice.kill("musical", "payment")
        for context in ("musical", "payment"):
            stored = dict(boxoffice.rows(context, "SELECT log_partition, log_offset FROM log_progress"))
            known = committed_offsets(boxoffice.cluster.kafka.address, f"boxoffice-{context}", TOPIC)
            behind += sum(max(0, offset - known.get(partition, 0)) for partition, offset in stored.items())
        boxoffice.heal()
    crowd.wait_for_more(3)
    return Struck(behind, "events done of which Kafka did not know")


@fault("F15")
def consumer_stands_still_for_longer_than_its_session(boxoffice, crowd):
    """A zombie: its partitions go to the others; what it still has in hand when it wakes is refused by its rows."""
    came, gone = (boxoffice.said("musical", f"partitions have {word}") for word in ("come", "gone"))
    zombie = boxoffice.replica_at_work("musical")
    boxoffice.pause(zombie.name)
    wait_until(lambda: boxoffice.said("musical", "partitions have come") > came, WAIT_SECONDS_MAX)
    asleep_until = time.monotonic() + SESSION_SECONDS
    crowd.wait_for_more(10)
    wait_until(lambda: time.monotonic() > asleep_until, WAIT_SECONDS_MAX)
    boxoffice.resume_all()
    wait_until(lambda: boxoffice.said("musical", "partitions have gone") > gone, WAIT_SECONDS_MAX)
    crowd.wait_for_more(10)
    return Struck(boxoffice.said("musical", "partitions have come") - came, "times that partitions moved")
