"""What distinguishes the contexts' pods: how much they need, which secrets they see, where they go outside."""
from __future__ import annotations

from dataclasses import dataclass

from . import names


@dataclass(frozen=True)
class SecretFolder:
    """Secret `secret`, mounted at `folder` below names.SECRETS; `option` tells the program of its file `key`."""
    secret: str
    folder: str
    key: str = ""
    option: str = ""

    @property
    def path(self) -> str:
        return f"{names.SECRETS}/{self.folder}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """How the program is told; by nothing where the options of all contexts name the file."""
        if not self.option:
            return ()
        return (f"{self.option}={self.path}/{self.key}" if self.key else f"{self.option}={self.path}",)


@dataclass(frozen=True)
class Pod:
    """CPU as Kubernetes writes it, memory in MiB. `outside`: TCP ports that are reached beyond the cluster."""
    cpu_request: str
    cpu_limit: str
    memory_request: int
    memory_limit: int
    secrets: tuple[SecretFolder, ...] = ()
    outside: tuple[int, ...] = ()
    scales: bool = False
    has_database: bool = True
    has_media: bool = False


SERVICE_SECRET = SecretFolder("boxoffice-service", "service", "secret", "--service-secret-file")
# What the servers show is checked, and Kafka is shown a certificate of ours: kafka.properties
# and options.env name the files.
KAFKA = SecretFolder("boxoffice-kafka", "kafka")
POSTGRES_AUTHORITY = SecretFolder("boxoffice-postgres-ca", "postgres-ca")
# One Secret with both rings, because the program reads a folder.
KEYS = SecretFolder("boxoffice-token-keys", "keys", option="--keys")


def database(context: str) -> SecretFolder:
    """Each context has a role of its own, whose password nobody else's pod can read."""
    return SecretFolder(f"boxoffice-database-{context}", "database", "password", "--database-password-file")


# Requests are what a replica needs on a day like any other, limits what a rush may take; an idle one has some 70 MiB.
PODS = {
    "musical": Pod("500m", "2", 128, 768, scales=True, has_media=True),
    "reservation": Pod("500m", "2", 128, 768, scales=True),
    "payment": Pod("100m", "1", 96, 512, outside=(443,)),
    "notification": Pod("100m", "1", 96, 512, outside=(587, 465)),
    "mypage": Pod("100m", "1", 96, 512),
    "sales": Pod("100m", "1", 96, 512),
    "identity": Pod("250m", "2", 128, 768, secrets=(KEYS,)),
    "gateway": Pod("50m", "1", 64, 256, has_database=False),
}


def secrets_of(context: str) -> tuple[SecretFolder, ...]:
    pod = PODS[context]
    own = (database(context), POSTGRES_AUTHORITY) if pod.has_database else ()
    return (SERVICE_SECRET, *own, KAFKA, *pod.secrets)
