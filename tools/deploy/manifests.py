"""Writes what each context is in Kubernetes: ServiceAccount, Services, Deployment, PodDisruptionBudget, autoscaler.

Plain objects, made of contexts.py (what a pod needs) and of the front door's model (who asks whom).
"""
from __future__ import annotations

from typing import Any

from cluster.front_door import FrontDoor

from . import names
from .contexts import PODS, Pod, SecretFolder, secrets_of
from .drain import DEFAULT as LEAVING
from .yaml_text import Json, Mode

SECRET_MODE = Mode(0o440)    # the program refuses keys that everybody may read
READY_EVERY_SECONDS = 2
START_SECONDS_MAX = 300      # migrations of a large database
REPLICAS_MAX = 3
CPU_PERCENT = 50
CALM_SECONDS = 300           # fewer replicas only after so long a calm


def about(context: str, **more: Any) -> Json:
    return {"name": names.workload(context), "namespace": names.NAMESPACE, "labels": names.labels(context), **more}


def who_asks(door: FrontDoor, asked: str) -> list[str]:
    """The contexts whose processes ask this one on its internal port."""
    return sorted(context for context, peers in door.asks.items() if asked in peers)


def service_account(context: str) -> Json:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": about(context),
            "automountServiceAccountToken": False}


def service(context: str) -> Json:
    return {"apiVersion": "v1", "kind": "Service", "metadata": about(context), "spec": {
        "selector": names.selector(context),
        "ports": [{"name": "http", "port": names.HTTP_PORT, "targetPort": "http", "appProtocol": "http"}]}}


def internal_service(context: str) -> Json:
    metadata = about(context) | {"name": names.internal_service(context)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {
        "selector": names.selector(context),
        "ports": [{"name": "internal", "port": names.INTERNAL_PORT, "targetPort": "internal", "appProtocol": "http"}]}}


# ---- the pod

def arguments(context: str, door: FrontDoor) -> list[str]:
    """What follows from these manifests; what operators choose is in the ConfigMaps."""
    asked = bool(who_asks(door, context))
    peers = ",".join(f"{peer}=http://{names.internal_service(peer)}:{names.INTERNAL_PORT}"
                     for peer in door.asks.get(context, ()))
    return ["serve", f"--contexts={context}", f"--config={names.CONFIGURATION}/boxoffice.toml",
            "--address=0.0.0.0", f"--port={names.HTTP_PORT}",
            "--management-address=0.0.0.0", f"--management-port={names.MANAGEMENT_PORT}",
            f"--internal-address={'0.0.0.0' if asked else '127.0.0.1'}", f"--internal-port={names.INTERNAL_PORT}",
            f"--data={names.DATA}", *(words for secret in secrets_of(context) for words in secret.arguments),
            *([f"--peer={peers}"] if peers else [])]


def probe(path: str, **more: int) -> Json:
    return {"httpGet": {"path": path, "port": "management"}, **more}


