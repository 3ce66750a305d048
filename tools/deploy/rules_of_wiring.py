"""What must fit together: selectors, ports, references, budgets, autoscalers, and the edges of the network policies."""
from __future__ import annotations

from typing import Iterator

from . import names
from .contexts import PODS
from .rendered import Overlay, containers, fits, option_value
from .yaml_text import Json

# Made by operators or by other parties, never by these manifests.
SECRETS_KNOWN = {"boxoffice-service", "boxoffice-token-keys", "boxoffice-provider", "boxoffice-smtp", "boxoffice-kafka",
                 "boxoffice-postgres-ca", "boxoffice-registry", "boxoffice-tls", "boxoffice-database-verify",
                 *(f"boxoffice-database-{context}" for context in PODS)}


def pod_labels(overlay: Overlay) -> list[tuple[str, dict[str, str]]]:
    return [(name, pod["metadata"]["labels"]) for name, pod in overlay.pods()]


def selectors(overlay: Overlay) -> Iterator[str]:
    """Services, budgets and policies select pods that exist; a Deployment selects its own and nobody else's."""
    pods = pod_labels(overlay)
    for each in overlay.of("Deployment"):
        name, wanted = each["metadata"]["name"], each["spec"]["selector"]["matchLabels"]
        matched = [pod for pod, labels in pods if fits(wanted, labels)]
        if f"Deployment/{name}" not in matched:
            yield f"Deployment {name} does not select its own pods"
        # A canary's pods are a replica more to the Services, but its Deployment counts them apart.
        foreign = [pod for pod in matched if pod != f"Deployment/{name}"]
        if foreign:
            yield f"Deployment {name} selects pods of others: {', '.join(foreign)}"
    wants = [("Service", each, each["spec"].get("selector", {})) for each in overlay.of("Service")]
    wants += [(kind, each, each["spec"][field].get("matchLabels", {})) for kind, field in (
        ("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")) for each in overlay.of(kind)]
    for kind, each, selector in wants:
        if not any(fits(selector, labels) for _, labels in pods):
            yield f"{kind} {each['metadata']['name']} selects no pod"


def service_ports(overlay: Overlay) -> Iterator[str]:
    """A Service leads to ports that its pods name, says its protocol, and never mixes inside with outside."""
    for each in overlay.of("Service"):
        name, ports = each["metadata"]["name"], each["spec"]["ports"]
        reached = [container for _, pod in overlay.pods()
                   if fits(each["spec"].get("selector", {}), pod["metadata"]["labels"])
                   for container in containers(pod)]
        for port in ports:
            if not any(port["targetPort"] in [one["name"] for one in container.get("ports", [])]
                       for container in reached):
                yield f"Service {name} leads to port {port['targetPort']}, which its pods do not name"
            if not port.get("appProtocol"):
                yield f"Service {name} does not say what is spoken on port {port['name']}"
        if any(port["targetPort"] == "internal" for port in ports) and (
                len(ports) > 1 or not name.endswith("-internal")):
            yield f"Service {name} mixes the internal port with what the front door may reach"
        if any(port["targetPort"] == "management" for port in ports):
            yield f"Service {name} leads to the management port"


def peers(overlay: Overlay) -> Iterator[str]:
    """Each context is told where those are whom it asks, by the Services that there are."""
    for context in overlay.contexts_run():
        container = overlay.named("Deployment", names.workload(context))["spec"]["template"]["spec"]["containers"][0]
        told = dict(word.split("=", 1) for word in (option_value(container, "peer") or "").split(",") if word)
        wanted = {asked: f"http://{names.internal_service(asked)}:{names.INTERNAL_PORT}"
                  for asked in overlay.house.asks.get(context, ())}
        if told != wanted:
            yield f"{context} asks {', '.join(wanted) or 'nobody'}, but is told {told}"
        for asked in wanted:
            if not overlay.named("Service", names.internal_service(asked)):
                yield f"{context} asks {asked}, which has no Service {names.internal_service(asked)}"


