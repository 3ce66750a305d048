"""`./dev pipeline`: the stages of the Jenkinsfile, run here from the first to the last.

Push goes to a registry of its own (crane), deploy to a cluster of processes on this machine (local_target.py). The
first release is installed, a second rolls out while people look on, a third is an image with a planted fault: its
processes do not become ready, and the rollback must bring the second back. Between all of them the smoke test sells
seats, and somebody who asks all the time must never be left without an answer.

Stages that take long are left out by name: --skip Test.
"""
from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import Iterator

from cluster import ports, processes
from cluster.http_questions import is_answered
from telling import Telling

from . import facts, places, tools
from .image import Workshop, made_image
from .local_target import DEFAULT_PORTS_FROM, FOLDER, LocalTarget
from .pipeline_stages import ROLLBACK, Stage, read_jenkinsfile
from .problems import DeployProblem

REGISTRY_SECONDS_MAX = 30.0
# A setting in the image that the program refuses with a sentence, so that none of its processes becomes ready.
FAULT = "BOXOFFICE_BATCH_MAX=0"
# What a further release goes through here. The image is looked at in the first one.
FURTHER = ("Image", "Push", "Deploy", "Smoke")
SHORTER = {"./dev image --check": "./dev image"}
LOOK_EVERY_SECONDS = 0.1


class Onlooker:
    """Asks for the list of musicals all the time, and counts who did not answer."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, 0
        self.complaints: list[str] = []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self) -> Onlooker:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()

    def look(self) -> None:
        while not self.is_over.wait(LOOK_EVERY_SECONDS):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", "/items?size=1")
                status = str(connection.getresponse().status)
            except OSError as problem:
                status = repr(problem)
            finally:
                connection.close()
            self.asked += 1
            if status != "200":
                self.complaints.append(f"{time.strftime('%H:%M:%S')} {status}")


@contextmanager
def registry(port: int) -> Iterator[str]:
    """A registry for as long as the block runs; its address."""
    tools.install(tools.GO_PROGRAMS)
    started = processes.start("registry", [places.GO_PROGRAMS / "crane", "registry", "serve", "--address",
                                           f"127.0.0.1:{port}", "--disk", FOLDER.parent / "registry"],
                              FOLDER.parent / "registry.log", tied=True)
    (FOLDER.parent / "registry").mkdir(parents=True, exist_ok=True)
    try:
        processes.wait_until_ready(started, lambda: is_answered(port, "/v2/"), REGISTRY_SECONDS_MAX)
        yield f"127.0.0.1:{port}"
    finally:
        started.end(signal.SIGTERM)


class Pipeline:
    """Runs commands as the machine of a pipeline does: each in a shell, in the checkout, with the same environment."""

    def __init__(self, stages: list[Stage], environment: dict[str, str]) -> None:
        self.stages = {stage.name: stage.command for stage in stages}
        self.environment = environment
        self.telling = Telling()
        self.has_run: set[str] = set()

    def run(self, name: str, **more: str) -> bool:
        command = self.stages[name] if name not in self.has_run else SHORTER.get(self.stages[name], self.stages[name])
        self.has_run.add(name)
        print(f"---- {time.strftime('%H:%M:%S')} {name}: {command}", flush=True)
        started = time.monotonic()
        code = subprocess.run(["/bin/sh", "-c", command], cwd=places.ROOT, check=False,
                              stdin=subprocess.DEVNULL, env={**os.environ, **self.environment, **more}).returncode
        print(f"---- {name}: {'well' if code == 0 else f'failed with {code}'} after {time.monotonic() - started:.0f} s",
              flush=True)
        return code == 0

    def release(self, names: list[str], **more: str) -> bool:
        """The stages one after the other, up to the first that fails."""
        return all(self.run(name, **more) for name in names)


def plant_fault() -> bool:
    """Puts the fault into the image that was just made, as a wrong line of its Dockerfile would."""
    workshop = Workshop()
    workshop.add_to_configuration({"Env": [*workshop.configuration()["config"]["Env"], FAULT]})
    workshop.write_down(replace(made_image(), digest=workshop.manifest_digest()))
    return True


def three_releases(pipeline: Pipeline, target: LocalTarget, skipped: list[str]) -> None:
    telling, version = pipeline.telling, facts.gather().version
    first = [name for name in pipeline.stages if name not in (*skipped, ROLLBACK, "Smoke")]
    if not telling.expect("the first release: every stage up to the deployment", pipeline.release(first)):
        return
    login = {"BOXOFFICE_SMOKE_LOGIN": target.staff_login()}
    telling.expect("the first release sells seats", pipeline.run("Smoke", **login))
    with Onlooker(target.port) as onlooker:
        telling.expect("the second release rolls out and sells seats", pipeline.release(
            list(FURTHER), **login, BOXOFFICE_VERSION=f"{version[:50]}-second"))
        second = target.releases()[-1]
        bad = {"BOXOFFICE_VERSION": f"{version[:50]}-bad"}
        telling.expect("an image with a planted fault is made and pushed",
                       pipeline.run("Image", **bad) and plant_fault() and pipeline.run("Push", **bad))
        telling.expect("it is not deployed", not pipeline.run("Deploy", **bad))
        telling.expect("the rollback brings the second release back",
                       pipeline.run(ROLLBACK) and target.releases()[-1] == second)
        telling.expect("it sells seats again", pipeline.run("Smoke", **login))
    telling.expect(f"an onlooker asked {onlooker.asked} times; {len(onlooker.complaints)} times nobody answered "
                   f"{onlooker.complaints[:5] or ''}", onlooker.asked > 0 and not onlooker.complaints)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev pipeline", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skip", action="append", default=[], metavar="STAGE", help="leave this stage out")
    parser.add_argument("--scan-sources", default="", metavar="NAME,...",
                        help="who is asked for holes; a source that cannot be reached fails the stage Scan")
    parser.add_argument("--ports-from", type=int, default=DEFAULT_PORTS_FROM, metavar="PORT",
                        help="a hundred ports from here, and the one before (default %(default)s)")
    options = parser.parse_args(arguments)
    stages = read_jenkinsfile()
    unknown = set(options.skip) - {stage.name for stage in stages}
    if unknown:
        raise DeployProblem(f"There is no stage {', '.join(sorted(unknown))}: "
                            f"{', '.join(stage.name for stage in stages)}.")
    os.environ["BOXOFFICE_LOCAL_PORTS_FROM"] = str(options.ports_from)
    if not ports.is_free(options.ports_from - 1):
        raise DeployProblem(f"Somebody listens on {options.ports_from - 1} already; choose other ports.")
    target = LocalTarget()
    target.end()  # what an interrupted run has left
    with registry(options.ports_from - 1) as address:
        pipeline = Pipeline(stages, {
            "BOXOFFICE_REGISTRY": address, "BOXOFFICE_TARGET": "local", "BOXOFFICE_SMOKE_URL": target.url(),
            "BOXOFFICE_PREBUILT": "yes", "BOXOFFICE_SCAN_SOURCES": options.scan_sources})
        try:
            three_releases(pipeline, target, options.skip)
        finally:
            LocalTarget().end()
    return pipeline.telling.end()
