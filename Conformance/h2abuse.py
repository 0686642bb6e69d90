#!/usr/bin/env python3
"""HTTP/2 abuse over real sockets: each flood ends after a bounded number of frames, and nobody else notices.

h2abuse.py --gatehouse PATH [--seconds N]

Every attacker has an address of its own, and one comes back until it is barred. Meanwhile good clients ask at a steady
rate.
"""

import select
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from trial import frames as f
from trial.gateway import Gateway, argument_parser
from trial.http1client import Front
from trial.load import Load, quantiles, steady
from trial.report import Report

MOST_GROWTH = 48 << 20
# Ended connections after which a client is barred by each worker, and after which it cannot get another from either.
MOST_CONNECTIONS = 2 * 5 + 2
Frames = Callable[["Attacker", int], bytes]


@dataclass
class Flood:
    """`octets` are the frames of one step; the connection ends after `most` of them for `reason`."""

    name: str
    reason: str
    most: int
    octets: Frames
    opens_stream: bool = False
    answers_settings: bool = True
    # What the client says in its SETTINGS.
    settings: tuple = ()


class Attacker:
    """A connection that sends frames and reads only so much as to see the end."""

    def __init__(self, front: Front, source: str, settings: tuple = ()):
        self.front = front
        self.socket = front.connect("h2", source, 10)
        self.socket.sendall(f.PREFACE + f.settings(*settings))
        self.reader, self.code, self.ended = f.FrameReader(), None, False

    def head(self, stream: int, method: bytes = b"GET", path: bytes = b"/open/h", ends: bool = True, more=()) -> bytes:
        fields = [(b":method", method), (b":scheme", b"https"), (b":path", path)]
        fields += [(b":authority", self.front.authority.encode()), *more]
        return f.headers(stream, fields, f.END_HEADERS | (f.END_STREAM if ends else 0))

    def send(self, octets: bytes) -> None:
        try:
            self.socket.settimeout(10)
            self.socket.sendall(octets)
        except TimeoutError:
            # It does not read any more: it has enough of us, or is about to.
            self.look(1)
        except (OSError, ssl.SSLError):
            self.look(0.2)
            self.ended = True

    def look(self, seconds: float = 0) -> None:
        """Reads what has come."""
        deadline = time.monotonic() + seconds
        while not self.ended:
            if not self.socket.pending():
                ready, _, _ = select.select([self.socket], [], [], max(0, deadline - time.monotonic()))
                if not ready:
                    return
            try:
                self.socket.settimeout(0.05)
                octets = self.socket.recv(65_536)
            except (TimeoutError, ssl.SSLWantReadError):
                continue
            except OSError:
                octets = b""
            self.ended = not octets
            for frame in self.reader.feed(octets):
                if frame.type == f.GOAWAY and frame.error_code:
                    self.code = frame.error_code

    def close(self) -> None:
        self.socket.close()


def each(octets: bytes) -> Frames:
    return lambda attacker, number: octets


def on_new_stream(*behind: Callable[[int], bytes], ends: bool = False, more=(), method: bytes = b"POST") -> Frames:
    def frames(attacker: Attacker, number: int) -> bytes:
        stream = number * 2 + 3
        return attacker.head(stream, method, ends=ends, more=more) + b"".join(make(stream) for make in behind)

    return frames


def bomb(attacker: Attacker, number: int) -> bytes:
    """A table entry of 3,900 octets, then 4,000 references to it: 16 MB in 4 KB."""
    entry = b"\x40" + f.integer(3, 7) + b"x-a" + f.integer(3900, 7) + b"y" * 3900
    head = attacker.head(1)[9:]
    return f.headers(number * 2 + 3, head + (entry if number == 0 else b"\xbe" * 4000))


def continuation(attacker: Attacker, number: int) -> bytes:
    if number == 0:
        return f.headers(3, attacker.head(3)[9:], f.END_STREAM)
    return f.frame(f.CONTINUATION, 0, 3, f.literal(b"x-a", b"b"))


FRAMES, RESETS, CONTINUATIONS = "http2_frame_flood", "http2_reset_flood", "http2_continuation_flood"
# A budget of 2,000 and a hundred a second, and what is on the way when the end comes.
MANY, FEW = 2_600, 320

