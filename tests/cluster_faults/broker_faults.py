"""F16 and F17: the brokers and the groups that share out the work."""
import time

from fault_house import TOPIC
from faults import Struck, fault
from house import wait_until
from topic import Stranger, leaders_of

WAIT_SECONDS_MAX = 60
ROUNDS = 4
STORM_SECONDS = 2.0
STANDSTILL_SECONDS = 14.0  # longer than a process waits before it calls the brokers silent


def partitions_moved(boxoffice, *contexts):
    return sum(boxoffice.said(context, "partitions have gone") for context in contexts)


def waiting_events(boxoffice):
    return boxoffice.number("reservation", "SELECT COUNT(*) FROM outbox_event")


def wait_for_silence(boxoffice):
    """Until events wait, and every process has noticed that the brokers do not answer: how many events waited."""
    until = time.monotonic() + STANDSTILL_SECONDS
    waiting = wait_until(lambda: waiting_events(boxoffice), WAIT_SECONDS_MAX)
    wait_until(lambda: time.monotonic() > until, WAIT_SECONDS_MAX)
    return waiting


@fault("F16", seats=100)
def groups_are_rebalanced_all_the_time(boxoffice, crowd):
    """Every two seconds somebody joins or leaves; a stranger takes partitions and does nothing with them."""
    contexts = ("musical", "reservation", "payment")
    before = partitions_moved(boxoffice, *contexts)
    for _ in range(ROUNDS):
        strangers = [Stranger(boxoffice.cluster.kafka.address, f"boxoffice-{context}", TOPIC) for context in contexts]
        until = time.monotonic() + STORM_SECONDS
        wait_until(lambda: time.monotonic() > until, WAIT_SECONDS_MAX)
        for stranger in strangers:
            stranger.leave()
        boxoffice.kill_one("musical")
        boxoffice.start()
    crowd.wait_for_more(5)
    return Struck(partitions_moved(boxoffice, *contexts) - before, "times that partitions were taken away")


@fault("F17")
def broker_is_killed_under_load(boxoffice, crowd):
    """People are served on from the databases; what was to be published waits, and goes out once and in order."""
    for _ in range(2):
        crowd.wait_for_more(5)
        boxoffice.kill("kafka")
        waiting = wait_until(lambda: waiting_events(boxoffice), WAIT_SECONDS_MAX)
        boxoffice.start()
        crowd.wait_for_more(5)
    return Struck(waiting, "events that waited for the broker")


@fault("F17")
def broker_stands_still(boxoffice, crowd):
    """SIGSTOP: connections stay open and nobody answers. People are served, also when everybody knows that."""
    crowd.wait_for_more(5)
    boxoffice.pause("kafka")
    waiting = wait_for_silence(boxoffice)
    crowd.wait_for_more(5)
    assert crowd.said.failures == [], crowd.said.failures[:3]
    boxoffice.resume_all()
    crowd.wait_for_more(5)
    return Struck(waiting, "events that waited for the broker")


@fault("F17", on_three_brokers=True)
def one_of_three_brokers_is_killed(boxoffice, crowd):
    """Another leads its partitions within seconds; people notice nothing."""
    leading = leaders(boxoffice)
    crowd.wait_for_more(5)
    boxoffice.kill("kafka-2")
    moved = wait_until(lambda: sum(leader != now for leader, now in zip(leading, leaders(boxoffice))), WAIT_SECONDS_MAX)
    crowd.wait_for_more(10)
    assert crowd.said.failures == [], crowd.said.failures[:3]
    return Struck(moved, "partitions with a new leader")


@fault("F17", on_three_brokers=True)
def two_of_three_brokers_are_killed(boxoffice, crowd):
    """What only one broker would have is refused, so nothing that was published can be lost; events wait."""
    crowd.wait_for_more(5)
    boxoffice.kill("kafka-2", "kafka-3")
    wait_for_silence(boxoffice)
    crowd.wait_for_more(5)
    assert crowd.said.failures == [], crowd.said.failures[:3]
    waiting = waiting_events(boxoffice)
    boxoffice.start()
    crowd.wait_for_more(5)
    return Struck(waiting, "events that no broker took alone")


def leaders(boxoffice):
    return leaders_of(boxoffice.cluster.kafka.address, TOPIC)
