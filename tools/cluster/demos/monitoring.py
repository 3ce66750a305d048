"""`./dev cluster demo monitoring`: Prometheus and Alertmanager watch a real cluster with the rules that operators use;
the cluster is broken in one way after the other, and the alerts are awaited at a webhook.

So that nobody waits for hours, a minute of the rules is a second here (scaled_rules.py says exactly what is changed).
What cannot be had on one machine in time is played by promtool in tests/deploy, as every alert is.
"""
from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.monitoring import metrics
from telling import Telling

from .. import places, prometheus
from ..cluster import Cluster
from ..progress import Progress
from . import alert_box, scaled_rules
from .alert_box import Alertmanager, Webhook
from .own_cluster import buyers, own_cluster, put_on_sale
from .troubles import TROUBLES, Expected, Stage, Trouble, only_played

FACTOR = 60
AWAIT_SECONDS = 90.0
SEATS = 120
CONFIGURATION = places.ROOT / "deploy" / "monitoring" / "alertmanager" / "alertmanager.yaml"


@dataclass(frozen=True)
class Seen:
    """An alert, and after how many seconds it fired and arrived; None: not in time."""
    expected: Expected
    fired: float | None
    arrived: float | None

    @property
    def is_well(self) -> bool:
        return self.fired is not None and (self.arrived is not None or self.expected.is_inhibited)

    def __str__(self) -> str:
        if self.fired is None:
            return f"{self.expected.alert} did not fire in {AWAIT_SECONDS:.0f} s"
        way = (f"arrived after {self.arrived:.1f} s" if self.arrived is not None else
               "not told, as another explains it" if self.expected.is_inhibited else "never arrived")
        return f"{self.expected.alert} fired after {self.fired:.1f} s, {way}"


class Watch:
    """What watches the cluster, for as long as the demo runs."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.webhook = Webhook()
        self.port = cluster.settings.prometheus_port
        folder = cluster.folders.root / "alerts"
        scaled_rules.write(places.RULES, folder / "rules", FACTOR)
        self.alertmanager = Alertmanager(folder / "alertmanager", scaled_rules.fast_alertmanager(
            CONFIGURATION, self.webhook.port))
        self.manager_process = self.alertmanager.start()
        self.restart_prometheus(folder / "rules")

    def restart_prometheus(self, rules: object) -> None:
        """With the fast rules in the place of the usual ones."""
        cluster, folders = self.cluster, self.cluster.folders
        cluster.state.servers.pop("prometheus").end()
        prometheus.write_configuration(folders.prometheus, cluster.settings, cluster.front_door.metrics, rules,
                                       alertmanager_port=self.alertmanager.port, every_seconds=1)
        process = prometheus.start(folders.prometheus, cluster.settings, folders.logs / "prometheus.log",
                                   "--rules.alert.resend-delay=1s")
        cluster.state.servers["prometheus"] = process
        cluster.save()
        prometheus.wait_until_ready(cluster.settings, process)

    def await_all(self, expected: tuple[Expected, ...], since: float) -> list[Seen]:
        """Looks until all have fired and arrived, or the time is over."""
        fired: dict[Expected, float] = {}
        arrived: dict[Expected, float] = {}
        while time.monotonic() - since < AWAIT_SECONDS:
            now = alert_box.firing(self.port)
            for each in expected:
                if each not in fired and any(each.fits(labels) for labels in now):
                    fired[each] = time.monotonic() - since
                arrival = self.webhook.first_after(each.alert, since, each.labels)
                if arrival and each not in arrived:
                    arrived[each] = arrival.at - since
            if all(each in fired and (each in arrived or each.is_inhibited) for each in expected):
                break
            time.sleep(0.1)
        for each in arrived.keys() & fired.keys():  # what has arrived had fired, whenever that was seen
            fired[each] = min(fired[each], arrived[each])
        return [Seen(each, fired.get(each), arrived.get(each)) for each in expected]

    def close(self) -> None:
        self.manager_process.end()
        self.webhook.close()


def play(trouble: Trouble, stage: Stage, watch: Watch, telling: Telling) -> None:
    """Lets one trouble happen, waits for its alerts and mends it."""
    since = time.monotonic()
    try:
        trouble.happen(stage)
        seen = watch.await_all(trouble.expected, since)
    finally:
        trouble.mend(stage)
    print(trouble.what, flush=True)
    for each in seen:
        telling.expect(str(each), each.is_well)


def unknown_metrics(watch: Watch) -> list[str]:
    """What rules and panels read and this cluster does not have, as far as it could."""
    known = alert_box.series_names(watch.port) | metrics.recorded() | metrics.OF_KUBERNETES | metrics.OF_TRACES
    planted = metrics.unknown({"a planted rule": {"boxoffice_nobody_has_this"}}, known)
    assert planted, "the comparison finds nothing"
    return metrics.unknown(metrics.uses(), known)


def show(cluster: Cluster, configuration: Path, progress: Progress, chosen: list[str], telling: Telling) -> None:
    """Plays the troubles."""
    with progress.step(f"{SEATS} seats on sale"):
        seats = put_on_sale(cluster.settings.port, SEATS)
    watch = Watch(cluster)
    cluster.progress = Progress(quiet=True)  # what is mended need not be told
    try:
        with buyers(cluster.settings.port, seats, pause_seconds=0.4) as crowd:
            stage = Stage(cluster, crowd, configuration)
            for trouble in TROUBLES:
                if chosen and not any(part in trouble.what for part in chosen):
                    continue
                play(trouble, stage, watch, telling)
        if not chosen:
            telling.look("metrics that rules and dashboards read, in this cluster", lambda: unknown_metrics(watch))
    finally:
        watch.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo monitoring", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ports-from", type=int, default=26_000, metavar="PORT")
    parser.add_argument("troubles", nargs="*", metavar="PART", help="only troubles with one of these in their sentence")
    options = parser.parse_args(arguments)
    progress, telling = Progress(), Telling()
    with tempfile.TemporaryDirectory(prefix="boxoffice-demo-") as folder:
        configuration = Path(folder) / "boxoffice.toml"
        configuration.touch()
        terms = ("--config", str(configuration), "--reconcile-every-seconds", "20")
        with own_cluster(options.ports_from, progress, serve_options=terms) as cluster:
            show(cluster, configuration, progress, options.troubles, telling)
    print(f"Played by promtool alone (tests/deploy): {', '.join(sorted(only_played()))}.")
    return telling.end()
