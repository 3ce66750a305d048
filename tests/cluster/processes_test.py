"""Goal: what is started here is known by id and start time, and only that is ended."""
import dataclasses
import os
import signal
import socket
import sys
import tempfile
import unittest
from pathlib import Path

import tree  # noqa: F401, puts tools/ on the path
from cluster import ports, processes
from cluster.waiting import wait_until

FOREVER = [sys.executable, "-uc", "import signal; print('here'); signal.pause()"]
DEAF = [sys.executable, "-uc", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf');\n"
        "while True: signal.pause()"]


class Processes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "logs" / "one.log"

    def start(self, command, **options):
        process = processes.start("one", command, self.log, **options)
        self.addCleanup(lambda: process.end(signal.SIGKILL))
        return process

    def test_it_lives_until_it_is_ended(self):
        process = self.start(FOREVER)
        self.assertTrue(process.is_alive())
        self.assertTrue(process.end())
        self.assertFalse(process.is_alive())
        self.assertTrue(process.end(), "ending what has ended is no failure")

    def test_how_it_ended_is_known(self):
        process = self.start(["/bin/sh", "-c", "exit 7"])
        self.assertTrue(wait_until(process.has_gone, 10))
        self.assertEqual(processes.exit_codes[process.pid], 7)
        killed = self.start(FOREVER)
        killed.end(signal.SIGKILL)
        self.assertEqual(processes.exit_codes[killed.pid], -signal.SIGKILL)

    def test_another_process_with_the_same_id_is_left_alone(self):
        process = self.start(FOREVER)
        earlier = dataclasses.replace(process, start_time=process.start_time - 1)
        self.assertFalse(earlier.is_alive())
        self.assertFalse(earlier.send(signal.SIGKILL))
        self.assertTrue(earlier.end())
        self.assertTrue(process.is_alive())

    def test_one_that_does_not_listen_is_killed_in_the_end(self):
        process = self.start(DEAF)
        self.assertTrue(wait_until(lambda: "deaf" in process.last_lines(), 10))
        self.assertFalse(process.end(seconds=0.2))
        self.assertFalse(process.is_alive())

    def test_a_paused_one_is_woken_to_hear_that_it_should_end(self):
        process = self.start(FOREVER)
        process.send(signal.SIGSTOP)
        self.assertTrue(wait_until(process.is_paused, 10))
        self.assertTrue(process.end(), "it went by itself")

    def test_who_dies_at_its_start_is_told_with_its_last_lines(self):
        process = self.start(["/bin/sh", "-c", "echo the port is mine; exit 3"])
        with self.assertRaisesRegex(processes.DiedAtStart, "one ended while it started(.|\n)*\\| the port is mine"):
            processes.wait_until_ready(process, lambda: False, 30)

    def test_who_never_becomes_ready_is_told_too(self):
        process = self.start(FOREVER)
        with self.assertRaisesRegex(processes.DiedAtStart, "one is not ready after 0 s"):
            processes.wait_until_ready(process, lambda: False, 0.05)
        self.assertTrue(process.is_alive(), "whoever started it decides what becomes of it")

    def test_a_tied_one_dies_with_its_starter(self):
        script = ("import os, sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
                  "from cluster import processes; from cluster.waiting import wait_until\n"
                  f"tied = processes.start('tied', {FOREVER!r}, Path(sys.argv[2]), tied=True)\n"
                  "assert wait_until(lambda: 'here' in tied.last_lines(), 20)\n"
                  "print(tied.pid, tied.start_time, flush=True); os.kill(os.getpid(), 9)")
        told = self.log.with_name("told")
        starter = processes.start("starter", [sys.executable, "-c", script, tree.ROOT / "tools", self.log], told)
        self.assertTrue(wait_until(starter.has_gone, 40))
        pid, start_time = map(int, told.read_text().split())
        tied = processes.Started("tied", pid, start_time, str(self.log))
        self.addCleanup(lambda: tied.end(signal.SIGKILL))
        self.assertTrue(wait_until(lambda: not tied.is_alive(), 20))

    def test_this_process_is_alive(self):
        fields = processes.stat_fields(os.getpid())
        self.assertTrue(processes.Started("me", os.getpid(), int(fields[processes.START_TIME_FIELD]), "").is_alive())


class Ports(unittest.TestCase):
    def test_free_ports_differ_and_are_free(self):
        found = ports.free_ports(5)
        self.assertEqual(len(set(found)), 5)
        self.assertTrue(all(ports.is_free(port) for port in found))

    def test_a_port_where_somebody_listens_is_not_free(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            self.assertFalse(ports.is_free(port))
            self.assertTrue(ports.answers(port))
        self.assertFalse(ports.answers(port))


if __name__ == "__main__":
    unittest.main()
