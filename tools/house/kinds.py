"""Which kind of house whoever asks for one gets, and marks for tests that mean something in one kind alone."""
import os

from .cluster_house import ClusterHouse
from .embedded_house import EmbeddedHouse

House = ClusterHouse if os.environ.get("BOXOFFICE_HOUSE") == "cluster" else EmbeddedHouse


def embedded_only(reason):
    """Marks a test that means something in the all-in-one process alone; elsewhere it is skipped, with the reason."""
    def mark(test):
        test.embedded_only = reason
        return test
    return mark


def cluster_only(reason):
    """The same the other way round."""
    def mark(test):
        test.cluster_only = reason
        return test
    return mark
