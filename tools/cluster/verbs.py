"""The verbs of `./dev cluster`: reads their options, says what happened in sentences."""
from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys

from . import places, status
from .cluster import Cluster
from .http_questions import ask_json
from .layout import CONTEXTS, DEFAULT_PORT, DEFAULT_PORTS_FROM, ClusterProblem, Folders, Settings, parse_replicas
from .progress import Progress

SEED_SECONDS_MAX = 300


def parser_of(verb: str, what: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"./dev cluster {verb}", description=what)


def this_cluster(must_exist: bool = True) -> Cluster:
    cluster = Cluster(Folders(), Progress())
    if must_exist and not cluster.exists():
        raise ClusterProblem("No cluster is there; ./dev cluster up starts one.")
    return cluster


def chosen_contexts(words: list[str]) -> list[str]:
    unknown = [word for word in words if word not in CONTEXTS]
    if unknown:
        raise ClusterProblem(f"There is no context '{unknown[0]}': {', '.join(CONTEXTS)}.")
    return words or list(CONTEXTS)


# ---- up

def up(arguments: list[str]) -> int:
    parser = parser_of("up", "Starts Kafka, PostgreSQL, Envoy, a payment provider, a mail sink, Prometheus and every "
                             "context in processes of its own, and waits until all serve. In a cluster that is there "
                             "already it starts what has died. What follows -- goes to every 'boxoffice serve'.")
    parser.add_argument("--replicas", action="append", default=[], metavar="reservation=3,...",
                        help="how many processes of a context; all=3 for every context")
    parser.add_argument("--seed", action="store_true", help="fill an empty house with the sample season")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the front door (default %(default)s)")
    parser.add_argument("--ports-from", type=int, default=DEFAULT_PORTS_FROM, metavar="PORT",
                        help="a hundred ports from here are for everything behind it (default %(default)s)")
    parser.add_argument("--auth", choices=("builtin", "open"), default="builtin")
    parser.add_argument("--payment", default="sandbox", help="the payment provider (default %(default)s)")
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--sign-ins-per-second", type=int, default=20, metavar="N",
                        help="from one address, with a burst of three times as many (default %(default)s)")
    parser.add_argument("--no-prometheus", action="store_true")
    parser.add_argument("--tracing", action="store_true", help="Jaeger beside it, which every process sends its spans")
    parser.add_argument("serve", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    settings = Settings(port=options.port, ports_from=options.ports_from, replicas=parse_replicas(options.replicas),
                        auth=options.auth, payment=options.payment, log_level=options.log_level,
                        sign_ins_per_second=options.sign_ins_per_second, with_prometheus=not options.no_prometheus,
                        with_tracing=options.tracing,
                        serve_options=tuple(word for word in options.serve if word != "--"))
    cluster = this_cluster(must_exist=False)
    with cluster.locked():
        cluster.up(settings)
        if options.seed:
            seed(cluster)
        print(where_everything_is(cluster))
    return 0


def seed(cluster: Cluster) -> None:
    """Lets the program fill an empty house; one with musicals is left as it is."""
    listed = ask_json(cluster.settings.port, "/items?size=1")
    if listed is None or listed["page"]["totalElements"] > 0:
        return
    with cluster.progress.step("the sample season"):
        data = cluster.folders.data_of("identity")
        done = subprocess.run([places.PROGRAM, "sample-season", "--url", f"http://127.0.0.1:{cluster.settings.port}",
                               "--data", data, "--keys", cluster.folders.keys],
                              capture_output=True, text=True, check=False, timeout=SEED_SECONDS_MAX)
        if done.returncode != 0:
            raise ClusterProblem(f"The sample season could not be made: {(done.stdout + done.stderr)[-1000:]}")


def sample_accounts(cluster: Cluster) -> list[dict[str, str]]:
    """The accounts that identity made for playing."""
    path = cluster.folders.data_of("identity") / "sample-accounts.jsonl"
    return [json.loads(text) for text in path.read_text().splitlines()] if path.exists() else []


def where_everything_is(cluster: Cluster) -> str:
    port = cluster.settings.port
    told = [status.table(status.lines(cluster)), "",
            f"Boxoffice  http://localhost:{port}  opens onto the pages; staff: http://localhost:{port}/staff",
            f"  logs: ./dev cluster logs [name] [-f], files in {cluster.folders.logs.relative_to(places.ROOT)}; "
            f"the front door's requests: {cluster.door.access_log.relative_to(places.ROOT)}"]
    accounts = sample_accounts(cluster)
    if accounts:
        told.append("Accounts to sign in with:")
        told += [f"  {account['role']:<10} {account['email']}  {account['password']}" for account in accounts]
    told.append("./dev cluster down ends it and leaves nothing behind.")
    return "\n".join(told)


# ---- looking

def show_status(arguments: list[str]) -> int:
    parser_of("status", "Shows every process, where it is and whether it serves. Fails unless all do.").parse_args(
        arguments)
    rows = status.lines(this_cluster())
    print(status.table(rows))
    ill = [row.name for row in rows if not row.is_well]
    if ill:
        print(f"Not well: {', '.join(ill)}. ./dev cluster logs NAME says more; ./dev cluster up starts what has died.")
    return 1 if ill or not rows else 0


def logs(arguments: list[str]) -> int:
    parser = parser_of("logs", "Shows the last lines of the logs.")
    parser.add_argument("name", nargs="?", help="a context, one replica such as payment-1, or kafka, envoy, ...")
    parser.add_argument("-f", "--follow", action="store_true", help="goes on with what comes")
    parser.add_argument("-n", "--lines", type=int, default=40)
    options = parser.parse_args(arguments)
    files = [path for path in this_cluster().log_files(options.name) if path.exists()]
    if not files:
        raise ClusterProblem("There are no logs yet.")
    sys.stdout.flush()
    follow = ["-F"] if options.follow else []
    os.execv("/usr/bin/tail", ["tail", "-n", str(options.lines), *follow, *(str(path) for path in files)])


# ---- changing

def down(arguments: list[str]) -> int:
    parser = parser_of("down", "Ends everything that was started and removes what it kept.")
    parser.add_argument("--keep-data", action="store_true", help="the next up goes on where this one stopped")
    options = parser.parse_args(arguments)
    cluster = this_cluster(must_exist=False)
    if not cluster.exists():
        print("No cluster is there; nothing to end.")
        return 0
    with cluster.locked():
        cluster.down(options.keep_data)
    print("The cluster has ended." + (" Its data is kept." if options.keep_data else ""))
    return 0


def scale(arguments: list[str]) -> int:
    parser = parser_of("scale", "More or fewer processes of a context; whoever leaves finishes what it has.")
    parser.add_argument("replicas", nargs="+", metavar="reservation=3")
    options = parser.parse_args(arguments)
    cluster = this_cluster()
    with cluster.locked():
        cluster.scale(parse_replicas(options.replicas))
        print(status.table(status.lines(cluster)))
    return 0


def restart(arguments: list[str]) -> int:
    parser = parser_of("restart", "Starts the processes of a context anew.")
    parser.add_argument("--rolling", action="store_true", help="a new one serves before the old one leaves: no request "
                                                               "is lost. Without it each is killed first.")
    parser.add_argument("contexts", nargs="*", help="all unless named")
    options = parser.parse_args(arguments)
    cluster = this_cluster()
    contexts = chosen_contexts(options.contexts)
    with cluster.locked():
        if options.rolling:
            cluster.restart_rolling(contexts)
        else:
            cluster.restart_abruptly(contexts)
        print(status.table(status.lines(cluster)))
    return 0


def send_to_named(verb: str, what: str, signals: tuple[signal.Signals, ...], arguments: list[str]) -> int:
    parser = parser_of(verb, what)
    parser.add_argument("names", nargs="+", help="a replica such as payment-1, a context, or kafka, postgres, ...")
    options = parser.parse_args(arguments)
    cluster = this_cluster()
    for name in options.names:
        for process in cluster.named(name):
            reached = [process.send(each) for each in signals]
            print(f"{process.name} ({process.pid}): {verb}" if all(reached) else f"{process.name} has gone already")
    return 0


def kill(arguments: list[str]) -> int:
    return send_to_named("kill", "Kills processes at once, as a power cut would. ./dev cluster up starts them again.",
                         (signal.SIGKILL,), arguments)


def pause(arguments: list[str]) -> int:
    return send_to_named("pause", "Stops processes where they are, connections open; resume lets them go on.",
                         (signal.SIGSTOP,), arguments)


def resume(arguments: list[str]) -> int:
    return send_to_named("resume", "Lets paused processes go on.", (signal.SIGCONT,), arguments)
