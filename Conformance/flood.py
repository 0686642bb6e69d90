#!/usr/bin/env python3
"""A flood of rejections from several networks: the trail counts exactly, good requests are served as before.

flood.py --gatehouse PATH [--seconds N] [--senders N] [--good N] [--protocol h2|http/1.1]
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass

from trial import frames as f
from trial.gateway import Gateway, argument_parser
from trial.http1client import Front, request_bytes
from trial.load import Load, Seen, quantiles, steady
from trial.report import Report

# Requests sent at once: the gateway's limit of concurrent streams.
BATCH = 100
# How the status line of each answer over HTTP/1.1 begins.
MARK = b"HTTP/1.1 4"
# Method and path of each kind of rejection, by the reason word that it has.
KINDS = {
    "route_not_found": (b"GET", b"/.env"),
    "network_not_allowed": (b"GET", b"/actuator/h"),
    "method_not_allowed": (b"DELETE", b"/open/h"),
    "path_not_canonical": (b"GET", b"/open/..%2factuator"),
    "signature_missing": (b"POST", b"/webhook"),
}


@dataclass
class Flooding(Seen):
    """What a sender has had answered, by reason and network."""

    def __post_init__(self) -> None:
        self.counts: Counter = Counter()

    def add(self, other: "Seen") -> None:
        super().add(other)
        self.counts.update(getattr(other, "counts", {}))


class HTTP2Sender:
    """One connection that has batches of rejections answered; frames are counted, not understood."""

    def __init__(self, front: Front, source: str, reason: str):
        self.network, self.reason = source.rsplit(".", 1)[0] + ".0/24", reason
        method, path = KINDS[reason]
        fields = [(b":method", method), (b":scheme", b"https"), (b":authority", front.authority.encode())]
        head = f.headers(0, [*fields, (b":path", path)])
        # All but the number of the stream stays the same.
        self.before, self.after = head[:5], head[9:]
        self.socket = front.connect("h2", source, 30)
        self.socket.sendall(f.PREFACE + f.settings((f.ENABLE_PUSH, 0), (f.HEADER_TABLE_SIZE, 0)))
        self.socket.sendall(f.window_update(0, 1 << 30))
        self.stream, self.rest, self.answered = 1, b"", 0

    def batch(self) -> int:
        """Sends as many requests as may be open at once and waits for all answers; returns how many there were."""
        streams = range(self.stream, self.stream + 2 * BATCH, 2)
        before, after = self.before, self.after
        self.socket.sendall(b"".join([before + stream.to_bytes(4, "big") + after for stream in streams]))
        self.stream += 2 * BATCH
        self.answered = 0
        while self.answered < BATCH:
            self._take(self.socket.recv(262_144))
        return BATCH

    def _take(self, octets: bytes) -> None:
        if not octets:
            raise EOFError("the gateway closed the connection")
        octets, at = self.rest + octets, 0
        size = len(octets)
        while at + 9 <= size:
            end = at + 9 + (octets[at] << 16 | octets[at + 1] << 8 | octets[at + 2])
            if end > size:
                break
            kind, flags = octets[at + 3], octets[at + 4]
            if kind <= f.HEADERS:
                self.answered += flags & f.END_STREAM
            elif kind == f.SETTINGS and not flags & f.ACK:
                self.socket.sendall(f.frame(f.SETTINGS, f.ACK))
            elif kind in (f.GOAWAY, f.RST_STREAM):
                raise EOFError(f"{f.NAMES[kind]} {octets[at + 9 : end]!r}")
            at = end
        self.rest = octets[at:]


class HTTP1Sender:
    """The same with pipelined requests over HTTP/1.1."""

    def __init__(self, front: Front, source: str, reason: str):
        self.network, self.reason = source.rsplit(".", 1)[0] + ".0/24", reason
        method, path = KINDS[reason]
        self.octets = request_bytes(method, path, [(b"Host", front.authority.encode())]) * BATCH
        self.socket = front.connect("http/1.1", source, 30)

    def batch(self) -> int:
        self.socket.sendall(self.octets)
        answered, end = 0, b""
        while answered < BATCH:
            octets = self.socket.recv(262_144)
            if not octets:
                raise EOFError("the gateway closed the connection")
            # Each answer has one; one that is cut in two by the reads is found in both together.
            answered += (end + octets).count(MARK)
            end = octets[-len(MARK) + 1 :]
        return BATCH


SENDERS = {"h2": HTTP2Sender, "http/1.1": HTTP1Sender}


def flood(front: Front, protocol: str, number: int, seconds: float):
    """Rejections of all kinds from networks of this sender's own, for this long; each batch is answered whole."""

    def job(event) -> Flooding:
        seen = Flooding()
        reasons = list(KINDS)
        senders = [SENDERS[protocol](front, f"127.{number + 1}.{place}.9", reasons[place]) for place in range(len(reasons))]
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                for sender in senders:
                    seen.counts[sender.reason, sender.network] += sender.batch()
        except (OSError, EOFError) as problem:
            seen.fail(f"sender {number}: {type(problem).__name__} {problem}")
        return seen

    return job


