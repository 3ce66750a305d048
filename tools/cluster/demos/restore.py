"""`./dev cluster demo restore`: a drill. PostgreSQL is copied while people buy, loses its disk, and comes back.

Nothing that was acknowledged may be missing, `boxoffice verify` must find nothing, also not against the provider's
books, and reconciliation must have nothing to say. The times are printed; docs/operations.md says how it is done by
hand.
"""
from __future__ import annotations

import argparse
import subprocess
import time

from house.crowd import Crowd
from telling import Telling

from .. import places, services
from ..cluster import Cluster
from ..layout import ClusterProblem
from ..postgres_server import ADMINISTRATOR
from ..progress import Progress
from ..waiting import wait_until
from . import backup
from .own_cluster import ask, buyers, own_cluster, put_on_sale

SEATS = 300
READY_SECONDS_MAX = 180.0
SETTLE_SECONDS_MAX = 180.0
VERIFY_SECONDS_MAX = 120.0


def acknowledged_to(crowd: Crowd) -> set[int]:
    return {number for _, number in crowd.placed}


class Drill:
    """What was done and seen, step by step."""

    def __init__(self, cluster: Cluster, progress: Progress) -> None:
        self.cluster, self.progress = cluster, progress
        self.backup = backup.Backup(cluster.postgres, cluster.folders.root / "backup")
        self.telling = Telling()

    def is_ready(self) -> bool:
        return all(services.is_ready(replica, self.cluster.front_door) for replica in self.cluster.state.replicas)

    def verify(self, *more: str) -> tuple[bool, str]:
        settings = self.cluster.settings
        done = subprocess.run([
            places.PROGRAM, "verify", "--database-url", services.database_url(settings, ADMINISTRATOR),
            "--database-password-file", str(self.cluster.postgres.password_file), "--data",
            str(self.cluster.folders.root / "verify"), *more], capture_output=True, text=True, check=False,
            timeout=VERIFY_SECONDS_MAX)
        return done.returncode == 0, done.stdout + done.stderr

    def verified(self, *more: str) -> bool:
        """What is under way when everybody stops buying settles first."""
        said = ""

        def holds() -> bool:
            nonlocal said
            holds_now, said = self.verify(*more)
            return holds_now

        if wait_until(holds, SETTLE_SECONDS_MAX, poll=2):
            return True
        self.progress.say(said[-2000:])
        return False

    def run(self, seconds: int) -> None:
        with self.progress.step(f"{SEATS} seats on sale"):
            seats = put_on_sale(self.cluster.settings.port, SEATS)
        with buyers(self.cluster.settings.port, seats) as crowd:
            with self.progress.step("the backup receives the write-ahead log, and commits wait for it"):
                receiver = self.backup.receive()
            began = time.monotonic()
            self.backup.copy()
            self.progress.say(f"  base copy of {self.backup.bytes() / 2**20:.0f} MiB under load: "
                              f"{time.monotonic() - began:.1f} s")
            time.sleep(seconds)  # people go on buying; what they do now is in the log alone
            lost_at = time.monotonic()
            acknowledged = acknowledged_to(crowd)
            backup.destroy(self.cluster.postgres, self.cluster.state.servers.pop("postgres"))
            acknowledged |= acknowledged_to(crowd)
            receiver.end()
            self.progress.say(f"  PostgreSQL and its disk are gone; {len(acknowledged)} reservations were acknowledged")
            self.cluster.state.servers["postgres"] = self.backup.restore()
            self.cluster.save()
            self.progress.say(f"  restored, {self.backup.bytes() / 2**20:.0f} MiB with the log: "
                              f"{time.monotonic() - lost_at:.1f} s after the loss")
            is_ready = wait_until(self.is_ready, READY_SECONDS_MAX, poll=0.2)
            back = time.monotonic() - lost_at
            placed_before = len(crowd.placed)
            buys_again = wait_until(lambda: len(crowd.placed) > placed_before, READY_SECONDS_MAX, poll=0.2)
        self.telling.expect(f"every process serves again {back:.1f} s after the loss", is_ready)
        self.telling.expect(f"people buy again {time.monotonic() - lost_at:.1f} s after the loss", buys_again)
        self.look_for(acknowledged)

    def look_for(self, acknowledged: set[int]) -> None:
        port = self.cluster.settings.port
        missing = sorted(number for number in acknowledged if ask(port, "GET", f"/reservations/{number}")[0] != 200)
        self.telling.expect(f"of {len(acknowledged)} acknowledged reservations {len(missing)} are missing", not missing)
        self.telling.expect("boxoffice verify finds nothing", self.verified())
        self.telling.expect("nor does it against the provider's books", self.verified(
            "--provider", "--provider-url", services.provider_url(self.cluster.settings, self.cluster.machines)))
        findings = self.reconciled()
        self.telling.expect(f"reconciliation has been done since, and has {findings} findings", findings == 0)

    def reconciled(self) -> int:
        """How many findings there are when one more run has ended."""
        port = self.cluster.settings.port

        def finished() -> int:
            status, told = ask(port, "GET", "/payments/reconciliation?size=1")
            if status != 200:
                raise ClusterProblem(f"GET /payments/reconciliation was answered with {status}: {told}")
            return int(told["page"]["totalElements"])

        before = finished()
        wait_until(lambda: finished() > before + 1, SETTLE_SECONDS_MAX, poll=1)
        return int(ask(port, "GET", "/payments/reconciliation/findings")[1]["page"]["totalElements"])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo restore", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5,
                        help="how long people buy after the copy (default %(default)s)")
    parser.add_argument("--ports-from", type=int, default=26_000, metavar="PORT")
    options = parser.parse_args(arguments)
    progress = Progress()
    terms = ("--reconcile-every-seconds", "5", "--reconcile-lag-seconds", "2")
    with own_cluster(options.ports_from, progress, with_prometheus=False, durable=True, serve_options=terms) as cluster:
        drill = Drill(cluster, progress)
        drill.run(options.seconds)
    return drill.telling.end()