def container(context: str, door: FrontDoor) -> Json:
    pod = PODS[context]
    ports = [{"name": "http", "containerPort": names.HTTP_PORT},
             {"name": "management", "containerPort": names.MANAGEMENT_PORT}]
    if who_asks(door, context):
        ports.append({"name": "internal", "containerPort": names.INTERNAL_PORT})
    return {
        "name": "boxoffice", "image": names.IMAGE, "imagePullPolicy": "IfNotPresent",
        "args": arguments(context, door),
        "env": [{"name": "BOXOFFICE_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
        "envFrom": [{"configMapRef": {"name": names.OPTIONS}}],
        "ports": ports,
        "resources": {"requests": {"cpu": pod.cpu_request, "memory": f"{pod.memory_request}Mi"},
                      "limits": {"cpu": pod.cpu_limit, "memory": f"{pod.memory_limit}Mi"}},
        # /livez says no when a worker is stuck, which only a new start mends; /readyz when this one should get no
        # requests now, which passes. A start that waits for its database is neither.
        "startupProbe": probe("/livez", periodSeconds=2, failureThreshold=START_SECONDS_MAX // 2, timeoutSeconds=2),
        "readinessProbe": probe(door.readiness, periodSeconds=READY_EVERY_SECONDS, failureThreshold=2,
                                timeoutSeconds=2),
        "livenessProbe": probe("/livez", periodSeconds=10, failureThreshold=3, timeoutSeconds=5),
        "lifecycle": {"preStop": {"sleep": {"seconds": LEAVING.pre_stop}}},
        "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                            "capabilities": {"drop": ["ALL"]}},
        "volumeMounts": mounts(context, pod)}


def mounts(context: str, pod: Pod) -> list[Json]:
    media = [{"name": "media", "mountPath": names.MEDIA}] if pod.has_media else []
    return [{"name": "configuration", "mountPath": names.CONFIGURATION, "readOnly": True},
            *({"name": volume_name(secret), "mountPath": secret.path, "readOnly": True}
              for secret in secrets_of(context)),
            {"name": "data", "mountPath": names.DATA}, *media,
            {"name": names.SCRATCH, "mountPath": f"/{names.SCRATCH}"}]


def volume_name(secret: SecretFolder) -> str:
    return f"secret-{secret.folder}"


def secret_volume(secret: SecretFolder) -> Json:
    return {"name": volume_name(secret), "secret": {"secretName": secret.secret, "defaultMode": SECRET_MODE}}


def volumes(context: str) -> list[Json]:
    media = [{"name": "media", "persistentVolumeClaim": {"claimName": "boxoffice-media"}}]
    configuration = [{"configMap": {"name": name}} for name in (names.LIVE, names.KAFKA_CLIENT)]
    return [{"name": "configuration", "projected": {"sources": configuration}},
            *(secret_volume(secret) for secret in secrets_of(context)),
            {"name": "data", "emptyDir": {"sizeLimit": "256Mi"}}, *(media if PODS[context].has_media else []),
            {"name": names.SCRATCH, "emptyDir": {"sizeLimit": "64Mi"}}]


def spread(context: str) -> list[Json]:
    """Replicas of one build over zones first, over machines second; rather together than not at all."""
    return [{"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway",
             "labelSelector": {"matchLabels": names.selector(context)}, "matchLabelKeys": ["pod-template-hash"]}
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")]


def annotations(door: FrontDoor) -> Json:
    """For Prometheus, and for Istio where it is: PostgreSQL and Kafka speak TLS of their own; the proxy is there before
    the program asks its first question, and goes when nobody needs it any more."""
    proxy = ("holdApplicationUntilProxyStarts: true\nproxyMetadata:\n  EXIT_ON_ZERO_ACTIVE_CONNECTIONS: \"true\"\n"
             f"  MINIMUM_DRAIN_DURATION: {LEAVING.pre_stop + LEAVING.drain_delay}s\n")
    return {"prometheus.io/scrape": "true", "prometheus.io/port": str(names.MANAGEMENT_PORT),
            "prometheus.io/path": door.metrics,
            "traffic.sidecar.istio.io/excludeOutboundPorts": f"{names.POSTGRES_PORT},{names.KAFKA_PORT}",
            "proxy.istio.io/config": proxy}


def deployment(context: str, door: FrontDoor, track: str = "stable") -> Json:
    pod = {
        "serviceAccountName": names.workload(context), "automountServiceAccountToken": False,
        # Or Kubernetes would set variables such as BOXOFFICE_IDENTITY_PORT for each Service, which look like options.
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": LEAVING.grace,
        "securityContext": {"runAsNonRoot": True, "runAsUser": names.USER, "runAsGroup": names.USER,
                            "fsGroup": names.USER, "fsGroupChangePolicy": "OnRootMismatch",
                            "seccompProfile": {"type": "RuntimeDefault"}},
        "topologySpreadConstraints": spread(context),
        "containers": [container(context, door)], "volumes": volumes(context)}
    # Where an autoscaler counts, a number here would set it back at each apply.
    replicas = {} if PODS[context].scales else {"replicas": 1}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": about(context), "spec": {
        **replicas, "revisionHistoryLimit": 5, "progressDeadlineSeconds": START_SECONDS_MAX + 60,
        "selector": {"matchLabels": names.own_pods(context, track)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
        "template": {"metadata": {"labels": {**names.labels(context), "track": track},
                                  "annotations": annotations(door)}, "spec": pod}}}


# ---- how many

def disruption_budget(context: str) -> Json:
    """At most one replica is taken at a time, also the only one: a budget that forbids that blocks every machine."""
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": about(context), "spec": {
        "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow",
        "selector": {"matchLabels": names.selector(context)}}}


def autoscaler(context: str) -> Json:
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": about(context), "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": names.workload(context)},
        "minReplicas": 1, "maxReplicas": REPLICAS_MAX,
        "metrics": [{"type": "Resource", "resource": {
            "name": "cpu", "target": {"type": "Utilization", "averageUtilization": CPU_PERCENT}}}],
        "behavior": {
            "scaleUp": {"stabilizationWindowSeconds": 0,
                        "policies": [{"type": "Pods", "value": 2, "periodSeconds": 15}]},
            "scaleDown": {"stabilizationWindowSeconds": CALM_SECONDS,
                          "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}}}


def media_claim() -> Json:
    """Posters and other files, written by any replica of musical and read by all."""
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": "boxoffice-media", "namespace": names.NAMESPACE, "labels": names.labels("musical")},
            "spec": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "10Gi"}}}}


def context_objects(context: str, door: FrontDoor) -> list[Json]:
    pod = PODS[context]
    return [service_account(context), service(context),
            *([internal_service(context)] if who_asks(door, context) else []),
            *([media_claim()] if pod.has_media else []),
            deployment(context, door), disruption_budget(context),
            *([autoscaler(context)] if pod.scales else [])]