def references(overlay: Overlay) -> Iterator[str]:
    """ConfigMaps, claims and ServiceAccounts exist; Secrets are among those that the documentation names."""
    for name, pod in overlay.pods():
        spec = pod["spec"]
        if not overlay.named("ServiceAccount", spec.get("serviceAccountName", "default")):
            yield f"{name} runs as ServiceAccount {spec.get('serviceAccountName', 'default')}, which is not there"
        for kind, wanted in referenced(pod):
            if kind == "Secret" and wanted not in SECRETS_KNOWN or kind != "Secret" and not overlay.named(kind, wanted):
                yield f"{name} needs {kind} {wanted}, which is not there"
        app = pod["metadata"]["labels"].get("app")
        if spec.get("serviceAccountName") != app:
            yield f"{name} runs as ServiceAccount {spec.get('serviceAccountName')}, not as its own, {app}"


def referenced(pod: Json) -> Iterator[tuple[str, str]]:
    for volume in pod["spec"].get("volumes", []):
        sources = [volume, *volume.get("projected", {}).get("sources", [])]
        for source in sources:
            if "configMap" in source:
                yield "ConfigMap", source["configMap"]["name"]
            if "secret" in source:
                yield "Secret", source["secret"].get("secretName") or source["secret"]["name"]
        if "persistentVolumeClaim" in volume:
            yield "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]
    for container in containers(pod):
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                yield "ConfigMap", source["configMapRef"]["name"]
    for secret in pod["spec"].get("imagePullSecrets", []):
        yield "Secret", secret["name"]


def budgets(overlay: Overlay) -> Iterator[str]:
    """Each context has a budget, and none that would hold up the emptying of a machine for ever."""
    for context in overlay.contexts_run():
        budget = overlay.named("PodDisruptionBudget", names.workload(context))
        if budget is None:
            yield f"{context} has no PodDisruptionBudget"
        elif budget["spec"].get("maxUnavailable") != 1:
            yield f"the budget of {context} does not say maxUnavailable 1, so one replica could hold up a machine"


def autoscalers(overlay: Overlay) -> Iterator[str]:
    """An autoscaler counts a Deployment that names no number, with CPU requests, and no claim of one pod alone."""
    for each in overlay.of("HorizontalPodAutoscaler"):
        name, spec = each["metadata"]["name"], each["spec"]
        deployment = overlay.named("Deployment", spec["scaleTargetRef"]["name"])
        if deployment is None:
            yield f"the autoscaler {name} counts {spec['scaleTargetRef']['name']}, which is not there"
            continue
        if "replicas" in deployment["spec"]:
            yield f"{name}: Deployment and autoscaler both say how many replicas there are"
        if not any(metric.get("resource", {}).get("name") == "cpu" for metric in spec["metrics"]):
            yield f"the autoscaler {name} does not look at the processor"
        if spec["minReplicas"] > spec["maxReplicas"]:
            yield f"the autoscaler {name} wants at least {spec['minReplicas']} and at most {spec['maxReplicas']}"
        for kind, wanted in referenced(deployment["spec"]["template"]):
            claim = overlay.named(kind, wanted) if kind == "PersistentVolumeClaim" else None
            if claim and claim["spec"]["accessModes"] != ["ReadWriteMany"] and spec["maxReplicas"] > 1:
                yield f"{name} may have {spec['maxReplicas']} replicas, but {wanted} is for one"


def one_process_for_a_volume(overlay: Overlay) -> Iterator[str]:
    """What keeps its data in files has a claim for one pod, one replica, and is never run twice during a change."""
    for each in overlay.of("Deployment"):
        container = each["spec"]["template"]["spec"]["containers"][0]
        if container.get("args", [""])[0] != "serve" or option_value(container, "contexts"):
            continue
        name, claims = each["metadata"]["name"], [wanted for kind, wanted in referenced(each["spec"]["template"])
                                                  if kind == "PersistentVolumeClaim"]
        modes = [overlay.named("PersistentVolumeClaim", claim) for claim in claims]
        if not claims or any(mode and mode["spec"]["accessModes"] != ["ReadWriteOncePod"] for mode in modes):
            yield f"{name} keeps its data in files, which must be a claim ReadWriteOncePod"
        if each["spec"].get("replicas") != 1 or each["spec"]["strategy"]["type"] != "Recreate":
            yield f"{name} keeps its data in files: one replica, replaced whole"


RULES = (selectors, service_ports, peers, references, budgets, autoscalers, one_process_for_a_volume)
