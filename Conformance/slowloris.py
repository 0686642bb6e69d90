#!/usr/bin/env python3
"""5,000 clients that are slow on purpose, from many addresses and from one: others notice nothing, and it ends.

slowloris.py --gatehouse PATH [--connections N] [--seconds N] [--senders N]

Slow in five ways: connections that say nothing, heads, bodies and signed bodies byte by byte, and responses that are read
byte by byte. Whoever is cut off comes again. Then descriptors run out under a running gateway.
"""

import os
import random
import resource
import socket
import ssl
import sys
import time
from collections import Counter
from dataclasses import dataclass

from trial.gateway import Gateway, argument_parser
from trial.http1client import Front, HTTP1Connection
from trial.load import Load, Seen, get_http1, new_connections, quantiles, steady
from trial.memory import MemoryWatch
from trial.report import Report

# Deadlines of the policy, in seconds. What the clients below can open in this time is what there is at once.
HEAD, BODY, WRITE = 15, 15, 15
LIMITS = (
    f"{{client_connections: %d, deadlines: {{handshake: {HEAD}s, request_head: {HEAD}s, request_body: {BODY}s, "
    f"response_write: {WRITE}s}}}}"
)
# How long a client of each kind may last at the most: its deadline, and what a busy machine adds. Readers first get what
# the sockets on both sides hold.
LONGEST = {"silent": HEAD, "head": HEAD, "body": BODY, "signed": BODY, "read": 2 * WRITE}
SLACK = 5
KINDS = list(LONGEST)
# Bodies and readers give way within seconds, because good clients wait for the connector; the others stay.
ORDER = ["silent", "head", "signed", "body", "silent", "head", "signed", "read"]
# Bytes go out, or are taken, at this interval.
PAUSE = 1.0


@dataclass
class Slow(Seen):
    """What a sender has seen: how many clients of each kind, and how long each of them lasted until it was cut off."""

    def __post_init__(self) -> None:
        self.begun: Counter = Counter()
        self.refused = 0
        self.lifetimes: dict[str, list[float]] = {kind: [] for kind in KINDS}

    def add(self, other: "Seen") -> None:
        super().add(other)
        self.begun.update(getattr(other, "begun", {}))
        self.refused += getattr(other, "refused", 0)
        for kind, lifetimes in getattr(other, "lifetimes", {}).items():
            self.lifetimes[kind] += lifetimes


class SlowClient:
    """One connection of one kind, until it is cut off."""

    def __init__(self, front: Front, source: str, kind: str, fields: bytes):
        self.kind = kind
        plain = socket.socket()
        # A small buffer, so that not reading is felt.
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(10)
        plain.bind((source, 0))
        plain.connect((front.host, front.port))
        self.began = time.monotonic()
        self.socket = plain
        if kind != "silent":
            self.socket = front.context("http/1.1").wrap_socket(plain, server_hostname=front.server_name)
            self.socket.sendall(self._head(front, fields))
        self.socket.setblocking(False)

    def _head(self, front: Front, fields: bytes) -> bytes:
        host = b"Host: " + front.authority.encode() + b"\r\n"
        length = b"Content-Length: 200000\r\n\r\n"
        return {
            "head": b"GET /open/h HTTP/1.1\r\n" + host + b"X-Slow: ",
            "body": b"POST /open/h HTTP/1.1\r\n" + host + length,
            "signed": b"POST /webhook HTTP/1.1\r\n" + host + fields + length,
            "read": b"GET /open/large HTTP/1.1\r\n" + host + b"\r\n",
        }[self.kind]

    def goes_on(self) -> bool:
        """Sends or takes a byte; false when the gateway has ended it."""
        try:
            if self.kind in ("head", "body", "signed"):
                self.socket.send(b"x")
            if self.kind == "read":
                # Not decrypted: what counts is what is taken off the socket, less than 1 KiB in a second.
                return os.read(self.socket.fileno(), 400) != b""
            # Whatever comes is the end: nothing, or 408.
            self.socket.recv(4096)
            return False
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        except OSError:
            return False

    def close(self) -> None:
        self.socket.close()


