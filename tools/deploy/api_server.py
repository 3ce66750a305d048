"""A real Kubernetes API server with etcd, for as long as a check needs it. There are no machines and no controllers:
objects are admitted, stored and compared, nothing runs.
"""
from __future__ import annotations

import secrets
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Iterator

from cluster import ports, processes
from cluster.components import run
from cluster.private_files import write_secret
from cluster.processes import Started

from . import places, tools
from .commands import answer_of
from .problems import DeployProblem
from .yaml_text import Json, to_text

START_SECONDS_MAX = 120.0


@dataclass(frozen=True)
class ApiServer:
    """`token` is good for everything there."""
    port: int
    token: str
    folder: Path

    def kubectl(self, *words: str, objects: list[Json] | None = None) -> CompletedProcess[str]:
        return answer_of([places.KUBECTL, f"--server=https://127.0.0.1:{self.port}", f"--token={self.token}",
                          "--insecure-skip-tls-verify", *words],
                         text=None if objects is None else to_text(objects),
                         environment={"HOME": str(self.folder), "KUBECONFIG": "/dev/null"})

    def apply(self, objects: list[Json], *words: str) -> list[str]:
        """Server-side apply; answers what the server refuses, a line each."""
        told = self.kubectl("apply", "--server-side", "--field-manager=deploy-check", *words, "--filename=-",
                            objects=objects)
        return told.stderr.strip().splitlines() if told.returncode != 0 else []

    def must(self, *words: str, objects: list[Json] | None = None) -> str:
        told = self.kubectl(*words, objects=objects)
        if told.returncode != 0:
            raise DeployProblem(f"kubectl {' '.join(words)}: {told.stderr.strip()}")
        return told.stdout


def etcd_words(folder: Path, port: int, peer_port: int) -> list[str | Path]:
    client, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer_port}"
    return [places.ETCD / "usr" / "bin" / "etcd", "--data-dir", folder / "etcd", "--unsafe-no-fsync",
            "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"]


def server_words(folder: Path, port: int, etcd_port: int, token: str) -> list[str | Path]:
    key, public = folder / "accounts.key", folder / "accounts.pub"
    run("Making a key for accounts", ["/usr/bin/openssl", "genrsa", "-out", key, "2048"])
    run("Making a key for accounts", ["/usr/bin/openssl", "rsa", "-in", key, "-pubout", "-out", public])
    write_secret(folder / "tokens.csv", f"{token},check,1,system:masters\n")
    return [places.API_SERVER / "kube-apiserver", f"--etcd-servers=http://127.0.0.1:{etcd_port}",
            "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", f"--secure-port={port}",
            f"--cert-dir={folder / 'certificates'}", "--service-account-issuer=https://kubernetes.invalid",
            f"--service-account-signing-key-file={key}", f"--service-account-key-file={public}",
            f"--token-auth-file={folder / 'tokens.csv'}", "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.0.0.0/24",
            # Accounts get their tokens from a controller, which is not here.
            "--disable-admission-plugins=ServiceAccount"]


@contextmanager
def running() -> Iterator[ApiServer]:
    """A server with nothing in it, which ends with the block."""
    tools.install(tools.ETCD, tools.API_SERVER, tools.KUBECTL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, etcd_port, peer_port = ports.free_ports(3)
        server = ApiServer(port, secrets.token_urlsafe(24), folder)
        started: list[Started] = []
        try:
            started.append(processes.start("etcd", etcd_words(folder, etcd_port, peer_port), folder / "etcd.log",
                                           tied=True))
            processes.wait_until_ready(started[-1], lambda: ports.answers(etcd_port), START_SECONDS_MAX)
            started.append(processes.start("kube-apiserver", server_words(folder, port, etcd_port, server.token),
                                           folder / "kube-apiserver.log", tied=True))
            processes.wait_until_ready(started[-1], lambda: is_ready(server), START_SECONDS_MAX, poll=0.5)
            yield server
        finally:
            for process in reversed(started):
                process.end(signal.SIGKILL)  # what it has stored is thrown away, so it need not say goodbye


def is_ready(server: ApiServer) -> bool:
    return ports.answers(server.port) and server.kubectl("get", "--raw", "/readyz").returncode == 0
