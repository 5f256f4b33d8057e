"""Many connections that each send one request after the other, and how many answers come in a second."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

Maker = Callable[[], bytes]


@dataclass
class Outcome:
    """answers: by status.  seconds: from the first request to the last answer.  busy: share of a core that sending took."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    busy: float = 0.0
    slowest: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.answers.total() / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return sorted(self.slowest)[int(share * (len(self.slowest) - 1))] * 1000


def send(port: int, make: Maker, *, connections: int, seconds: float) -> Outcome:
    """Send what `make` makes over so many connections for so long; answers that are begun are awaited."""
    return asyncio.run(_send(port, make, connections, seconds))


def request(method: str, path: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> bytes:
    """A request as it goes over the wire."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _send(port: int, make: Maker, connections: int, seconds: float) -> Outcome:
    outcome = Outcome()
    loop = asyncio.get_running_loop()
    clients = [_Client(make, outcome) for _ in range(connections)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    began, worked = time.perf_counter(), time.process_time()
    for client in clients:
        client.until = began + seconds
        client.next()
    await asyncio.gather(*(client.done for client in clients))
    outcome.seconds = time.perf_counter() - began
    outcome.busy = (time.process_time() - worked) / outcome.seconds
    for client in clients:
        client.transport.close()
    return outcome


class _Client(asyncio.Protocol):
    """One connection that is kept open; reads just enough of HTTP to see where an answer ends."""

    def __init__(self, make: Maker, outcome: Outcome) -> None:
        self.make, self.outcome = make, outcome
        self.until = 0.0
        self.received = bytearray()
        self.expected = -1
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def next(self) -> None:
        self.begun = time.perf_counter()
        if self.begun >= self.until:
            self.done.set_result(None)
            return
        self.transport.write(self.make())

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.expected < 0:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.received[: end + 2]).lower()
            at = head.index(b"content-length:") + 15
            self.expected = end + 4 + int(head[at : head.index(b"\r\n", at)])
        if len(self.received) < self.expected:
            return
        self.outcome.answers[int(self.received[9:12])] += 1
        self.outcome.slowest.append(time.perf_counter() - self.begun)
        self.received.clear()
        self.expected = -1
        self.next()
