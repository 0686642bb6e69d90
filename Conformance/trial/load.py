"""Clients in processes of their own, that ask the gateway until they are told to stop and then hand over what they saw."""

import multiprocessing
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from trial.http1client import Front, HTTP1Connection, Response, request_bytes
from trial.http2client import HTTP2Connection, request_fields

PATH = b"/open/h"


@dataclass
class Handshake:
    """One new connection: when it began, for which pair, what was shown, and whether a session was resumed."""

    began: float
    style: str
    der: bytes
    is_resumed: bool


@dataclass
class Seen:
    """What one client saw. `failures` are sentences; `latencies` are seconds; `answers` are (time, status, words)."""

    requests: int = 0
    failures: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    handshakes: list[Handshake] = field(default_factory=list)
    answers: list[tuple[float, int, str]] = field(default_factory=list)

    def fail(self, what: str) -> None:
        if len(self.failures) < 1000:
            self.failures.append(f"{time.monotonic():.3f} {what}")

    def add(self, other: "Seen") -> None:
        self.requests += other.requests
        for name in ("failures", "latencies", "handshakes", "answers"):
            getattr(self, name).extend(getattr(other, name))


class Load:
    """Runs each job in a child process; a job gets an event that tells it to stop, and returns a `Seen`."""

    def __init__(self, *jobs: Callable):
        context = multiprocessing.get_context("fork")
        self.event = context.Event()
        self.children = []
        for job in jobs:
            ours, theirs = context.Pipe(duplex=False)
            child = context.Process(target=self._run, args=(job, self.event, theirs), daemon=True)
            child.start()
            theirs.close()
            self.children.append((child, ours))

    @staticmethod
    def _run(job: Callable, event, pipe) -> None:
        pipe.send(job(event))

    def stop(self) -> Seen:
        """What all of them saw together; a child that does not answer is a failure."""
        self.event.set()
        total = Seen()
        for child, pipe in self.children:
            try:
                if not pipe.poll(60):
                    raise EOFError
                total.add(pipe.recv())
            except EOFError:
                total.fail("a client did not come to its end")
            child.join(5)
            if child.is_alive():
                child.kill()
        return total


def get_http1(connection: HTTP1Connection, path: bytes = PATH) -> Response:
    connection.send(request_bytes(b"GET", path, [(b"Host", connection.front.authority.encode())]))
    return connection.response()


def get_http2(connection: HTTP2Connection, path: bytes = PATH) -> Response:
    return connection.request(request_fields(b"GET", connection.front, path))


PROTOCOLS = {"http/1.1": (HTTP1Connection, get_http1), "h2": (HTTP2Connection, get_http2)}


def new_connections(fronts: dict[str, Front], pause: float = 0.002) -> Callable:
    """A new connection for each request: in turn for each pair, over both protocols, without and with resumption."""

    def job(event) -> Seen:
        seen = Seen()
        while not event.is_set():
            for style, front in fronts.items():
                for protocol in PROTOCOLS:
                    front.forget()
                    for _ in ("anew", "with the session of the one before"):
                        one_connection(seen, style, front, protocol)
                        time.sleep(pause)
        return seen

    return job


def one_connection(seen: Seen, style: str, front: Front, protocol: str) -> None:
    kind, get = PROTOCOLS[protocol]
    began = time.monotonic()
    seen.requests += 1
    try:
        connection = kind(front)
    except (OSError, ssl.SSLError, RuntimeError) as problem:
        seen.fail(f"handshake {style} {protocol}: {type(problem).__name__} {problem}")
        front.forget()
        return
    der = connection.socket.getpeercert(True) or b""
    seen.handshakes.append(Handshake(began, style, der, connection.socket.session_reused))
    response = get(connection)
    if response.status != 200:
        seen.fail(f"new connection {style} {protocol}: {response}")
    seen.latencies.append(time.monotonic() - began)
    connection.close()


def kept_connections(fronts: dict[str, Front], pause: float = 0.003) -> Callable:
    """One connection for each pair and protocol, kept from the beginning to the end."""

    def job(event) -> Seen:
        seen = Seen()
        kept = [
            (style, protocol, PROTOCOLS[protocol][0](front), PROTOCOLS[protocol][1])
            for style, front in fronts.items()
            for protocol in PROTOCOLS
        ]
        while not event.is_set():
            for style, protocol, connection, get in kept:
                began = time.monotonic()
                seen.requests += 1
                response = get(connection)
                seen.latencies.append(time.monotonic() - began)
                if response.status != 200 or response.closes:
                    seen.fail(f"kept connection {style} {protocol}: {response} closes {response.closes}")
                time.sleep(pause)
        return seen

    return job


def steady(front: Front, per_second: float, path: bytes = PATH, protocol: str = "h2") -> Callable:
    """Requests at fixed times over one connection, which is opened anew when it ends; each answer is kept.

    The latency counts from the time at which the request was due: a late answer makes the next ones late, too.
    """
    kind, get = PROTOCOLS[protocol]

    def job(event) -> Seen:
        seen, connection, due = Seen(), None, time.monotonic()
        while not event.is_set():
            due += 1 / per_second
            time.sleep(max(0, due - time.monotonic()))
            began = time.monotonic()
            seen.requests += 1
            try:
                connection = connection or kind(front)
                response = get(connection, path)
            except (OSError, ssl.SSLError, RuntimeError) as problem:
                response = Response(error=f"{type(problem).__name__} {problem}")
            seen.answers.append((began, response.status, str(response)))
            seen.latencies.append(time.monotonic() - due)
            if response.status == 0 or response.closes:
                connection = None
            # After a long wait the ones that were missed are not made up for.
            due = max(due, time.monotonic() - 1)
        return seen

    return job


def quantiles(seconds: list[float]) -> str:
    """Median, 99th of a hundred, and the most, in milliseconds."""
    if not seconds:
        return "nothing was measured"
    ordered = sorted(seconds)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * q))] for q in (0.5, 0.99))
    return f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, max {ordered[-1] * 1000:.1f} ms"
