"""The mesh, on this machine: three contexts as processes that ask each other through side cars with mutual TLS.

Real processes of identity, reservation and musical, on a Kafka and a PostgreSQL of their own; beside each an Envoy that
lets in whom the AuthorizationPolicies of deploy/kubernetes allow. The authority and all certificates are made at the
start and thrown away. Tried are the right questions, and the wrong ones: without a certificate, with one of a
stranger's authority, as a context that has no business there, to a server that is another one than it should be.
"""
from __future__ import annotations

import argparse
import http.client
import shutil
import ssl
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

from deploy import istio, names
from telling import Telling

from .. import places, ports, processes, services, sidecar
from ..certificates import Authority, Identity
from ..front_door import FrontDoor, ask_program
from ..http_questions import is_answered
from ..layout import Folders
from ..postgres_server import Database
from ..sidecar import Inbound, Outbound, SideCar
from ..with_servers import throwaway_kafka, throwaway_postgres

CONTEXTS = ("identity", "reservation", "musical")   # those that run
STRANGER = "payment"                                # a context that asks identity, and has no business with reservation
READY_SECONDS_MAX = 120.0
QUESTIONS = 300                                     # for the figure
REVOCATIONS = "/internal/sessions/revoked?since=0"  # what everybody asks identity
FORECAST = "/internal/forecasts/1"                  # what musical alone asks reservation


@dataclass(frozen=True)
class Place:
    """Where the process of a context listens, and where its side car does."""
    public: int
    management: int
    internal: int
    admin: int
    inside: int    # the side car's listener that stands for the internal port


@dataclass
class Mesh:
    """All of it while it runs. `ways` are the ports where a context asks another one: (asker, asked)."""
    folder: Path
    door: FrontDoor
    authority: Authority
    identities: dict[str, Identity]
    where: dict[str, Place]
    ways: dict[tuple[str, str], int]
    cars: dict[str, SideCar]
    secret: str


# ---- what stands there

def make_mesh(folder: Path) -> Mesh:
    door = ask_program(places.PROGRAM)
    authority = Authority(folder / "authority").make()
    everybody = (*CONTEXTS, STRANGER)
    identities = {context: authority.identity(names.principal(context)) for context in everybody}
    where = {context: Place(*ports.free_ports(5)) for context in everybody}
    ways = {(asker, asked): ports.free_ports(1)[0] for asker in everybody for asked in ("identity", "reservation")
            if asker != asked}
    secret = services.kept_secret(Folders(folder).secrets / "service")
    mesh = Mesh(folder, door, authority, identities, where, ways, {}, secret)
    mesh.cars = {context: side_car(mesh, context) for context in everybody}
    return mesh


def side_car(mesh: Mesh, context: str) -> SideCar:
    place = mesh.where[context]
    policies = tuple(each for each in istio.security_objects(mesh.door) if each["kind"] == "AuthorizationPolicy"
                     and each["metadata"]["name"] == names.workload(context))
    inbound = (Inbound(place.inside, names.INTERNAL_PORT, place.internal),)
    outbound = tuple(Outbound(asked, port, mesh.where[asked].inside, names.principal(asked))
                     for (asker, asked), port in mesh.ways.items() if asker == context)
    return SideCar(context, place.admin, mesh.folder, mesh.identities[context], mesh.authority, policies, inbound,
                   outbound)


def command(mesh: Mesh, context: str, kafka: str, postgres_port: int) -> list[str | Path]:
    """As the manifests start it; whom it asks it asks through its side car."""
    place, folders = mesh.where[context], Folders(mesh.folder)
    peers = ",".join(f"{asked}=http://127.0.0.1:{mesh.ways[context, asked]}" for asked in mesh.door.asks[context])
    role = services.database_name(context)
    return [places.PROGRAM, "serve", "--contexts", context, "--instance", context, "--port", str(place.public),
            "--management-port", str(place.management), "--internal-port", str(place.internal),
            "--service-secret-file", folders.secrets / "service", "--data", folders.data_of(context),
            "--keys", folders.keys, "--kafka", kafka, "--kafka-partitions", "4",
            "--database-url", f"postgresql://{role}@127.0.0.1:{postgres_port}/{role.replace(context, '{context}')}",
            "--database-password-file", services.database_password(folders, context),
            *(["--peer", peers] if peers else [])]


