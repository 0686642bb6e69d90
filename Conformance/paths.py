#!/usr/bin/env python3
"""Thousands of obfuscated paths from a public address: none reaches a private servlet; legitimate requests all do.

paths.py --gatehouse PATH [--count N] [--every N]
"""

import sys
import time
from collections import Counter

from trial.front import Trial, argument_parser
from trial.http1client import PRIVATE, PUBLIC, HTTP1Connection, Response, request_bytes
from trial.http2client import HTTP2Connection, request_fields
from trial.report import Report
from trial.spellings import WEBHOOK, Spelling, all_spellings

NOT_FOR_THE_PUBLIC = {"actuator", "scheduler", "other", "webhook"}
IDENTITY_FIELDS = ("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url")
MOST_TIME_OUTS = 20


class HTTP1Sender:
    """One connection as long as the server keeps it; each spelling goes out as it is."""

    name = "HTTP/1.1"

    def __init__(self, front, source: str):
        self.front, self.source, self.connection = front, source, None

    def send(self, spelling: Spelling, number: str, body: bytes = b"") -> Response:
        if self.connection is None:
            self.connection = HTTP1Connection(self.front, self.source, timeout=5)
        host = self.front.authority.encode() if spelling.authority is None else spelling.authority
        fields = [(b"Host", host), (b"X-Trial", number.encode()), *spelling.fields]
        if body or spelling.method == b"POST":
            fields.append((b"Content-Length", str(len(body)).encode()))
        self.connection.send(request_bytes(spelling.method, spelling.target, fields, body))
        response = self.connection.response(head_only=spelling.method == b"HEAD")
        # A target with line breaks may have been two requests, and then there are two answers: start anew.
        if response.closes or b"\n" in spelling.target or b"\r" in spelling.target:
            self.close()
        return response

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


class HTTP2Sender:
    """The same as streams."""

    name = "HTTP/2"

    def __init__(self, front, source: str):
        self.front, self.source, self.connection = front, source, None

    def send(self, spelling: Spelling, number: str, body: bytes = b"") -> Response:
        if self.connection is None or not self.connection.is_usable:
            self.close()
            self.connection = HTTP2Connection(self.front, self.source, timeout=5)
        fields = request_fields(spelling.method, self.front, spelling.target, (b"x-trial", number.encode()))
        if spelling.authority is not None:
            fields[2] = (b":authority", spelling.authority)
        fields += [(name.lower(), value) for name, value in spelling.fields]
        return self.connection.request(fields, body or None)

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


SENDERS = (HTTP1Sender, HTTP2Sender)


def trial_number(record: dict) -> str:
    return next((value for name, value in record["fields"] if name.lower() == "x-trial"), "")


def check_spellings(report: Report, trial: Trial, sender, spellings: list[Spelling]) -> None:
    """Sends them all, then reads in Tomcat's record what came of it."""
    statuses: dict[int, int] = {}
    time_outs = 0
    started = time.monotonic()
    for index, spelling in enumerate(spellings):
        try:
            response = sender.send(spelling, str(index))
        except (OSError, RuntimeError) as problem:
            response = Response(error=f"{type(problem).__name__}: {problem}")
            sender.close()
        statuses[response.status] = statuses.get(response.status, 0) + 1
        if "time" in response.error.lower() or "refused" in response.error.lower():
            time_outs += 1
            report.check(f"{sender.name}: {spelling.target!r} ({spelling.why}) is answered", False, response)
            sender.close()
            if time_outs == MOST_TIME_OUTS:
                break
    seconds, answers = time.monotonic() - started, dict(sorted(statuses.items()))
    report.note(f"{sender.name}: {len(spellings)} spellings in {seconds:.0f} s, answered {answers}")
    sender.close()
    judge(report, trial, sender.name, spellings)


def judge(report: Report, trial: Trial, protocol: str, spellings: list[Spelling]) -> None:
    reached: dict[str, dict] = {}
    for record in trial.tomcat.settled_records():
        number = trial_number(record)
        if record["servlet"] in NOT_FOR_THE_PUBLIC:
            reached[number] = record
        else:
            check_identity(report, protocol, record, spellings[int(number)] if number.isdigit() else None)
    report.note(
        f"{protocol}: reached in spite of all: {Counter(record['servlet'] for record in reached.values()) or 'none'}"
    )
    for index, spelling in enumerate(spellings):
        record = reached.pop(str(index), None)
        report.check(
            f"{protocol}: {spelling.method.decode()} {spelling.target!r} {spelling.fields} ({spelling.why})",
            record is None,
            f"reached {record['servlet']} as {record['uri']}" if record else "",
        )
    report.check(f"{protocol}: nothing unaccounted for", not reached, list(reached.values())[:3])


