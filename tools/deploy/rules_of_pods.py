"""What every pod must be: restricted, probed, limited, leaving in time, of a known version."""
from __future__ import annotations

import re
from typing import Iterator

from . import drain, names
from .rendered import Overlay, containers, environment, is_served
from .yaml_text import Json

VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# The program's own default (serve --help), used where nothing is said.
DRAIN_SECONDS, DRAIN_DELAY_SECONDS = 20, 0


def restricted(overlay: Overlay) -> Iterator[str]:
    """Pod Security "restricted", and beyond it: nothing is written beside the volumes, no token of Kubernetes."""
    for name, pod in overlay.pods():
        spec = pod["spec"]
        of_pod = spec.get("securityContext", {})
        if of_pod.get("runAsNonRoot") is not True or of_pod.get("runAsUser") != names.USER:
            yield f"{name} does not run as user {names.USER}"
        if of_pod.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{name} has no seccomp profile RuntimeDefault"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{name} gets a token of Kubernetes, which it does not need"
        for switch in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.get(switch):
                yield f"{name} has {switch}"
        for volume in spec.get("volumes", []):
            if "hostPath" in volume:
                yield f"{name} mounts {volume['hostPath'].get('path')} of its machine"
        for container in containers(pod):
            yield from restricted_container(f"{name}/{container['name']}", container)


def restricted_container(name: str, container: Json) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("allowPrivilegeEscalation") is not False:
        yield f"{name} may gain privileges"
    if security.get("readOnlyRootFilesystem") is not True:
        yield f"{name} may write to its root file system"
    if security.get("capabilities", {}).get("drop") != ["ALL"] or security["capabilities"].get("add"):
        yield f"{name} has capabilities"
    if security.get("privileged"):
        yield f"{name} is privileged"


def service_links(overlay: Overlay) -> Iterator[str]:
    """Kubernetes' variables of Services look like options: BOXOFFICE_IDENTITY_PORT=tcp://..."""
    for name, pod in overlay.pods():
        if pod["spec"].get("enableServiceLinks") is not False:
            yield f"{name} lets Kubernetes set variables that look like options: enableServiceLinks must be false"


def limits(overlay: Overlay) -> Iterator[str]:
    """Requests and limits of processor and memory."""
    for name, pod in overlay.pods():
        for container in containers(pod):
            for kind in ("requests", "limits"):
                for what in ("cpu", "memory"):
                    if not container.get("resources", {}).get(kind, {}).get(what):
                        yield f"{name}/{container['name']} has no {what} among its {kind}"


def probes(overlay: Overlay) -> Iterator[str]:
    """Whoever serves is asked on the management port, each question on its own path."""
    wanted = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": overlay.house.readiness}
    for name, pod in overlay.pods():
        if not is_served(pod):
            continue
        for container in pod["spec"]["containers"]:
            for probe, path in wanted.items():
                asked = container.get(probe, {}).get("httpGet", {})
                if asked.get("path") != path or asked.get("port") != "management":
                    yield f"{name} has no {probe} that asks {path} on the management port"
            port = next((each["containerPort"] for each in container.get("ports", [])
                         if each["name"] == "management"), None)
            if port != names.MANAGEMENT_PORT:
                yield f"{name} names no port 'management' {names.MANAGEMENT_PORT}"


def leaves_in_time(overlay: Overlay) -> Iterator[str]:
    """preStop, the drain options and what the program needs to stop are together no more than the grace period."""
    for name, pod in overlay.pods():
        if not is_served(pod):
            continue
        container = pod["spec"]["containers"][0]
        variables = environment(overlay, container)
        pre_stop = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        if pre_stop < 1:
            yield f"{name} has no preStop: it would end before everybody knows that it leaves"
        leaving = drain.Leaving(pre_stop,
                                int(variables.get("BOXOFFICE_DRAIN_DELAY_SECONDS", DRAIN_DELAY_SECONDS)),
                                int(variables.get("BOXOFFICE_DRAIN_SECONDS", DRAIN_SECONDS)))
        grace = pod["spec"].get("terminationGracePeriodSeconds", 30)
        if grace < leaving.grace:
            yield (f"{name} is killed after {grace} s, but may need {leaving.grace} s: {leaving.pre_stop} preStop + "
                   f"{leaving.drain_delay} drain delay + 2 x {leaving.drain} drain + {drain.STOP_SECONDS} to stop")


def images(overlay: Overlay) -> Iterator[str]:
    """By a version or a digest, never by what moves; the label says the same version."""
    for name, pod in overlay.pods():
        for container in containers(pod):
            image = container["image"]
            rest, _, digest = image.partition("@")
            tag = rest.rpartition(":")[2] if ":" in rest.rpartition("/")[2] else ""
            if digest and not DIGEST.fullmatch(digest) or not digest and not VERSION.fullmatch(tag):
                yield f"{name}: the image {image} names neither a version nor a digest"
            if tag == "latest":
                yield f"{name}: the image {image} moves"
            label = pod["metadata"]["labels"].get("version")
            if container["name"] == "boxoffice" and tag and label != tag:
                yield f"{name}: its label version is {label}, its image {image}"


def pull_secrets(overlay: Overlay) -> Iterator[str]:
    """Whoever pulls the image shows the same credentials; one that was forgotten fails only on a new machine."""
    shown = {name: str(pod["spec"].get("imagePullSecrets", [])) for name, pod in overlay.pods()}
    if len(set(shown.values())) > 1:
        yield "not all pull their image in the same way: " + "; ".join(f"{one} {how}" for one, how in shown.items())


def labels(overlay: Overlay) -> Iterator[str]:
    """app and version for Kiali, the recommended ones for everybody else."""
    wanted = ("app", "version", "app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of")
    for name, pod in overlay.pods():
        for label in wanted:
            if not pod["metadata"].get("labels", {}).get(label):
                yield f"{name} has no label {label}"


def replaced_one_by_one(overlay: Overlay) -> Iterator[str]:
    """No replica goes before its successor serves; what owns a volume is replaced whole. Spread over machines."""
    for each in overlay.of("Deployment"):
        name, spec = each["metadata"]["name"], each["spec"]
        strategy = spec.get("strategy", {})
        if strategy.get("type") == "Recreate":
            if spec.get("replicas") != 1:
                yield f"{name} is replaced whole, so it must have one replica"
            continue
        rolling = strategy.get("rollingUpdate", {})
        if rolling.get("maxUnavailable") != 0 or not rolling.get("maxSurge"):
            yield f"{name} may be without a replica while it is replaced: maxUnavailable must be 0"
        keys = {spread["topologyKey"] for spread in spec["template"]["spec"].get("topologySpreadConstraints", [])}
        if keys != {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}:
            yield f"{name} is not spread over zones and machines"


RULES = (restricted, service_links, limits, probes, leaves_in_time, images, pull_secrets, labels, replaced_one_by_one)
