"""The manifests that are written by the program's own words, as the files that are checked in."""
from __future__ import annotations

from pathlib import Path
from typing import Iterable

from cluster.front_door import FrontDoor

from . import canary, house, istio, manifests, network, places
from .monitoring import check as monitoring
from .yaml_text import Json, to_text

HEAD = """\
# {what}
# Written by tools/deploy of what `boxoffice routes` says: `./dev deploy-check --write` writes it anew. Changes of your
# own are patches in an overlay.
"""


def document(what: str, objects: Iterable[Json]) -> str:
    return HEAD.format(what=what) + to_text(objects)


def written(door: FrontDoor) -> dict[Path, str]:
    """Every file that is made of the program's words, with its content."""
    made = {places.BASE / "contexts" / f"{context}.yaml": document(
        f"The context {context}: who it is, where it is reached, how it runs, how many.",
        manifests.context_objects(context, door)) for context in door.contexts}
    made[places.BASE / "network-policies.yaml"] = document(
        "Who may speak to whom: nobody to anybody, but for the edges of the house.",
        [*network.for_everybody(), *(network.for_context(context, door) for context in door.contexts)])
    mesh = places.MESH
    made[mesh / "gateway.yaml"] = document("Where the world comes in, and how often one address may sign in.",
                                           [istio.gateway(), istio.sign_in_filter()])
    made[mesh / "routes.yaml"] = document(
        "Which request goes to which context, how long it may take, and whether it may be asked again.",
        [istio.virtual_service(door)])
    made[mesh / "traffic.yaml"] = document(
        "How contexts are called: connections, and when a replica is left alone.", istio.traffic_objects(door))
    made[mesh / "security.yaml"] = document(
        "Nobody speaks in the clear, and who may call whom is known by certificates.", istio.security_objects(door))
    made |= {places.CANARY / name: document(what, [one]) for name, what, one in (
        ("deployment.yaml", "One replica of another version.", canary.deployment(canary.CONTEXT, door)),
        ("subsets.yaml", "How the mesh tells it from the others.", canary.subsets(canary.CONTEXT)),
        ("routes.yaml", "What goes to it; everything else as the mesh has it.", canary.routes(canary.CONTEXT, door)))}
    return made


def differences(door: FrontDoor) -> list[Path]:
    """The written files that are not as they would be written now."""
    return [path for path, text in written(door).items() if not path.is_file() or path.read_text() != text]


def write(door: FrontDoor) -> list[Path]:
    """Writes what differs, and says what that was."""
    changed = differences(door)
    texts = written(door)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path])
    return changed


def main(_: list[str]) -> int:
    """`write`: writes anew the manifests that are made of what the program says, and what watches the house."""
    changed = write(house.told()) + monitoring.write()
    for path in changed:
        print(f"written: {path.relative_to(places.ROOT)}")
    print(f"{len(changed)} files were changed.")
    return 0