def check_identity(report: Report, protocol: str, record: dict, spelling: Spelling | None) -> None:
    """A field that says who the client is or what it asked for is the gateway's, never the client's."""
    if spelling is None:
        report.check(f"{protocol}: a record with a trial number", False, record)
        return
    received = {(name.lower(), value) for name, value in record["fields"]}
    for name, value in spelling.fields:
        plain = name.decode().lower().replace("_", "-")
        if plain in IDENTITY_FIELDS or plain.startswith("x-forwarded-"):
            report.check(
                f"{protocol}: {name.decode()} of a client is not forwarded",
                (name.decode().lower(), value.decode("latin-1")) not in received,
                record["fields"],
            )


def legitimate() -> list[tuple[str, Spelling, str]]:
    """Source address, request, servlet."""
    inside = [
        (b"GET", b"/actuator/health", "actuator"),
        (b"GET", b"/actuator/env", "actuator"),
        (b"GET", b"/actuator/metrics/jvm.memory.used", "actuator"),
        (b"GET", b"/actuator/health/readiness", "actuator"),
        (b"GET", b"/actuator/health?details=/../x;y", "actuator"),
        (b"GET", b"/actuator/loggers/ROOT", "actuator"),
        (b"POST", b"/api/v1/fluent-connect/scheduler/add/job", "scheduler"),
        (b"POST", b"/api/v1/fluent-connect/scheduler/add/daily-batch.1~x", "scheduler"),
        (b"POST", b"/api/v1/fluent-connect/scheduler/add/a?b=%2f..;", "scheduler"),
    ]
    outside = [
        (b"GET", b"/open/a", "open"),
        (b"POST", b"/open/a/b/c?x=1&y=%2F", "open"),
        (b"GET", b"/open/with%20space", "open"),
        (b"GET", b"/open/%C3%A9", "open"),
        (b"DELETE", b"/open/a.b-c_d~e!$&'()+,=:@", "open"),
    ]
    return [(PRIVATE, Spelling(method, path, "legitimate"), servlet) for method, path, servlet in inside] + [
        (source, Spelling(method, path, "legitimate"), servlet)
        for method, path, servlet in outside
        for source in (PUBLIC, PRIVATE)
    ]


def check_legitimate(report: Report, trial: Trial, label: str) -> dict[str, set[int]]:
    """Each is answered 200 and recorded once. Returns which upstream connections each servlet was reached on."""
    ports: dict[str, set[int]] = {}
    webhook = [(name.encode(), value.encode()) for name, value in trial.vector.fields]
    cases = [*legitimate(), (PUBLIC, Spelling(b"POST", WEBHOOK, "legitimate", webhook), "webhook")]
    for kind in SENDERS:
        senders = {source: kind(trial.front, source) for source in (PUBLIC, PRIVATE)}
        for source, spelling, servlet in cases:
            name = f"{label}: {kind.name} from {source}: {spelling.method.decode()} {spelling.target.decode()}"
            body = trial.vector.body if servlet == "webhook" else b""
            response = senders[source].send(spelling, "legitimate", body)
            records = trial.tomcat.settled_records(0.02)
            arrived = [record for record in records if record["servlet"] == servlet]
            report.check(
                name, response.status == 200 and len(arrived) == 1 == len(records), f"{response}, record {records}"
            )
            ports.setdefault(servlet, set()).update(record["peerPort"] for record in arrived)
        for sender in senders.values():
            sender.close()
    return ports


def main() -> int:
    parser = argument_parser("Obfuscated spellings of private paths from a public address.")
    parser.add_argument("--count", type=int, default=6000, help="how many different targets (field tricks come on top)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="send only every Nth")
    options = parser.parse_args()
    report = Report("paths: obfuscated spellings of private paths", options.verbose)
    spellings = all_spellings(options.count)[:: options.every]
    with Trial(options) as trial:
        ports = check_legitimate(report, trial, "before")
        for kind in SENDERS:
            check_spellings(report, trial, kind(trial.front, PUBLIC), spellings)
        more = check_legitimate(report, trial, "after")
        for servlet, numbers in more.items():
            ports[servlet] |= numbers
        shared = (ports["actuator"] | ports["scheduler"]) & (ports["webhook"] | ports["open"])
        report.check("public and private routes never share an upstream connection", not shared, shared)
        trial.check_alive(report)
        report.note(f"reasons: {trial.audit_reasons()}")
        trial.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
