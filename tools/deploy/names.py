"""What everything in the cluster is called and where it listens: one place for the writers and for the checks."""
from __future__ import annotations

NAMESPACE = "boxoffice"
DATA_NAMESPACE = "boxoffice-data"        # PostgreSQL and Kafka, each run by its operator
MESH_NAMESPACE = "istio-system"
MONITORING_NAMESPACE = "monitoring"
DNS_NAMESPACE = "kube-system"

GATEWAY = "boxoffice-gateway"            # the Istio Gateway in MESH_NAMESPACE
INGRESS_LABELS = {"istio": "ingressgateway"}
INGRESS_PRINCIPAL = f"cluster.local/ns/{MESH_NAMESPACE}/sa/istio-ingressgateway-service-account"

IMAGE = "boxoffice"
USER = 65532                             # nobody in particular; the image's own
HTTP_PORT, MANAGEMENT_PORT, INTERNAL_PORT = 8080, 8081, 8082
MERGED_METRICS_PORT = 15020              # where Istio's agent shows the pod's numbers together with Envoy's
MESH_CONTROL_PORT = 15012
POSTGRES_PORT, KAFKA_PORT, TRACES_PORT = 5432, 9093, 4318

CONFIGURATION = "/etc/boxoffice"
SECRETS = "/run/secrets/boxoffice"
DATA = "/var/lib/boxoffice"
MEDIA = f"{DATA}/media"
SCRATCH = "tmp"                          # the volume, and below which name of the root it is

OPTIONS = "boxoffice-options"            # ConfigMap: the environment; a change makes new pods
KAFKA_CLIENT = "boxoffice-kafka-client"  # ConfigMap: settings of Kafka's client
LIVE = "boxoffice-live"                  # ConfigMap: the file that is read again on demand


def workload(context: str) -> str:
    """Deployment, Service, ServiceAccount and so on of a context."""
    return f"boxoffice-{context}"


def internal_service(context: str) -> str:
    """Where other processes of the house ask a context; the front door knows no way there."""
    return f"boxoffice-{context}-internal"


def host(service: str) -> str:
    return f"{service}.{NAMESPACE}.svc.cluster.local"


def principal(context: str) -> str:
    """Who the processes of a context are in the mesh."""
    return f"cluster.local/ns/{NAMESPACE}/sa/{workload(context)}"


def labels(context: str) -> dict[str, str]:
    return {"app": workload(context), "app.kubernetes.io/name": "boxoffice",
            "app.kubernetes.io/component": context, "app.kubernetes.io/part-of": "boxoffice"}


def selector(context: str) -> dict[str, str]:
    """All pods of a context, a canary's too."""
    return {"app": workload(context)}


def own_pods(context: str, track: str = "stable") -> dict[str, str]:
    """The pods of one Deployment. A selector can never be changed, so there is a place for a canary from now on."""
    return {**selector(context), "track": track}