@contextmanager
def running(mesh: Mesh) -> Iterator[None]:
    """Servers, side cars and contexts, in this order; all of it ends with the block."""
    folders = Folders(mesh.folder)
    with ExitStack() as stack:
        kafka = stack.enter_context(throwaway_kafka(mesh.folder / "kafka"))
        postgres = stack.enter_context(throwaway_postgres(mesh.folder / "postgres"))
        postgres.create_databases([Database(services.database_name(context), services.database_name(context),
                                            services.kept_secret(services.database_password(folders, context)))
                                   for context in CONTEXTS])
        for car in mesh.cars.values():
            process = sidecar.start(car)
            stack.callback(process.end)
            processes.wait_until_ready(process, lambda: is_answered(car.admin_port, "/ready"), READY_SECONDS_MAX)
        print(f"  ..  Kafka, PostgreSQL and {len(mesh.cars)} side cars run", flush=True)
        for context in CONTEXTS:
            process = processes.start(context, command(mesh, context, kafka.address, postgres.port),
                                      folders.logs / f"{context}.log", tied=True)
            stack.callback(process.end)
            place = mesh.where[context]
            processes.wait_until_ready(process, lambda: is_answered(place.management, mesh.door.readiness),
                                       READY_SECONDS_MAX)
            print(f"  ..  {context} is ready", flush=True)
        yield


# ---- asking