def attack(front: Front, sources: list[str], count: int, seconds: float, fields: bytes, number: int):
    """Keeps `count` slow clients for this long."""

    def job(event) -> Slow:
        seen, clients, chance = Slow(), [], random.Random(number)
        end, turn, made = time.monotonic() + seconds, time.monotonic() + PAUSE, number
        while time.monotonic() < end:
            if len(clients) < count and time.monotonic() < turn:
                kind = ORDER[made % len(ORDER)]
                made += 1
                try:
                    clients.append(SlowClient(front, chance.choice(sources), kind, fields))
                    seen.begun[kind] += 1
                except OSError:
                    seen.refused += 1
                continue
            time.sleep(max(0, turn - time.monotonic()))
            turn += PAUSE
            clients = [client for client in clients if survives(client, seen)]
            turn = max(turn, time.monotonic() + PAUSE / 2)
        for client in clients:
            client.close()
        return seen

    return job


def survives(client: SlowClient, seen: Slow) -> bool:
    if client.goes_on():
        return True
    seen.lifetimes[client.kind].append(time.monotonic() - client.began)
    client.close()
    return False


def gather(load: Load) -> Slow:
    """`Load.stop` for senders: they end by themselves."""
    total = Slow()
    for child, pipe in load.children:
        if pipe.poll(120):
            total.add(pipe.recv())
        else:
            total.fail("a sender did not come to its end")
        child.join(5)
    return total


def good_clients(gateway: Gateway) -> Load:
    """Kept connections over both protocols, and new ones all the time."""
    front = gateway.front()
    return Load(
        steady(front, 20), steady(front, 20, protocol="http/1.1"), new_connections({"renamed": front}, pause=0.05)
    )


def check_good(report: Report, name: str, seen: Seen) -> None:
    bad = [answer for answer in seen.answers if answer[1] != 200]
    report.check(f"{name}: all good requests on kept connections succeed", seen.answers and not bad, f"{bad[:3]}")
    report.check(f"{name}: all new connections succeed", seen.handshakes and not seen.failures, seen.failures[:3])
    kept, new = len(seen.answers), len(seen.handshakes)
    report.note(f"{name}: {kept} requests kept, {new} on new connections, latency {quantiles(seen.latencies)}")


def run(report: Report, gateway: Gateway, options, name: str, sources: list[str]) -> Slow:
    fields = "".join(f"{n}: {v}\r\n" for n, v in gateway.vector.fields).encode()
    good = good_clients(gateway)
    time.sleep(0.5)
    each = options.connections // options.senders
    with MemoryWatch(gateway.server) as memory:
        cpu, began = gateway.cpu_seconds(), time.monotonic()
        load = Load(
            *(attack(gateway.front(), sources, each, options.seconds, fields, n) for n in range(options.senders))
        )
        most = 0
        while time.monotonic() - began < options.seconds - 1:
            time.sleep(1)
            most = max(most, gateway.metric("gatehouse_connections_open"))
        slow = gather(load)
        cpu = (gateway.cpu_seconds() - cpu) / (time.monotonic() - began)
    check_good(report, name, good.stop())
    report.check(f"{name}: every sender came to its end", not slow.failures, slow.failures)
    report.note(f"{name}: {dict(slow.begun)} begun, {slow.refused} refused, at most {most:.0f} connections open")
    report.note(f"{name}: {cpu * 100:.0f} % of a core; memory {memory}")
    slow.most = most
    return slow


