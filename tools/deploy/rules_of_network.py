"""The network policies allow exactly what the house says it does: nothing by default, then edge by edge."""
from __future__ import annotations

from typing import Iterator

from . import names
from .contexts import PODS
from .rendered import Overlay, fits
from .yaml_text import Json

Edge = tuple[str, str, int]
PUBLIC = "the front door"


def default_deny(overlay: Overlay) -> Iterator[str]:
    """One policy of the namespace selects every pod and allows nothing in either direction."""
    for each in overlay.of("NetworkPolicy"):
        spec = each["spec"]
        if spec["podSelector"] == {} and set(spec["policyTypes"]) == {"Ingress", "Egress"} and not spec.get(
                "ingress") and not spec.get("egress"):
            return
    yield "no NetworkPolicy denies everything that the others do not allow"


def contexts_of(overlay: Overlay, selector: Json) -> list[str]:
    """The contexts whose pods a podSelector matches."""
    return [context for context in overlay.house.contexts
            if fits(selector.get("matchLabels", {}), names.labels(context))]


def allowed(overlay: Overlay, direction: str) -> set[Edge]:
    """Every (from, to, port) between pods of the house, or from the front door, that policies of a direction allow."""
    side = {"ingress": "from", "egress": "to"}[direction]
    edges: set[Edge] = set()
    for each in overlay.of("NetworkPolicy"):
        own = contexts_of(overlay, each["spec"]["podSelector"])
        for rule in each["spec"].get(direction) or []:
            ports = [port["port"] for port in rule.get("ports", [])] or [0]
            for peer in rule.get(side) or [{"podSelector": {}}]:
                for other in peer_names(overlay, peer):
                    edges |= {((other, one, port) if direction == "ingress" else (one, other, port))
                              for one in own for port in ports}
    return edges


def peer_names(overlay: Overlay, peer: Json) -> list[str]:
    if "namespaceSelector" in peer:
        wanted = peer["namespaceSelector"].get("matchLabels", {}).get("kubernetes.io/metadata.name")
        if wanted == names.MESH_NAMESPACE and peer.get("podSelector", {}).get("matchLabels") == names.INGRESS_LABELS:
            return [PUBLIC]
        return [str(wanted)]
    if "podSelector" in peer:
        return contexts_of(overlay, peer["podSelector"])
    return [peer.get("ipBlock", {}).get("cidr", "?")]


def wanted_edges(overlay: Overlay) -> set[Edge]:
    asked = {(asker, peer, names.INTERNAL_PORT) for asker, peers in overlay.house.asks.items() for peer in peers}
    return asked | {(PUBLIC, context, names.HTTP_PORT) for context in overlay.house.contexts}


def edges(overlay: Overlay) -> Iterator[str]:
    """Between contexts: who asks whom, as the program says it, from both sides; and the front door to all."""
    if not overlay.contexts_run():
        return
    wanted = wanted_edges(overlay)
    house = {*overlay.house.contexts, PUBLIC}
    for direction in ("ingress", "egress"):
        found = {edge for edge in allowed(overlay, direction) if edge[0] in house and edge[1] in house}
        # The front door's own egress is not ours to write.
        needed = wanted if direction == "ingress" else {edge for edge in wanted if edge[0] != PUBLIC}
        for edge in sorted(needed - found):
            yield f"{direction}: {edge[0]} needs {edge[1]} on port {edge[2]}, which no NetworkPolicy allows"
        for edge in sorted(found - needed):
            yield f"{direction}: {edge[0]} may reach {edge[1]} on port {edge[2]}, which nobody needs"


def to_elsewhere(overlay: Overlay) -> Iterator[str]:
    """Only who has business outside of the cluster goes there, and no pod gets at a neighbour's address that way."""
    for each in overlay.of("NetworkPolicy"):
        own = contexts_of(overlay, each["spec"]["podSelector"])
        for rule in each["spec"].get("egress") or []:
            if not rule.get("to") or not rule.get("ports"):
                yield f"NetworkPolicy {each['metadata']['name']} lets out to anywhere or to any port"
            for peer in rule.get("to", []):
                block = peer.get("ipBlock")
                if not block:
                    continue
                if not {"10.0.0.0/8", "169.254.0.0/16"} <= set(block.get("except", [])):
                    yield f"NetworkPolicy {each['metadata']['name']} lets out to the cluster's own addresses"
                ports = {port["port"] for port in rule["ports"]}
                for context in own:
                    if overlay.contexts_run() and not ports <= set(PODS[context].outside):
                        yield f"{context} may go outside on {sorted(ports)}, and has no business there"


RULES = (default_deny, edges, to_elsewhere)
