"""A sandbox provider and a Boxoffice of one's own, to talk to over HTTP: for tests, measurements and demonstrations.

`House` is the all-in-one process, or with BOXOFFICE_HOUSE=cluster a whole cluster: both are asked the same. Everything
lives in a temporary folder and on free ports; processes are ended by the id they were started with.
"""
from cluster.places import PROGRAM, ROOT

from .any_house import AnyHouse, Process, free_port
from .client import Answer, Client, wait_until
from .cluster_house import ClusterHouse
from .embedded_house import EmbeddedHouse
from .kinds import House, cluster_only, embedded_only

__all__ = ["PROGRAM", "ROOT", "Answer", "AnyHouse", "Client", "ClusterHouse", "EmbeddedHouse", "House", "Process",
           "cluster_only", "embedded_only", "free_port", "wait_until"]