def many_addresses(report: Report, gateway: Gateway, options) -> None:
    # 16 to 40 connections for each address: below any limit of clients, so that time alone decides.
    sources = [f"127.{1 + n % 2}.{n // 100}.{1 + n % 100}" for n in range(250)]
    slow = run(report, gateway, options, "from 250 addresses", sources)
    report.check("slow clients were there in numbers", slow.most > options.connections / 2, slow.most)
    report.check("and none was refused", slow.refused <= sum(slow.begun.values()) / 100, slow.refused)
    for kind, lifetimes in slow.lifetimes.items():
        longest = max(lifetimes, default=0)
        limit = LONGEST[kind] + SLACK
        report.check(f"{kind}: {len(lifetimes)} cut off, none after {limit} s", 0 < longest < limit, longest)
    for reason in ("request_head_timeout", "request_body_timeout", "response_write_timeout"):
        count = gateway.metric(f'gatehouse_rejections_total{{reason="{reason}"}}')
        report.check(f"{reason} is counted", count > 0, count)
    count = gateway.metric('gatehouse_connections_refused_total{reason="handshake_timeout"}')
    report.check("handshake_timeout is counted", count > 0, count)


def one_address(report: Report, gateway: Gateway, options) -> None:
    limit = 100
    gateway.limits = LIMITS % limit
    gateway.policy_file.write_text(gateway.policy())
    status, words = gateway.reload()
    report.check("the limit of one client changes by a reload", status == 0, words)
    # Whoever was there before does not count against it.
    gateway.wait_for(lambda: gateway.metric("gatehouse_connections_open") < 20, 20)
    options.seconds /= 2
    slow = run(report, gateway, options, "from one address", ["127.9.9.9"])
    # The good ones have a few connections of their own.
    report.check("one client has no more than its connections", slow.most <= limit + 20, slow.most)
    count = gateway.metric('gatehouse_connections_refused_total{reason="client_connections_limited"}')
    report.check("the others were refused, and counted", count > limit, count)
    network = {key[1] for key in gateway.rejections() if key[0] == "client_connections_limited"}
    report.check("the trail names its network", network <= {"127.9.9.0/24"}, network)


def descriptors(report: Report, gateway: Gateway) -> None:
    """The limit is lowered under the running gateway, so that accepting fails."""
    pid, front = gateway.server.process.pid, gateway.front()
    kept = HTTP1Connection(front)
    report.check("a connection before", get_http1(kept).status == 200)
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    gateway.wait_for(lambda: gateway.metric("gatehouse_connections_open") <= 1, 20)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (gateway.server.open_files() + 2, hard))
    waiting = [socket.create_connection((front.host, front.port), 10) for _ in range(40)]
    cpu = gateway.cpu_seconds()
    answers = [get_http1(kept).status for _ in range(20) if not time.sleep(0.1)]
    cpu = (gateway.cpu_seconds() - cpu) / 2
    report.check("open connections go on", answers == [200] * 20, answers)
    report.check("the loop is not busy", cpu < 0.3, f"{cpu * 100:.0f} % of a core")
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    for connection in waiting:
        connection.close()
    fresh = HTTP1Connection(front)
    report.check("new ones are served again", get_http1(fresh).status == 200)
    failed = gateway.metric("gatehouse_accepts_failed_total")
    report.check("failed accepts are counted", failed > 0, failed)
    lines = sum("accept_failed" in line for line in gateway.server.log.read_text().splitlines())
    report.check("and told in few lines", 0 < lines <= 4, lines)
    report.note(f"{failed:.0f} attempts to accept failed; {cpu * 100:.1f} % of a core meanwhile")
    kept.close()
    fresh.close()


def main() -> int:
    parser = argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=5000, help="slow clients at a time")
    parser.add_argument("--seconds", type=float, default=45, help="how long they come; half of it from one address")
    parser.add_argument("--senders", type=int, default=3, help="processes that they are in")
    options = parser.parse_args()
    report = Report("slowloris", options.verbose)
    gateway = Gateway(options)
    gateway.limits = LIMITS % 512
    with gateway:
        many_addresses(report, gateway, options)
        one_address(report, gateway, options)
        descriptors(report, gateway)
        gateway.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
