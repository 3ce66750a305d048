"""The examples of PostgreSQL, Kafka and secrets fit the house: what it is told to use is what they make."""
from __future__ import annotations

from . import manifest_checks, names, places, render
from .check import Check
from .contexts import PODS
from .rendered import Overlay
from .rules_of_wiring import SECRETS_KNOWN
from .yaml_text import Json

DATA = places.MANIFESTS / "examples" / "data"
SECRETS = places.MANIFESTS / "examples" / "external-secrets"
# Made elsewhere: the certificate of the front door.
NOT_OURS = {"boxoffice-tls", "boxoffice-database-verify"}


def only(objects: list[Json], kind: str) -> Json:
    return next(each for each in objects if each["kind"] == kind)


def options_of(overlay: Overlay) -> dict[str, str]:
    return next(each["data"] for each in overlay.of("ConfigMap")
                if each["metadata"]["name"].startswith(names.OPTIONS))


def topic_differs(objects: list[Json], overlay: Overlay) -> list[str]:
    """The topic is kept for ever, and is what the program would make."""
    options, topic = options_of(overlay), only(objects, "KafkaTopic")
    copies = int(options["BOXOFFICE_KAFKA_REPLICATION"])
    found = (topic["metadata"]["name"], topic["spec"]["partitions"], topic["spec"]["replicas"],
             topic["spec"]["config"]["retention.ms"], topic["spec"]["config"]["min.insync.replicas"])
    wanted = (options["BOXOFFICE_KAFKA_TOPIC"], int(options["BOXOFFICE_KAFKA_PARTITIONS"]), copies, -1, copies - 1)
    what = ("name", "partitions", "replicas", "retention.ms", "min.insync.replicas")
    return [f"the topic's {name} is {one}, the program wants {other}"
            for name, one, other in zip(what, found, wanted) if one != other]


def servers_differ(objects: list[Json], overlay: Overlay) -> list[str]:
    """The house comes to the servers that are made, by their names and ports."""
    options = options_of(overlay)
    postgres, kafka = only(objects, "Cluster")["metadata"]["name"], only(objects, "Kafka")
    found = []
    if f"@{postgres}-rw.{names.DATA_NAMESPACE}.svc:{names.POSTGRES_PORT}/" not in options["BOXOFFICE_DATABASE_URL"]:
        found.append(f"BOXOFFICE_DATABASE_URL does not lead to {postgres}")
    port = kafka["spec"]["kafka"]["listeners"][0]["port"]
    if options["BOXOFFICE_KAFKA"] != f"{kafka['metadata']['name']}-kafka-bootstrap.{names.DATA_NAMESPACE}.svc:{port}":
        found.append(f"BOXOFFICE_KAFKA does not lead to {kafka['metadata']['name']} on port {port}")
    return found


def databases_differ(objects: list[Json]) -> list[str]:
    """Each context has a role, a database that belongs to it, and the Secret that its pod reads."""
    roles = {role["name"]: role["passwordSecret"]["name"]
             for role in only(objects, "Cluster")["spec"]["managed"]["roles"]}
    owners = {each["spec"]["name"]: each["spec"]["owner"] for each in objects if each["kind"] == "Database"}
    contexts = [context for context, pod in PODS.items() if pod.has_database]
    return [f"{context} has no role, no database of its own or another Secret than its pod reads"
            for context in contexts if roles.get(f"boxoffice_{context}") != f"boxoffice-database-{context}"
            or owners.get(f"boxoffice_{context}") != f"boxoffice_{context}"]


def data_fits(objects: list[Json]) -> list[str]:
    prod = manifest_checks.overlay("prod")
    return [*topic_differs(objects, prod), *servers_differ(objects, prod), *databases_differ(objects)]


def secrets_missing(objects: list[Json]) -> list[str]:
    """Every Secret that pods name comes out of the vault, into their namespace."""
    made = {each["spec"]["target"]["name"] for each in objects if each["kind"] == "ExternalSecret"
            and each["metadata"]["namespace"] == names.NAMESPACE}
    return [f"{name} does not come out of the vault" for name in sorted(SECRETS_KNOWN - NOT_OURS - made)
            if name.removeprefix("boxoffice-database-") not in PODS
            or PODS[name.removeprefix("boxoffice-database-")].has_database]


CHECKS = [
    Check("examples: PostgreSQL and Kafka are those that the house is told of",
          lambda: data_fits(render.objects_of(DATA))),
    Check("examples: every secret comes out of the vault", lambda: secrets_missing(render.objects_of(SECRETS))),
]
