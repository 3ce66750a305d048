"""A gate on the way to the provider: it lets everything through, but holds what it was told to hold.

So a test can stop the world at an exact moment: "the house has asked for the provider's list and has no answer".
"""
import http.client
import http.server
import threading


class Gatekeeper:
    """Listens on a free port and passes each request to `port`. Use as a context.

    `shake_hands` makes of each new connection what is spoken on, or raises an OSError."""

    def __init__(self, port, shake_hands=None):
        self.target = port
        self.shake_hands = shake_hands
        self.changed = threading.Condition()
        self.held_part = None
        self.arrivals = 0
        self.passed = []
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                if gate.shake_hands:
                    self.request = gate.shake_hands(self.request)
                super().setup()

            def do_GET(self):
                gate.handle(self)

            def do_POST(self):
                gate.handle(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # a handshake that failed is what was wanted, and who died while asking is no news

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.release()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def handle(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.wait_at_gate(request.path)
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=30)
        try:
            connection.request(request.command, request.path, body or None,
                               {name: value for name, value in request.headers.items() if name != "Host"})
            answer = connection.getresponse()
            text = answer.read()
            request.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    request.send_header(name, value)
            request.send_header("Content-Length", str(len(text)))
            if self.shake_hands:
                request.send_header("Connection", "close")  # each question shakes hands anew
            request.end_headers()
            request.wfile.write(text)
            request.wfile.flush()
        except OSError:
            request.close_connection = True  # who had asked is dead
        finally:
            connection.close()
        with self.changed:
            self.passed.append(request.path)
            self.changed.notify_all()

    def wait_at_gate(self, path):
        with self.changed:
            if self.held_part and self.held_part in path:
                self.arrivals += 1
                self.changed.notify_all()
                self.changed.wait_for(lambda: not (self.held_part and self.held_part in path))

    def hold(self, part):
        """From now on, requests with `part` in their path wait, and no others."""
        with self.changed:
            self.held_part = part
            self.arrivals = 0
            self.changed.notify_all()

    def release(self):
        with self.changed:
            self.held_part = None
            self.changed.notify_all()

    def wait_for_held(self, count=1, seconds=30):
        """Until so many have come to the gate since `hold`; whoever died waiting counts."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.arrivals >= count, seconds), "nobody came to the gate"

    def wait_for_passed(self, part, seconds=30):
        """Until one more request with `part` in its path has been answered."""
        with self.changed:
            before = sum(part in path for path in self.passed)
            assert self.changed.wait_for(lambda: sum(part in path for path in self.passed) > before, seconds), part
