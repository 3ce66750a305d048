"""Draws what a new house needs of secrets, for a cluster to try things on: `kubectl apply -f` of what it writes.

Passwords and the secret between processes come from the system's own randomness, the keys that sign from the program
itself. What others give (a provider's keys, a mail server's password, Kafka's certificates) is not drawn.
"""
from __future__ import annotations

import argparse
import secrets
import signal
import subprocess
import tempfile
from pathlib import Path

from cluster import places, ports
from cluster.http_questions import is_answered
from cluster.private_files import write_secret
from cluster.waiting import wait_until

from . import house, names
from .contexts import PODS
from .problems import DeployProblem
from .yaml_text import Json, to_text

START_SECONDS_MAX = 60.0
BYTES = 32


def secret(name: str, namespace: str, kind: str = "Opaque", **texts: str) -> Json:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}, "type": kind,
            "stringData": texts}


def key_rings(folder: Path) -> dict[str, str]:
    """The files of a house that was started once, on its own, and ended."""
    port, management = ports.free_ports(2)
    process = subprocess.Popen([str(word) for word in (
        places.PROGRAM, "serve", "--data", folder / "data", "--keys", folder / "keys", "--port", port,
        "--management-port", management)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not wait_until(lambda: is_answered(management, house.told().readiness), START_SECONDS_MAX):
            raise DeployProblem("The program did not start to make its keys.")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    return {path.name: path.read_text() for path in sorted((folder / "keys").glob("*-tokens.json"))}


def drawn() -> list[Json]:
    """A role's password is needed twice: by the pod of its context, and by the operator that makes the role."""
    made = [secret("boxoffice-service", names.NAMESPACE, secret=secrets.token_urlsafe(BYTES))]
    for context, pod in PODS.items():
        if pod.has_database:
            name, password = f"boxoffice-database-{context}", secrets.token_urlsafe(BYTES)
            made += [secret(name, names.NAMESPACE, password=password),
                     secret(name, names.DATA_NAMESPACE, "kubernetes.io/basic-auth", username=f"boxoffice_{context}",
                            password=password)]
    with tempfile.TemporaryDirectory() as folder:
        made.append(secret("boxoffice-token-keys", names.NAMESPACE, **key_rings(Path(folder))))
    return made


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev deploy-check --new-secrets", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="which must not be there yet")
    path = parser.parse_args(arguments).to
    if path.exists():
        raise DeployProblem(f"{path} is there already, and may be what a house lives on: name another file.")
    write_secret(path, to_text(drawn()))
    print(f"{path} holds new secrets, for its owner alone. kubectl apply -f {path}, then put it away.")
    return 0