FLOODS = [
    Flood("rapid reset", RESETS, FEW, on_new_stream(lambda stream: f.rst_stream(stream), ends=True, method=b"GET")),
    Flood(
        "resets provoked by windows that overflow",
        RESETS,
        FEW,
        on_new_stream(lambda stream: f.window_update(stream, 0x7FFF_FFFF)),
    ),
    Flood(
        "resets provoked by content beyond its length",
        RESETS,
        FEW,
        on_new_stream(lambda stream: f.frame(f.DATA, 0, stream, b"abc"), more=[(b"content-length", b"1")]),
    ),
    Flood(
        "requests that go wrong in their trailers",
        RESETS,
        FEW,
        on_new_stream(lambda stream: f.headers(stream, [(b"content-length", b"1")])),
    ),
    Flood("malformed requests", RESETS, FEW, on_new_stream(ends=True, more=[(b"connection", b"close")])),
    Flood("cookie crumbs", RESETS, FEW, on_new_stream(ends=True, more=[(b"cookie", b"a=b")] * 120)),
    Flood("an HPACK bomb", "http2_field_bomb", 2, bomb),
    Flood("CONTINUATION without end", CONTINUATIONS, 20, continuation),
    Flood("PING", FRAMES, MANY, each(f.frame(f.PING, payload=bytes(8)))),
    Flood("PING acknowledgements", FRAMES, MANY, each(f.frame(f.PING, f.ACK, payload=bytes(8)))),
    Flood("SETTINGS", FRAMES, MANY // 10, each(f.settings((f.INITIAL_WINDOW_SIZE, 100)))),
    Flood("PRIORITY", FRAMES, MANY, each(f.priority(5, 0))),
    Flood("PRIORITY_UPDATE", FRAMES, MANY, each(f.frame(0x10, payload=b"\0\0\0\1u=1"))),
    Flood("unknown frames", FRAMES, MANY, each(f.frame(0xEE, 0xFF, 1, b"x" * 1000))),
    Flood("WINDOW_UPDATE of one octet", FRAMES, MANY, each(f.window_update(0, 1))),
    Flood("empty DATA", FRAMES, MANY, each(f.frame(f.DATA, 0, 1)), opens_stream=True),
    Flood(
        "DATA of padding alone",
        FRAMES,
        4_700,
        each(f.frame(f.DATA, f.PADDED, 1, b"\xff" + bytes(255))),
        opens_stream=True,
    ),
    Flood("DATA of one octet", FRAMES, 8 * MANY, each(f.frame(f.DATA, 0, 1, b"a")), opens_stream=True),
]


def attack(front: Front, source: str, flood: Flood) -> tuple[Attacker, int]:
    """Sends until the connection ends; returns it and how many steps were sent."""
    attacker = Attacker(front, source, flood.settings)
    if flood.opens_stream:
        attacker.send(attacker.head(1, b"POST", ends=False))
    sent, most = 0, flood.most * 4 + 200
    while not attacker.ended and attacker.code is None and sent < most:
        count = min(50, most - sent)
        attacker.send(b"".join(flood.octets(attacker, number) for number in range(sent, sent + count)))
        sent += count
        # Time for the gateway to say that it has had enough: what is sent blindly after that says nothing about it.
        attacker.look(0.004)
    attacker.look(5)
    return attacker, sent


def try_floods(report: Report, gateway: Gateway) -> None:
    front = gateway.front()
    for number, flood in enumerate(FLOODS):
        front.forget()
        before = gateway.metric(f'gatehouse_connections_ended_total{{reason="{flood.reason}"}}')
        cpu, resident = gateway.cpu_seconds(), gateway.server.resident_bytes()
        attacker, sent = attack(front, f"127.8.{number}.9", flood)
        report.check(f"{flood.name}: is ended", attacker.ended, f"after {sent} steps: {attacker.code}")
        # What was under way when the end came is no fault: five batches.
        report.check(f"{flood.name}: within {flood.most} steps", sent <= flood.most + 250, sent)
        code = attacker.code
        report.check(f"{flood.name}: says why, if anything", code in (f.ENHANCE_YOUR_CALM, None), code)
        attacker.close()
        after = gateway.metric(f'gatehouse_connections_ended_total{{reason="{flood.reason}"}}')
        report.check(f"{flood.name}: is counted as {flood.reason}", after - before == 1, after - before)
        cpu, grown = gateway.cpu_seconds() - cpu, gateway.server.resident_bytes() - resident
        report.check(f"{flood.name}: memory", grown < MOST_GROWTH, f"grew by {grown >> 20} MiB")
        report.note(f"{flood.name}: {sent} steps, {cpu * 1000:.0f} ms of processor time with everybody else's")
    ended = gateway.events("connection_ended")
    networks = {record["peer"].rsplit(".", 1)[0] for record in ended}
    report.check("each end is in the audit trail", len(networks) == len(FLOODS), f"{len(networks)}")


def try_bar(report: Report, gateway: Gateway) -> None:
    """Who comes back again and again is refused; its neighbour is not."""
    front, flood = gateway.front(), next(flood for flood in FLOODS if flood.name.startswith("CONTINUATION"))
    connections = 0
    for _ in range(MOST_CONNECTIONS * 3):
        front.forget()
        try:
            attacker, _ = attack(front, "127.9.9.9", flood)
        except (OSError, ssl.SSLError):
            break
        attacker.close()
        connections += 1
    report.note(f"barred after {connections} connections")
    report.check("whoever goes on is barred", connections <= MOST_CONNECTIONS * 2, connections)
    refused = 0
    for _ in range(20):
        try:
            front.connect("h2", "127.9.9.9", 5).close()
        except (OSError, ssl.SSLError):
            refused += 1
    report.check("and stays so", refused >= 10, f"{refused} of 20")
    report.check("its neighbour gets in", bool(neighbour(front)))
    report.check("both are written down", gateway.wait_for(lambda: "client_barred" in reasons(gateway), 5))


def neighbour(front: Front) -> bool:
    try:
        front.connect("h2", "127.9.9.10", 5).close()
        return True
    except (OSError, ssl.SSLError):
        return False


def reasons(gateway: Gateway) -> set[str]:
    return {record.get("reason", "") for record in gateway.records()}


def try_key_updates(report: Report, gateway: Gateway) -> None:
    """A flood of TLS KeyUpdate messages, each of which asks for one in return (CVE-2026-32283)."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{gateway.port}", "-servername", "renamed.test"]
    command += ["-alpn", "h2", "-tls1_3", "-bind", "127.11.0.9:0"]
    name = 'gatehouse_connections_ended_total{reason="tls_post_handshake_flood"}'
    client = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0
    )
    time.sleep(0.5)
    sent = 0
    try:
        # `K` at the beginning of what is read at once is the order to send one.
        while client.poll() is None and sent < 400 and gateway.metric(name) == 0:
            client.stdin.write(b"K\n")
            sent += 1
    except OSError:
        pass
    ended = gateway.wait_for(lambda: gateway.metric(name) == 1, 5)
    report.check("a flood of key updates is ended", ended, f"after {sent}: {gateway.metric(name)}")
    report.check("and written down", "tls_post_handshake_flood" in reasons(gateway))
    client.kill()
    client.wait()


def try_stalls(report: Report, gateway: Gateway) -> None:
    """Clients that open no window for what they asked for: all of it is given back when their time is over."""
    front = gateway.front()
    front.forget()
    before = gateway.server.resident_bytes()
    attackers = []
    for number in range(10):
        attacker = Attacker(front, f"127.10.{number}.9", ((f.INITIAL_WINDOW_SIZE, 0),))
        attacker.send(b"".join(attacker.head(stream, path=b"/open/large") for stream in range(1, 201, 2)))
        attackers.append(attacker)
    gateway.wait_for(lambda: gateway.metric("gatehouse_exchanges_open") >= 100, 5)
    grown = gateway.server.resident_bytes() - before
    report.note(f"1,000 responses to windows of 0: grew by {grown >> 20} MiB")
    over = gateway.wait_for(lambda: gateway.metric("gatehouse_exchanges_open") < 20, 90)
    report.check("stalled responses are given up", over, gateway.metric("gatehouse_exchanges_open"))
    for attacker in attackers:
        attacker.close()


def main() -> int:
    parser = argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--good", type=float, default=100, help="good requests a second")
    options = parser.parse_args()
    report = Report(f"h2abuse: {len(FLOODS)} floods", options.verbose)
    with Gateway(options) as gateway:
        fronts = gateway.front(), gateway.front("linked")
        good = Load(steady(fronts[0], options.good / 2), steady(fronts[1], options.good / 2, protocol="http/1.1"))
        time.sleep(0.5)
        try_floods(report, gateway)
        try_bar(report, gateway)
        try_key_updates(report, gateway)
        seen = good.stop()
        bad = [answer for answer in seen.answers if answer[1] != 200]
        report.check("all good requests succeed", seen.answers and not bad, f"{len(bad)}: {bad[:3]}")
        report.note(f"{len(seen.answers)} good requests, latency {quantiles(seen.latencies)}")
        try_stalls(report, gateway)
        open_exchanges = gateway.wait_for(lambda: gateway.metric("gatehouse_exchanges_open") == 0, 30)
        report.check("no exchange stays open", open_exchanges, gateway.metric("gatehouse_exchanges_open"))
        gateway.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
