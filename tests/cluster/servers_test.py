"""Goal: the servers that tests and the cluster stand on start, keep what they were given, and end without a trace."""
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tree
from cluster import ports
from cluster.kafka_broker import KafkaBroker
from cluster.postgres_server import Database, PostgresProblem, PostgresServer
from cluster.private_files import read_secret


class Postgres(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = PostgresServer.on_free_ports(Path(folder.name) / "postgres")
        self.process = None
        self.addCleanup(lambda: self.process and self.process.end(signal.SIGQUIT))

    def start(self):
        self.process = self.server.start(tied=True)
        self.server.wait_until_ready(self.process)

    def test_each_context_has_a_database_that_nobody_else_enters(self):
        self.start()
        wanted = [Database("boxoffice_musical", "musical", "it's a secret"),
                  Database("boxoffice_payment", "payment", "another")]
        self.server.create_databases(wanted)
        self.server.create_databases(wanted)  # a second time changes nothing
        self.assertEqual(self.enter("musical", "it's a secret", "boxoffice_musical"), "musical")
        self.assertIn("permission denied", self.enter("musical", "it's a secret", "boxoffice_payment"))
        self.assertIn("password authentication failed", self.enter("payment", "it's a secret", "boxoffice_payment"))

    def enter(self, role, password, database):
        done = subprocess.run(["/usr/bin/psql", "-XqAt", "-h", ports.HOST, "-p", str(self.server.port), "-U", role,
                               "-d", database, "-c", "SELECT current_user"], capture_output=True, text=True,
                              env={"PGPASSWORD": password}, check=False)
        return (done.stdout + done.stderr).strip()

    def test_what_was_committed_is_there_after_a_kill(self):
        self.start()
        self.server.sql("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('still here')")
        self.process.end(signal.SIGKILL)
        self.start()
        self.assertEqual(self.server.sql("SELECT line FROM kept"), "still here")
        self.assertTrue(self.server.end(self.process))
        self.assertTrue(ports.is_free(self.server.port))

    def test_passwords_are_for_their_owner_alone(self):
        self.start()
        self.assertEqual(self.server.password_file.stat().st_mode & 0o777, 0o600)
        self.assertNotIn(read_secret(self.server.password_file), Path(f"/proc/{self.process.pid}/cmdline").read_text())

    def test_a_refusal_is_told(self):
        self.start()
        with self.assertRaisesRegex(PostgresProblem, "does not exist"):
            self.server.sql("SELECT * FROM nothing_of_the_kind")


class Kafka(unittest.TestCase):
    def test_messages_survive_a_kill_of_the_broker(self):
        with tempfile.TemporaryDirectory() as folder:
            broker = KafkaBroker.on_free_ports(Path(folder))
            process = broker.start(tied=True)
            self.addCleanup(lambda: process.end(signal.SIGKILL))
            broker.wait_until_ready(process)
            broker.create_topic("story", 2, retention_ms="-1")
            broker.create_topic("story", 2, retention_ms="-1")  # a second time changes nothing
            self.kcat(broker, "-P", "-t", "story", "-K", ":", "-X", "acks=all", said="42:once upon a time\n")
            process.end(signal.SIGKILL)
            process = broker.start(tied=True)
            broker.wait_until_ready(process)
            self.assertEqual(self.kcat(broker, "-C", "-t", "story", "-e", "-q", "-o", "beginning"),
                             "once upon a time\n")
            self.assertTrue(broker.end(process))
            self.assertTrue(ports.is_free(broker.port))

    def kcat(self, broker, *arguments, said=None):
        done = subprocess.run(["/usr/bin/kcat", "-b", broker.address, *arguments], input=said, text=True,
                              capture_output=True, check=True, timeout=60)
        return done.stdout


class WithServers(unittest.TestCase):
    def run_beside(self, *words):
        return subprocess.run([sys.executable, tree.ROOT / "tools" / "run_cluster.py", "servers", *words],
                              capture_output=True, text=True, check=False, timeout=120)

    def test_a_command_finds_its_servers_and_its_exit_code_counts(self):
        done = self.run_beside("--postgres", "--", "sh", "-c",
                               'PGPASSWORD=$(cat "$BOXOFFICE_TEST_POSTGRES_PASSWORD_FILE") '
                               'psql -XqAt "$BOXOFFICE_TEST_POSTGRES/postgres" -c "SELECT 6 * 7"; exit 5')
        self.assertEqual(done.stdout, "42\n", done.stderr)
        self.assertEqual(done.returncode, 5)
        kept = Path(done.stderr.rsplit(" ", 1)[1].strip())
        self.assertTrue((kept / "postgres" / "postgres.log").is_file(), done.stderr)
        subprocess.run(["rm", "-r", kept], check=True)

    def test_a_command_is_needed(self):
        self.assertEqual(self.run_beside("--postgres").returncode, 2)


if __name__ == "__main__":
    unittest.main()