def answer_of(connection: http.client.HTTPConnection, path: str, secret: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def asked_as(mesh: Mesh, asker: str, asked: str, path: str, *, secret: bool = True) -> tuple[int, str]:
    """What the process of a context would hear: it speaks to its side car in the clear."""
    connection = http.client.HTTPConnection("127.0.0.1", mesh.ways[asker, asked], timeout=20)
    return answer_of(connection, path, mesh.secret if secret else "")


def refused_by(mesh: Mesh, asked: str, identity: Identity | None) -> str:
    """How a connection past any side car ends: empty when it was answered."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False    # names are not what certificates of a mesh say
    context.load_verify_locations(mesh.authority.certificate)
    if identity:
        context.load_cert_chain(identity.certificate, identity.key)
    connection = http.client.HTTPSConnection("127.0.0.1", mesh.where[asked].inside, timeout=20, context=context)
    try:
        answer_of(connection, REVOCATIONS, mesh.secret)
    except (OSError, http.client.HTTPException) as refusal:
        return str(refusal) or type(refusal).__name__
    return ""


def refused_in_the_clear(mesh: Mesh, asked: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", mesh.where[asked].inside, timeout=20)
    try:
        answer_of(connection, REVOCATIONS, mesh.secret)
    except (OSError, http.client.HTTPException) as refusal:
        return str(refusal) or type(refusal).__name__
    return ""


def milliseconds(ask: Callable[[], tuple[int, str]]) -> float:
    """The median of many questions, each on a connection of its own."""
    took = []
    for _ in range(QUESTIONS):
        began = time.monotonic()
        status, _ = ask()
        took.append(time.monotonic() - began)
        if status != 200:
            raise AssertionError(f"a question was answered {status}")
    return 1000 * statistics.median(took)


# ---- the attempts

def right_ones(mesh: Mesh, telling: Telling) -> None:
    handshakes = sidecar.statistic(mesh.cars["identity"], f"listener.127.0.0.1_{mesh.where['identity'].inside}"
                                                          ".ssl.handshake")
    telling.expect("musical and reservation are ready, which they are only with identity's keys", handshakes > 0,
                   f"{handshakes} handshakes at identity's door")
    status, _ = asked_as(mesh, "musical", "identity", REVOCATIONS)
    telling.expect("musical asks identity", status == 200, status)
    status, body = asked_as(mesh, "musical", "reservation", FORECAST)
    telling.expect("musical asks reservation", status == 200 and "forecast" in body, status)
    status, _ = asked_as(mesh, STRANGER, "identity", REVOCATIONS)
    telling.expect(f"{STRANGER} asks identity", status == 200, status)
    status, _ = asked_as(mesh, "musical", "identity", REVOCATIONS, secret=False)
    telling.expect("the right certificate without the secret of the house", status == 401, status)


def wrong_ones(mesh: Mesh, telling: Telling) -> None:
    status, body = asked_as(mesh, STRANGER, "reservation", FORECAST)
    telling.expect(f"{STRANGER} asks reservation, with the secret of the house",
                   status == 403 and "RBAC" in body, f"{status} {body}")
    for asked in ("identity", "reservation"):
        said = refused_by(mesh, asked, None)
        telling.expect(f"without a certificate, at {asked}", bool(said), said or "answered")
        said = refused_in_the_clear(mesh, asked)
        telling.expect(f"in the clear, at {asked}", bool(said), said or "answered")
    stranger = Authority(mesh.folder / "stranger").make().identity(names.principal("musical"))
    said = refused_by(mesh, "identity", stranger)
    telling.expect("as musical, by an authority that nobody knows", bool(said), said or "answered")
    said = refused_by(mesh, "identity", mesh.identities["musical"])
    telling.expect("the same with the right one, so the refusals mean something", not said, said or "answered")
    imposter(mesh, telling)


def imposter(mesh: Mesh, telling: Telling) -> None:
    """A server with a good certificate of somebody else stands where reservation should be."""
    port, admin = ports.free_ports(2)
    way = Outbound("reservation", port, mesh.where[STRANGER].inside, names.principal("reservation"))
    car = SideCar("musical-misled", admin, mesh.folder, mesh.identities["musical"], mesh.authority, outbound=(way,))
    process = sidecar.start(car)
    try:
        processes.wait_until_ready(process, lambda: is_answered(admin, "/ready"), READY_SECONDS_MAX)
        status, _ = answer_of(http.client.HTTPConnection("127.0.0.1", port, timeout=20), FORECAST, mesh.secret)
        refused = sidecar.statistic(car, "cluster.reservation.ssl.fail_verify_san")
    finally:
        process.end()
    telling.expect(f"musical asks reservation where {STRANGER} stands", status == 503 and refused > 0,
                   f"{status}, {refused} certificates refused")


def figures(mesh: Mesh) -> None:
    place = mesh.where["identity"]
    plain = milliseconds(lambda: answer_of(http.client.HTTPConnection("127.0.0.1", place.internal, timeout=20),
                                           REVOCATIONS, mesh.secret))
    meshed = milliseconds(lambda: asked_as(mesh, "musical", "identity", REVOCATIONS))
    print(f"A question takes {plain:.2f} ms without and {meshed:.2f} ms with two side cars (median of {QUESTIONS}).")
    doors = {name: mesh.cars[name] for name in ("identity", "reservation")}
    denied = sum(sidecar.statistic(car, "http.in_8082.rbac.denied") for car in doors.values())
    allowed = sum(sidecar.statistic(car, "http.in_8082.rbac.allowed") for car in doors.values())
    broken = sum(sidecar.statistic(car, f"listener.127.0.0.1_{mesh.where[name].inside}.ssl.{what}")
                 for name, car in doors.items() for what in ("connection_error", "fail_verify_no_cert",
                                                             "fail_verify_error"))
    print(f"The side cars of identity and reservation let {allowed} questions in, refused {denied} by their policies, "
          f"and {broken} connections for want of a good certificate.")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo mesh", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="boxoffice-mesh-"))
    telling = Telling()
    print("Three contexts in a mesh, with an authority of its own:", flush=True)
    try:
        mesh = make_mesh(folder)
        with running(mesh):
            right_ones(mesh, telling)
            wrong_ones(mesh, telling)
            figures(mesh)
    except (processes.DiedAtStart, AssertionError) as problem:
        telling.expect("the mesh runs", False, problem)
    code = telling.end()
    if code == 0:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"Its logs are kept in {folder}", file=sys.stderr)
    return code

