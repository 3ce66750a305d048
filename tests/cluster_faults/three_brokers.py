"""The same house on three brokers, so that one may be lost, or two."""
from dataclasses import replace
from functools import cached_property

from cluster.cluster import Cluster
from cluster.kafka_broker import KafkaBroker, new_cluster_id
from fault_house import FaultHouse

NAMES = ("kafka", "kafka-2", "kafka-3")
COPIES = len(NAMES)
HEAP_MEBIBYTES = 256


class ClusterOfThreeBrokers(Cluster):
    """`kafka` is the first of them; the others are servers of their own, under their names."""

    @cached_property
    def cluster_id(self):
        return new_cluster_id()

    @property
    def kafka(self):
        return self.broker("kafka")

    def broker(self, name):
        settings = self.settings
        voters = tuple(f"{node}@{self.machines.host_of(each)}:{settings.kafka_controller_port}"
                       for node, each in enumerate(NAMES, start=1))
        return KafkaBroker(self.folders.kafka / name, settings.kafka_port, settings.kafka_controller_port,
                           HEAP_MEBIBYTES, self.machines.host_of(name), self.machines.words_to_enter(name),
                           NAMES.index(name) + 1, voters, self.cluster_id)

    def start_servers(self):
        """The others first: one alone is no majority, and whoever waits for it would wait for ever."""
        for name in NAMES[1:]:
            if name not in self.state.servers:
                self.state.servers[name] = replace(self.broker(name).start(), name=name)
                self.save()
        super().start_servers()
        for name in NAMES[1:]:
            self.broker(name).wait_until_ready(self.state.servers[name])

    def down(self, keep_data=False):
        others = [self.state.servers[name] for name in NAMES[1:] if name in self.state.servers]
        super().down(keep_data)
        for process in others:
            process.end()


class HouseOnThreeBrokers(FaultHouse):
    """Every event has three copies and is taken when two brokers have it."""

    cluster_type = ClusterOfThreeBrokers

    def settings(self):
        settings = super().settings()
        return replace(settings, serve_options=(*settings.serve_options, "--kafka-replication", str(COPIES)))

    def way_to(self, server, port, asking):
        if server != "kafka":
            return super().way_to(server, port, asking)
        return ",".join(f"{self.host_of(name)}:{port}" for name in NAMES)
