"""A switch with a machine of its own for each process: network namespaces that a bridge ties together.

So a link is pulled out and put back as in a machine room, and a direction between two machines goes silent. Needs
root and a kernel with namespaces, `ip` and `tc`; nothing else of this machine's network is touched.
"""
import ctypes
import json
import os
import socket
import subprocess
import threading
from dataclasses import dataclass

IP = "/usr/sbin/ip"
TC = "/usr/sbin/tc"
NOBODY = "02:00:00:00:00:01"  # a network card that no machine of ours has
CLONE_NEWNET = 0x40000000
NETWORKS = [f"10.231.{number}" for number in range(1, 250)]


class SwitchProblem(RuntimeError):
    """The kernel refused; the message has what it said."""


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=30)
    if done.returncode != 0:
        raise SwitchProblem(f"{' '.join(map(str, words))}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


@dataclass(frozen=True)
class Machine:
    """`outer` is its plug at the switch, `space` the name of its namespace."""
    name: str
    space: str
    outer: str
    address: str
    card: str


class Switch:
    """Machines are made when they are first named. Use as a context: they go with it, whatever runs on them or not."""

    def __init__(self):
        self.machines = {}
        self.silent = set()  # pairs (from, to)
        self.slow = set()
        self.name = f"bx{os.getpid() % 100_000}"  # of interfaces, which may have 15 letters
        self.network = None

    def __enter__(self):
        taken = {address["local"] for link in json.loads(run(IP, "-json", "address")) for address in link["addr_info"]}
        self.network = next(each for each in NETWORKS if f"{each}.1" not in taken)
        run(IP, "link", "add", self.name, "type", "bridge")
        run(IP, "address", "add", f"{self.own_address}/24", "dev", self.name)
        run(IP, "link", "set", self.name, "up")
        return self

    def __exit__(self, *_):
        for machine in self.machines.values():
            run(IP, "link", "del", machine.outer)
            run(IP, "netns", "del", machine.space)
        run(IP, "link", "del", self.name)
        self.machines.clear()

    @property
    def own_address(self):
        """Where the tests themselves are, and what they put between others."""
        return f"{self.network}.1"

    def machine(self, name):
        if name not in self.machines:
            self.machines[name] = self.plug_in(name, len(self.machines) + 2)
        return self.machines[name]

    def plug_in(self, name, number):
        made = Machine(name, f"{self.name}-{name}", f"{self.name}p{number}", f"{self.network}.{number}",
                       f"02:b0:00:00:00:{number:02x}")
        run(IP, "netns", "add", made.space)
        run(IP, "link", "add", made.outer, "type", "veth", "peer", "name", "eth0", "address", made.card,
            "netns", made.space)
        run(IP, "link", "set", made.outer, "master", self.name, "up")
        run(IP, "-n", made.space, "address", "add", f"{made.address}/24", "dev", "eth0")
        for inner in ("lo", "eth0"):
            run(IP, "-n", made.space, "link", "set", inner, "up")
        return made

    def listen(self, name, port):
        """A socket that listens on a machine's own 127.0.0.1, for a proxy of the tests that its processes take for a
        neighbour. A thread of its own goes there: it cannot come back."""
        made = []

        def go_there():
            with open(f"/run/netns/{self.machine(name).space}", "rb") as there:
                if ctypes.CDLL(None, use_errno=True).setns(there.fileno(), CLONE_NEWNET) != 0:
                    raise SwitchProblem(f"{name} cannot be entered: {os.strerror(ctypes.get_errno())}")
            made.append(socket.create_server(("127.0.0.1", port)))

        visitor = threading.Thread(target=go_there)
        visitor.start()
        visitor.join()
        return made[0]

    # ---- what tools/cluster asks

    def host_of(self, name):
        return self.machine(name).address

    def words_to_enter(self, name):
        return ("/usr/bin/nsenter", f"--net=/run/netns/{self.machine(name).space}")

    # ---- faults of links

    def pull_out(self, name):
        """The machine's cable is out: nobody reaches it and it reaches nobody. Nobody is told either."""
        run(IP, "link", "set", self.machine(name).outer, "down")

    def plug_back(self, name):
        run(IP, "link", "set", self.machine(name).outer, "up")

    def silence(self, sender, receiver):
        """From now on nothing of `sender` arrives at `receiver`; the other direction is as it was.

        The sender believes that the receiver has another network card, so that what it sends is lost on the way."""
        there = self.machine(receiver)
        run(IP, "-n", self.machine(sender).space, "neighbour", "replace", there.address, "lladdr", NOBODY, "dev",
            "eth0", "nud", "permanent")
        self.silent.add((sender, receiver))

    def part(self, one, other):
        """Neither hears the other."""
        self.silence(one, other)
        self.silence(other, one)

    def narrow(self, name, kilobits):
        """What goes to the machine and what comes from it passes at this speed; what waits for long is lost."""
        shape = ("root", "tbf", "rate", f"{kilobits}kbit", "burst", "4kb", "latency", "2s")
        machine = self.machine(name)
        run(TC, "qdisc", "replace", "dev", machine.outer, *shape)
        run(TC, "-n", machine.space, "qdisc", "replace", "dev", "eth0", *shape)
        self.slow.add(name)

    def passed(self, name):
        """Packets that the switch has given to the machine, and how many were lost before it for being too many."""
        told = json.loads(run(TC, "-json", "-statistics", "qdisc", "show", "dev", self.machine(name).outer))
        return told[0]["packets"], told[0]["drops"]

    def heal(self):
        """Every link as it was at first."""
        for sender, receiver in self.silent:
            run(IP, "-n", self.machine(sender).space, "neighbour", "replace", self.machine(receiver).address, "lladdr",
                self.machine(receiver).card, "dev", "eth0", "nud", "stale")
        self.silent.clear()
        for name in self.slow:
            run(TC, "qdisc", "del", "dev", self.machine(name).outer, "root")
            run(TC, "-n", self.machine(name).space, "qdisc", "del", "dev", "eth0", "root")
        self.slow.clear()
        for name in self.machines:
            self.plug_back(name)
