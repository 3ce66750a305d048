"""F39 to F42: links that are out, deaf on one ear, or slow."""
import time

from cluster import envoy_process
from faults import Struck, fault
from house import wait_until

WAIT_SECONDS_MAX = 60
PARTED_SECONDS = 8.0       # longer than a member's session
# A statement has ten seconds and its answer a little more; after that a connection is given up.
UNANSWERED_SECONDS = 16.0
LATENCY_SECONDS = 0.25     # each way
RESETS = 0.01
KILOBITS = 128             # 16 KiB a second
SLOW_SECONDS = 15.0
CONNECTIONS_MAX = 64
FAILED_TRANSACTION = "a transaction failed and is tried again"


def hold_for(seconds):
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + WAIT_SECONDS_MAX)


def waiting_for_seats(boxoffice):
    return boxoffice.number("reservation", "SELECT COUNT(*) FROM reservation WHERE state = 'Placed'")


@fault("F39")
def seats_are_cut_off_from_the_purchases(boxoffice, crowd):
    """musical and Kafka hear nothing of each other: purchases wait, and go on when the link is back."""
    for replica in boxoffice.cluster.state.of("musical"):
        boxoffice.switch.part(replica.name, "kafka")
    waiting = wait_until(lambda: waiting_for_seats(boxoffice), WAIT_SECONDS_MAX)
    hold_for(PARTED_SECONDS)
    boxoffice.switch.heal()
    crowd.wait_for_more(5)
    return Struck(waiting, "purchases that waited for their seats")


def one_replica_hears_or_is_heard_only(boxoffice, crowd, is_deaf):
    """One of two: the group gives its partitions to the other, while it may still write what it has in hand."""
    replica = boxoffice.replica_at_work("musical")
    came = boxoffice.said("musical", "partitions have come")
    ends = ("kafka", replica.name) if is_deaf else (replica.name, "kafka")
    boxoffice.switch.silence(*ends)
    wait_until(lambda: boxoffice.said("musical", "partitions have come") > came, WAIT_SECONDS_MAX)
    crowd.wait_for_more(10)
    boxoffice.switch.heal()
    crowd.wait_for_more(10)
    return Struck(boxoffice.said("musical", "partitions have come") - came, "times that partitions moved")


@fault("F39")
def one_replica_of_the_seats_hears_nothing_of_kafka(boxoffice, crowd):
    """One way only: what it says arrives, what it is told does not."""
    return one_replica_hears_or_is_heard_only(boxoffice, crowd, is_deaf=True)


@fault("F39")
def one_replica_of_the_seats_is_not_heard_by_kafka(boxoffice, crowd):
    """The other way."""
    return one_replica_hears_or_is_heard_only(boxoffice, crowd, is_deaf=False)


def failed_transactions(boxoffice):
    return sum(boxoffice.said(context, FAILED_TRANSACTION) for context in ("musical", "reservation", "payment"))


@fault("F40")
def answers_of_the_database_are_lost(boxoffice, crowd):
    """Commits arrive, their answers do not: each process asks afterwards whether it has happened."""
    before = boxoffice.said("reservation", FAILED_TRANSACTION)
    for replica in boxoffice.cluster.state.of("reservation"):
        boxoffice.switch.silence("postgres", replica.name)
    hold_for(UNANSWERED_SECONDS)
    boxoffice.switch.heal()
    crowd.wait_for_more(5)
    return Struck(boxoffice.said("reservation", FAILED_TRANSACTION) - before, "transactions without an answer")


@fault("F40")
def database_is_cut_off(boxoffice, crowd):
    """The cable of PostgreSQL's machine is out for as long as it takes to be noticed."""
    before = failed_transactions(boxoffice)
    boxoffice.switch.pull_out("postgres")
    hold_for(UNANSWERED_SECONDS)
    boxoffice.switch.plug_back("postgres")
    crowd.wait_for_more(5)
    return Struck(failed_transactions(boxoffice) - before, "transactions that failed and were tried again")


@fault("F41", is_short=True)
def front_door_loses_one_replica(boxoffice, crowd):
    """It is thrown out within seconds. Requests with a key are asked again elsewhere: their senders see no failure."""
    door, replica = boxoffice.cluster.door, boxoffice.replica("reservation")
    crowd.wait_for_more(5)
    before = len(crowd.said.failures_with_key)
    boxoffice.switch.part("envoy", replica.name)
    wait_until(lambda: envoy_process.statistic(door, "cluster.reservation.membership_healthy") == 1, WAIT_SECONDS_MAX)
    crowd.wait_for_more(10)
    lost = crowd.said.failures_with_key[before:]
    assert not lost, lost[:3]
    repeated = envoy_process.statistic(door, "cluster.reservation.upstream_rq_retry")
    boxoffice.switch.heal()
    wait_until(lambda: envoy_process.statistic(door, "cluster.reservation.membership_healthy") == 2, WAIT_SECONDS_MAX)
    return Struck(repeated, "requests asked again of the other replica")


@fault("F42")
def network_is_slow_and_breaks_off(boxoffice, crowd):
    """Half a second to the database and back, one piece in a hundred cut off, the provider and the mails alike."""
    settings = boxoffice.cluster.settings
    database = boxoffice.proxies.add("database", (boxoffice.host_of("postgres"), settings.postgres_port))
    boxoffice.detours[("postgres", "reservation")] = database
    boxoffice.cluster.restart_rolling(["reservation"])
    for proxy in (database, boxoffice.proxies.provider, boxoffice.proxies.mail):
        proxy.delay, proxy.resets = LATENCY_SECONDS, RESETS
    hold_for(SLOW_SECONDS)
    assert database.open_max <= CONNECTIONS_MAX, database.open_max
    boxoffice.proxies.heal()
    crowd.wait_for_more(10)
    boxoffice.detours.clear()
    boxoffice.cluster.restart_rolling(["reservation"])
    assert crowd.said.slowest < 25, crowd.said.slowest
    return Struck(min(database.delayed, database.cut_off), "connections to the database cut off, "
                                                           f"{database.delayed} pieces delayed")


@fault("F42")
def replica_has_a_narrow_link(boxoffice, crowd):
    """16 KiB a second for everything that a process says and hears; the other does most of the work."""
    replica = boxoffice.replica("musical")
    boxoffice.switch.narrow(replica.name, KILOBITS)
    hold_for(SLOW_SECONDS)
    packets, lost = boxoffice.switch.passed(replica.name)
    boxoffice.switch.heal()
    crowd.wait_for_more(5)
    assert crowd.said.slowest < 25, crowd.said.slowest
    return Struck(packets, f"packets through the narrow link, {lost} lost")
