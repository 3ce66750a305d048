"""A TCP proxy that does what bad networks do: it waits, trickles, cuts off, refuses, loses the one reply that counts.

It runs in a thread of the tests, which change what it does at any moment and read what it has done.
"""
import asyncio
import random
import socket
import struct
import threading
import time

CHUNK_BYTES = 16 * 1024
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


class ChaosProxy:
    """Passes connections from where it listens to `target`, a pair of host and port. All may change meanwhile.

    `delay`: seconds that each piece waits, in both directions, pieces behind each other. `bytes_per_second`: of each
    connection and direction. `resets`: the part of the pieces (0 to 1) at which a connection is cut off instead.
    `is_shut`: whoever comes is turned away. `lost_reply`: once the client has sent this, the server's next words are
    kept from it and the connection is cut off; `replies_to_lose` says how often."""

    def __init__(self, target):
        self.target = target
        self.port = None
        self.delay, self.bytes_per_second, self.resets = 0.0, None, 0.0
        self.is_shut, self.lost_reply, self.replies_to_lose = False, b"", 0
        self.random = random.Random(7)
        self.arrivals = []  # when somebody came, by time.monotonic()
        self.tasks = set()  # held here, as asyncio only looks at them
        self.turned_away = self.cut_off = self.delayed = self.replies_lost = self.open_now = 0
        self.open_max = 0

    def heal(self):
        """Passes on everything again; what was counted stays."""
        self.delay, self.bytes_per_second, self.resets = 0.0, None, 0.0
        self.is_shut, self.lost_reply, self.replies_to_lose = False, b"", 0

    async def serve(self, listening):
        self.port = listening[0].getsockname()[1]
        return [await asyncio.start_server(self.connected, sock=each) for each in listening]

    async def connected(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        self.arrivals.append(time.monotonic())
        self.open_now += 1
        self.open_max = max(self.open_max, self.open_now)
        there = None
        try:
            if self.is_shut:
                self.turned_away += 1
                return self.cut(writer)
            their_reader, there = await asyncio.open_connection(*self.target)
            swallow = asyncio.Event()
            ways = {asyncio.create_task(self.pass_on(reader, there, swallow, is_client=True)),
                    asyncio.create_task(self.pass_on(their_reader, writer, swallow, is_client=False))}
            await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
            for way in ways:
                way.cancel()
            if any(way.done() and not way.cancelled() and way.exception() for way in ways):
                self.cut(writer)
                self.cut(there)
        except OSError:
            self.cut(writer)
        finally:
            self.tasks.discard(asyncio.current_task())
            self.open_now -= 1
            for end in (writer, there):
                if end is not None:
                    end.close()

    @staticmethod
    def cut(writer):
        """Closes with a reset, as a host does that knows nothing of the connection."""
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()

    async def pass_on(self, reader, writer, swallow, is_client):
        """One direction; raises ConnectionResetError where it is to be cut off."""
        pieces = asyncio.Queue(64)
        forward = asyncio.create_task(self.forward(pieces, writer))
        try:
            seen = b""
            while data := await reader.read(CHUNK_BYTES):
                if self.is_shut:  # also for who had come before
                    self.turned_away += is_client
                    raise ConnectionResetError
                if self.resets and self.random.random() < self.resets:
                    self.cut_off += 1
                    raise ConnectionResetError
                if is_client and self.lost_reply and self.replies_to_lose > 0:
                    seen = (seen + data)[-CHUNK_BYTES:]
                    if self.lost_reply in seen:
                        self.replies_to_lose -= 1
                        swallow.set()
                elif not is_client and swallow.is_set():
                    self.replies_lost += 1
                    raise ConnectionResetError
                await pieces.put((time.monotonic() + self.delay, data))
                self.delayed += bool(self.delay)
                if forward.done():
                    forward.result()
            await pieces.put((0, b""))
            await forward
        finally:
            forward.cancel()

    async def forward(self, pieces, writer):
        while True:
            due, data = await pieces.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not data:
                return writer.write_eof()
            if self.bytes_per_second:
                await asyncio.sleep(len(data) / self.bytes_per_second)
            writer.write(data)
            await writer.drain()


class Proxies:
    """Named proxies on one address, and the thread that they run in."""

    def __init__(self, host):
        self.host = host
        self.loop = None
        self.thread = None
        self.named = {}
        self.servers = []

    @property
    def are_open(self):
        return self.loop is not None

    def __getattr__(self, name):
        if name in self.__dict__.get("named", {}):
            return self.named[name]
        raise AttributeError(name)

    def open(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def add(self, name, target, listening=()):
        """One more, on a free port of the proxies' own address unless it is given sockets."""
        proxy = ChaosProxy(target)
        sockets = list(listening) or [socket.create_server((self.host, 0))]
        self.servers += asyncio.run_coroutine_threadsafe(proxy.serve(sockets), self.loop).result()
        self.named[name] = proxy
        return proxy

    def heal(self):
        for proxy in self.named.values():
            proxy.heal()

    def close(self):
        if not self.are_open:
            return
        asyncio.run_coroutine_threadsafe(self.end_all(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.loop = None

    async def end_all(self):
        for server in self.servers:
            server.close()
        running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
