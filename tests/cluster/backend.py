"""A replica of a context that does what a test tells it, with a management port of its own."""
import http.server
import json
import threading


class Backend:
    """Answers every request with what it saw. Use as a context.

    `goes_away`: so many requests are read and then cut off without an answer. `is_ready`: what /readyz says."""

    def __init__(self, name):
        self.name = name
        self.is_ready = True
        self.goes_away = 0
        self.status = 200
        self.seen = []
        self.goes_on = threading.Event()
        self.unknown_methods = []
        self.public = self.server(self.answer)
        self.management = self.server(self.answer_health)
        self.threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
                        for server in (self.public, self.management)]

    @property
    def port(self):
        return self.public.server_address[1]

    @property
    def management_port(self):
        return self.management.server_address[1]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        for server in (self.public, self.management):
            server.shutdown()
            server.server_close()

    def server(self, answer):
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def do_GET(self):
                answer(self)

            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

            def send_error(self, code, message=None, explain=None):
                backend.unknown_methods.append(self.command)
                super().send_error(code, message, explain)

            def log_message(self, *_):
                pass

        made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        made.daemon_threads = True
        return made

    @staticmethod
    def write(request, status, content):
        body = json.dumps(content).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    def answer(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append((request.command, request.path, headers, body))
        if self.goes_away > 0:
            self.goes_away -= 1
            request.close_connection = True
            request.connection.close()
            return
        if "Last-Event-ID" in request.headers:
            return self.stream(request)
        self.write(request, self.status, {"backend": self.name, "path": request.path, "headers": headers})

    def stream(self, request):
        """Says one thing, and the next when the test lets it."""
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Connection", "close")
        request.end_headers()
        for word in (b"event: first\n\n", b"event: second\n\n"):
            request.wfile.write(word)
            request.wfile.flush()
            self.goes_on.wait(20)
        request.close_connection = True

    def answer_health(self, request):
        self.write(request, 200 if self.is_ready and request.path == "/readyz" else 503, {})
