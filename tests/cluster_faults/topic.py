"""The topic and the groups of a real broker as a stranger sees and changes them, by a client that is none of ours."""
import json
import subprocess
import sys

from cluster import places

sys.path.append(str(places.PYTHON_PACKAGES))


def headers_of(message):
    return dict(zip(message["headers"][::2], message["headers"][1::2]))


def identity(message):
    """What an event is known by, wherever and however often it comes."""
    headers = headers_of(message)
    return headers.get("ce_source"), headers.get("ce_id")


def doubled(boxoffice):
    """Messages of the topic that are there again."""
    messages = [identity(each) for each in boxoffice.messages()]
    return len(messages) - len(set(messages))


def messages_of(address, topic):
    """All that the topic has at this moment: partition, offset, key, headers in a row, payload.

    Up to the ends as they are now: a reader that only stops when nothing more comes would run after the publishers."""
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest", enable_auto_commit=False)
    try:
        parts = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(parts)
        ends = {part: end for part, end in consumer.end_offsets(parts).items() if end > 0}
        found = []
        while any(consumer.position(part) < end for part, end in ends.items()):
            for part, records in consumer.poll(timeout_ms=500).items():
                found += [as_message(record) for record in records if record.offset < ends[part]]
        return found
    finally:
        consumer.close()


def as_message(record):
    headers = [word for name, value in record.headers for word in (name, value.decode())]
    return {"partition": record.partition, "offset": record.offset, "headers": headers,
            "key": (record.key or b"").decode(), "payload": (record.value or b"").decode()}


def committed_offsets(address, group, topic):
    """What Kafka has of a group, partition to offset: the copy that the group's members keep there."""
    from kafka import KafkaAdminClient

    admin = KafkaAdminClient(bootstrap_servers=address)
    try:
        told = admin.list_group_offsets({group: None})[group]
    finally:
        admin.close()
    return {partition.partition: where.offset for partition, where in told.items() if partition.topic == topic}


def leaders_of(address, topic):
    """The node that leads each partition."""
    told = subprocess.run(["/usr/bin/kcat", "-b", address, "-L", "-t", topic, "-J"], capture_output=True, text=True,
                          check=True, timeout=60).stdout
    parts = json.loads(told)["topics"][0]["partitions"]
    return [part["leader"] for part in sorted(parts, key=lambda each: each["partition"])]


class Stranger:
    """A member of a group that takes its share of the partitions, and lets what comes lie."""

    def __init__(self, address, group, topic):
        command = ["/usr/bin/kcat", "-b", address, "-G", group, topic, "-q", "-X", "enable.auto.commit=false", "-X",
                   "partition.assignment.strategy=cooperative-sticky", "-X", "session.timeout.ms=6000"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def leave(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def produce(address, topic, messages):
    """Puts messages as kcat prints them onto the topic, each into the partition that it names, in their order."""
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=address, acks="all", linger_ms=5)
    try:
        for message in messages:
            headers = message["headers"]
            producer.send(topic, value=message["payload"].encode(), key=message["key"].encode(),
                          partition=message["partition"],
                          headers=[(name, value.encode()) for name, value in zip(headers[::2], headers[1::2])])
        producer.flush()
    finally:
        producer.close()