def good_requests(gateway: Gateway, per_second: float) -> list:
    fronts = gateway.front(), gateway.front("linked")
    return [steady(fronts[0], per_second / 2), steady(fronts[1], per_second / 2, protocol="http/1.1")]


def run(gateway: Gateway, options, senders: int) -> tuple[Flooding, Flooding, float]:
    """What good clients saw, what senders saw, and the processor time of the gateway."""
    good, seconds = Load(*good_requests(gateway, options.good)), options.seconds
    time.sleep(0.5)
    cpu = gateway.cpu_seconds()
    bad = Load(*(flood(gateway.front(), options.protocol, number, seconds) for number in range(senders)))
    time.sleep(seconds)
    sent = Flooding()
    sent.add(stop(bad))
    cpu = gateway.cpu_seconds() - cpu
    return good.stop(), sent, cpu


def stop(load: Load) -> Flooding:
    """`Load.stop` for senders: they end by themselves, and their counts are added, too."""
    total = Flooding()
    for child, pipe in load.children:
        if pipe.poll(60):
            total.add(pipe.recv())
        else:
            total.fail("a sender did not come to its end")
        child.join(5)
    return total


def check_good(report: Report, name: str, seen: Seen) -> None:
    bad = [answer for answer in seen.answers if answer[1] != 200]
    report.check(f"{name}: all good requests succeed", seen.answers and not bad, f"{len(bad)}: {bad[:3]}")
    report.note(f"{name}: {len(seen.answers)} good requests, latency {quantiles(seen.latencies)}")


def trial(report: Report, gateway: Gateway, options) -> None:
    calm, _, calm_cpu = run(gateway, options, 0)
    check_good(report, "without a flood", calm)
    flooded, sent, cpu = run(gateway, options, options.senders)
    check_good(report, "in the flood", flooded)
    report.check("every rejection was answered", not sent.failures, sent.failures)
    count, spent = sum(sent.counts.values()), cpu - calm_cpu
    report.note(f"{count} rejections in {options.seconds:.0f} s: {count / options.seconds:.0f} a second")
    report.note(f"{spent / count * 1e6:.2f} µs of a core each: {count / spent:.0f} a second and core")
    gateway.wait_for(lambda: sum(gateway.rejections().values()) >= count, 5)
    counted = gateway.rejections()
    differences = {key: (counted[key], sent.counts[key]) for key in counted | sent.counts}
    differences = {key: pair for key, pair in differences.items() if pair[0] != pair[1]}
    report.check("the trail counts exactly what was sent, by reason and network", not differences, differences)
    metric = gateway.metric("gatehouse_rejections_total")
    report.check("and so does the metric", metric == count, f"{metric} for {count}")
    lines = len(gateway.records())
    report.check("in few records", lines < 3000, lines)
    report.note(f"{lines} audit records for {count} rejections")


def main() -> int:
    parser = argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="how long the flood lasts")
    parser.add_argument("--senders", type=int, default=2, help="processes that send it")
    parser.add_argument("--good", type=float, default=200, help="good requests a second")
    parser.add_argument("--protocol", choices=list(SENDERS), default="h2", help="what the flood speaks")
    options = parser.parse_args()
    report = Report("flood", options.verbose)
    with Gateway(options) as gateway:
        trial(report, gateway, options)
        gateway.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
