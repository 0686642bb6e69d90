#!/usr/bin/env python3
"""Large bodies both ways over every protocol, slow ends, many connections: everything arrives, memory stays flat.

bodies.py --gatehouse PATH [--megabytes N] [--connections N] [--concurrent N]
"""

import hashlib
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from trial.front import Trial, argument_parser
from trial.http1client import HTTP1Connection, parse_head
from trial.http2client import HTTP2Connection, request_fields
from trial.memory import MemoryWatch
from trial.report import Report

MIB = 1 << 20
BLOCK = bytes((i * 31 + i // 256) & 0xFF for i in range(65_536))
TIME_OUT = 120
MOST_GROWTH = 32 * MIB


def blocks(size: int, pause_every: int = 0, pause_seconds: float = 0) -> Iterator[bytes]:
    """The body of that size, with a pause after every `pause_every` octets."""
    sent = 0
    while sent < size:
        part = BLOCK[: min(len(BLOCK), size - sent)]
        sent += len(part)
        yield part
        if pause_every and sent % pause_every == 0:
            time.sleep(pause_seconds)


def digest_of(size: int) -> str:
    digest = hashlib.sha256()
    for part in blocks(size):
        digest.update(part)
    return digest.hexdigest()


# --- up --------------------------------------------------------------------------------------------------------------


def upload_http1(trial: Trial, size: int, path: str, with_length: bool, parts: Iterator[bytes]) -> tuple[int, str]:
    connection = HTTP1Connection(trial.front, timeout=TIME_OUT)
    framing = f"Content-Length: {size}" if with_length else "Transfer-Encoding: chunked"
    connection.send(f"POST {path} HTTP/1.1\r\nHost: {trial.front.authority}\r\n{framing}\r\n\r\n".encode())
    for part in parts:
        if not connection.send(part if with_length else b"%x\r\n%b\r\n" % (len(part), part)):
            break
    if not with_length:
        connection.send(b"0\r\n\r\n")
    response = connection.response()
    connection.close()
    return response.status, str(response)


def upload_http2(trial: Trial, size: int, path: str, with_length: bool, parts: Iterator[bytes]) -> tuple[int, str]:
    connection = HTTP2Connection(trial.front, timeout=TIME_OUT)
    length = [(b"content-length", str(size).encode())] if with_length else []
    stream = connection.submit(request_fields(b"POST", trial.front, path.encode(), *length), ends=False)
    connection.send_body(stream, parts)
    response = connection.finish(stream)
    connection.close()
    return response.status, str(response)


def check_upload(
    report: Report, trial: Trial, name: str, upload, size: int, path: str, with_length: bool, parts=None
) -> None:
    name = f"{name}, {'with length' if with_length else 'without length'}"
    started = time.monotonic()
    with MemoryWatch(trial.server) as memory:
        status, text = upload(trial, size, path, with_length, parts or blocks(size))
    seconds = time.monotonic() - started
    records = trial.tomcat.settled_records(0.1)
    report.check(f"{name}: answered 200", status == 200, text)
    whole = len(records) == 1 and records[0]["complete"] and records[0]["bodyBytes"] == size
    report.check(
        f"{name}: arrived whole",
        whole and records[0]["bodySHA256"] == digest_of(size),
        [(r["bodyBytes"], r["complete"]) for r in records],
    )
    check_memory(report, name, memory)
    report.note(f"{name}: {size / MIB / seconds:.0f} MiB/s; memory {memory}")


def check_memory(report: Report, name: str, memory: MemoryWatch, most: int = MOST_GROWTH) -> None:
    report.check(f"{name}: memory grows by less than {most // MIB} MiB", memory.growth < most, memory)


# --- down ------------------------------------------------------------------------------------------------------------


class Taker:
    """Counts and hashes what is read, and sleeps once after the first `stall_at` octets."""

    def __init__(self, stall_at: int = 0, stall_seconds: float = 0):
        self.digest, self.count = hashlib.sha256(), 0
        self.stall_at, self.stall_seconds = stall_at, stall_seconds

    def take(self, octets: bytes) -> None:
        self.digest.update(octets)
        self.count += len(octets)
        if self.stall_seconds and self.count >= self.stall_at:
            seconds, self.stall_seconds = self.stall_seconds, 0
            time.sleep(seconds)


def download_http1(trial: Trial, path: str, taker: Taker) -> str:
    """Reads straight from the socket: the client of the other trials would hold it all."""
    connection = HTTP1Connection(trial.front, timeout=TIME_OUT)
    connection.send(f"GET {path} HTTP/1.1\r\nHost: {trial.front.authority}\r\n\r\n".encode())
    while b"\r\n\r\n" not in connection.buffer:
        if not connection._more():
            return "no answer"
    head, _, rest = connection.buffer.partition(b"\r\n\r\n")
    response = parse_head(head)
    if response.status != 200:
        return str(response)
    connection.buffer = rest
    if response.value("content-length") is not None:
        left = int(response.value("content-length"))
        while left > 0 and (connection.buffer or connection._more()):
            part, connection.buffer = connection.buffer[:left], connection.buffer[left:]
            left -= len(part)
            taker.take(part)
    else:
        while size := int(connection._line() or b"0", 16):
            taker.take(connection._exactly(size))
            connection._line()
    connection.close()
    return ""


def download_http2(trial: Trial, path: str, taker: Taker) -> str:
    connection = HTTP2Connection(trial.front, timeout=TIME_OUT)
    stream = connection.submit(request_fields(b"GET", trial.front, path.encode()), keep_body=False)
    connection.exchanges[stream].take = taker.take
    response = connection.finish(stream)
    connection.close()
    return "" if response.status == 200 and not response.error else str(response)


def check_download(
    report: Report, trial: Trial, name: str, download, size: int, with_length: bool, taker: Taker | None = None
) -> None:
    name = f"{name}, {'with length' if with_length else 'without length'}"
    taker = taker or Taker()
    started = time.monotonic()
    with MemoryWatch(trial.server) as memory:
        problem = download(trial, f"/open/down?down={size}&length={int(with_length)}", taker)
    seconds = time.monotonic() - started
    report.check(
        f"{name}: arrived whole",
        not problem and taker.count == size and taker.digest.hexdigest() == digest_of(size),
        f"{problem} {taker.count} of {size}",
    )
    check_memory(report, name, memory)
    report.note(f"{name}: {size / MIB / seconds:.0f} MiB/s; memory {memory}")


# --- stalled streams -------------------------------------------------------------------------------------------------


def check_stalled(report: Report, trial: Trial, size: int) -> None:
    """Forty readers that take nothing (twenty connections over each protocol) hold up nobody and pile up nothing."""
    path = f"/open/stalled?down={size}"
    with MemoryWatch(trial.server) as memory:
        stalled: list[HTTP1Connection | HTTP2Connection] = []
        for _ in range(20):
            connection = HTTP1Connection(trial.front, timeout=TIME_OUT)
            connection.send(f"GET {path} HTTP/1.1\r\nHost: {trial.front.authority}\r\n\r\n".encode())
            stalled.append(connection)
            other = HTTP2Connection(trial.front, timeout=TIME_OUT, window=0)
            other.submit(request_fields(b"GET", trial.front, path.encode()))
            stalled.append(other)
        time.sleep(1)
        slowest = slowest_of_small_requests(trial)
        report.check(
            "small requests beside 40 stalled ones: all served within 1 s", slowest is not None and slowest < 1, slowest
        )
        for connection in stalled:
            connection.close()
    report.note(f"slowest small request beside 40 stalled ones: {round((slowest or 0) * 1000)} ms; memory {memory}")
    check_memory(report, "40 stalled readers", memory, 64 * MIB)


def slowest_of_small_requests(trial: Trial) -> float | None:
    """A hundred small requests over each protocol; nil when one was not served."""
    slowest = 0.0
    first, second = HTTP1Connection(trial.front, timeout=10), HTTP2Connection(trial.front, timeout=10)
    for _ in range(100):
        started = time.monotonic()
        first.send(f"GET /open/small HTTP/1.1\r\nHost: {trial.front.authority}\r\n\r\n".encode())
        if first.response().status != 200:
            return None
        middle = time.monotonic()
        if second.request(request_fields(b"GET", trial.front, b"/open/small")).status != 200:
            return None
        slowest = max(slowest, middle - started, time.monotonic() - middle)
    first.close()
    second.close()
    return slowest


# --- many connections ------------------------------------------------------------------------------------------------


def try_to_open(trial: Trial) -> HTTP1Connection | None:
    try:
        return HTTP1Connection(trial.front, timeout=60)
    except OSError:
        return None


def ask(trial: Trial, connection: HTTP1Connection, path: str) -> bool:
    return connection.send(f"GET {path} HTTP/1.1\r\nHost: {trial.front.authority}\r\n\r\n".encode())


def served(connections: list[HTTP1Connection]) -> int:
    return sum(1 for connection in connections if connection.response().status == 200)


def check_connections(report: Report, trial: Trial, count: int, concurrent: int) -> None:
    """`count` connections are kept; all are served twice; `concurrent` of them wait for an answer at the same time."""
    started = time.monotonic()
    with MemoryWatch(trial.server) as memory, ThreadPoolExecutor(16) as pool:
        connections = [c for c in pool.map(lambda _: try_to_open(trial), range(count)) if c]
        report.check(f"{count} connections: all open", len(connections) == count, len(connections))
        opened = time.monotonic() - started
        first = sum(pool.map(lambda c: ask(trial, c, "/open/kept") and c.response().status == 200, connections))
        report.check(f"{count} connections: all served", first == count, first)
        time.sleep(10)
        again = sum(pool.map(lambda c: ask(trial, c, "/open/kept") and c.response().status == 200, connections))
        report.check(f"{count} connections: all served again after 10 s without a word", again == count, again)
        files = trial.server.open_files() if trial.server else 0
        report.note(f"{count} connections opened in {opened:.0f} s, {files} open files")
        check_concurrent_http1(report, trial, connections[:concurrent])
    report.note(f"{count} connections: memory {memory}, {memory.growth // max(count, 1) / 1024:.1f} KiB each")
    report.check(f"{count} connections: less than 100 KiB each", memory.growth < count * 100 * 1024, memory)
    for connection in connections:
        connection.close()
    time.sleep(2)
    left = trial.server.open_files() if trial.server else 0
    report.check("closed connections are let go", left < 1000, f"{left} open files")


def check_concurrent_http1(report: Report, trial: Trial, connections: list[HTTP1Connection]) -> None:
    started = time.monotonic()
    for connection in connections:
        ask(trial, connection, "/open/held?hold=2000")
    good = served(connections)
    seconds = time.monotonic() - started
    report.check(f"{len(connections)} requests at once over HTTP/1.1: all served", good == len(connections), good)
    report.check("... side by side, not one after another", seconds < 30, f"{seconds:.1f} s")
    report.note(f"{len(connections)} requests at once over HTTP/1.1, held for 2 s each: {seconds:.1f} s")


def check_concurrent_http2(report: Report, trial: Trial, count: int) -> None:
    per_connection = 100
    connections = [HTTP2Connection(trial.front, timeout=60) for _ in range(count // per_connection)]
    started = time.monotonic()
    fields = request_fields(b"GET", trial.front, b"/open/held?hold=2000")
    streams = [(connection, connection.submit(fields)) for connection in connections for _ in range(per_connection)]
    good = sum(1 for connection, stream in streams if connection.finish(stream).status == 200)
    seconds = time.monotonic() - started
    report.check(
        f"{count} requests at once over {len(connections)} HTTP/2 connections: all served", good == len(streams), good
    )
    report.check("... side by side, not one after another", seconds < 30, f"{seconds:.1f} s")
    report.note(f"{count} requests at once over HTTP/2, held for 2 s each: {seconds:.1f} s")
    for connection in connections:
        connection.close()


def main() -> int:
    parser = argument_parser("Large bodies, slow ends, many connections.")
    parser.add_argument("--megabytes", type=int, default=200, help="size of a large body")
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--concurrent", type=int, default=2_000)
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    report = Report(f"bodies: {options.megabytes} MB both ways, {options.connections} connections", options.verbose)
    with Trial(options) as trial:
        check_upload(report, trial, "warm-up", upload_http2, MIB, "/open/up", True)
        for name, upload in (("HTTP/1.1 up", upload_http1), ("HTTP/2 up", upload_http2)):
            for with_length in (True, False):
                check_upload(report, trial, name, upload, size, "/open/up", with_length)
            check_upload(report, trial, f"{name}, slow connector", upload, size, "/open/up?pause=50", False)
            slow = blocks(32 * MIB, pause_every=4 * MIB, pause_seconds=0.5)
            check_upload(report, trial, f"{name}, slow writer", upload, 32 * MIB, "/open/up", True, slow)
        for name, download in (("HTTP/1.1 down", download_http1), ("HTTP/2 down", download_http2)):
            for with_length in (True, False):
                check_download(report, trial, name, download, size, with_length)
            check_download(report, trial, f"{name}, slow reader", download, size, True, Taker(20 * MIB, 5))
        check_stalled(report, trial, size)
        check_concurrent_http2(report, trial, options.concurrent)
        check_connections(report, trial, options.connections, options.concurrent)
        trial.check_alive(report)
        trial.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
