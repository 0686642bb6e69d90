#!/usr/bin/env python3
"""h2spec's cases in strict mode by hand-made frames, and bad requests and floods beyond them.

    http2.py --gatehouse PATH [--only NUMBER] [--path PATH]

h2spec itself is no Debian package; `trial/h2cases.py` holds its list of cases, by its numbers.
"""

import re
import sys
from collections import Counter

from trial import frames as f
from trial.front import Trial, argument_parser
from trial.h2beyond import HOSTILE
from trial.h2cases import CASES
from trial.h2heads import HeadRow, read_heads
from trial.http1client import PUBLIC
from trial.http2client import HTTP2Connection, request_fields
from trial.http2probe import Failure, Probe
from trial.report import Report

MOST_GROWTH = 64 << 20


def attempt(report: Report, trial: Trial, path: str, name: str, run, source: str = PUBLIC) -> None:
    """Runs one case on a connection of its own."""
    try:
        probe = Probe(trial.front, path, source=source)
    except (OSError, RuntimeError) as problem:
        report.check(name, False, f"no connection: {problem}")
        return
    try:
        run(probe)
        report.check(name, True)
    except Failure as failure:
        report.check(name, False, failure)
    finally:
        probe.close()


def check_heads(report: Report, trial: Trial, only: str) -> None:
    """Each is refused and does not reach the connector, or is answered and arrives once."""
    trial.tomcat.settled_records()
    rows = [row for row in read_heads() if only in f"beyond/{row.number} {row.why}"]
    for row in rows:

        def run(probe: Probe, row: HeadRow = row) -> None:
            block = f.block(row.fields(trial.front))
            frames = f.headers(1, block[:16_384], f.END_STREAM | (f.END_HEADERS if len(block) <= 16_384 else 0))
            if len(block) > 16_384:
                frames += f.frame(f.CONTINUATION, f.END_HEADERS, 1, block[16_384:])
            probe.handshake().send(frames)
            if row.accepted:
                probe.expect_response()
            else:
                probe.expect_refusal()

        word = "is answered" if row.accepted else "is refused"
        attempt(report, trial, "", f"beyond/{row.number}: {row.why} {word}", run)
    check_arrivals(report, trial, rows)


def row_of(uri: str) -> int:
    """The row's number is in the path; 0 without one."""
    found = re.search(r"row(\d+)", uri)
    return int(found.group(1)) if found else 0


def check_arrivals(report: Report, trial: Trial, rows: list[HeadRow]) -> None:
    arrived = Counter(row_of(record["uri"]) for record in trial.tomcat.settled_records())
    wanted = Counter(row.number for row in rows if row.accepted)
    report.check("what arrived is what was accepted, once each", arrived == wanted, (arrived - wanted, wanted - arrived))


def check_hostile(report: Report, trial: Trial, path: str, only: str) -> None:
    """The gateway lives through each flood, within bounds, and serves the next client."""
    for number, (name, run) in enumerate(HOSTILE):
        if only not in f"hostile/{number} {name}":
            continue
        before = trial.server.resident_bytes() if trial.server else 0
        # From an address of its own: whoever floods again and again is barred.
        attempt(report, trial, path, f"hostile/{number}: {name}", run, f"127.7.{number}.9")
        grown = (trial.server.resident_bytes() if trial.server else 0) - before
        report.check(f"hostile/{number}: {name}: memory", grown < MOST_GROWTH, f"grew by {grown >> 20} MiB")
        check_next_client(report, trial, path, f"hostile/{number}: {name}")


def check_next_client(report: Report, trial: Trial, path: str, name: str) -> None:
    try:
        connection = HTTP2Connection(trial.front, timeout=10)
        response = connection.request(request_fields(b"GET", trial.front, path.encode()))
        connection.close()
        report.check(f"{name}: the next client is served", response.status == 200, response)
    except (OSError, RuntimeError) as problem:
        report.check(f"{name}: the next client is served", False, problem)


def main() -> int:
    parser = argument_parser("HTTP/2 by hand-made frames.")
    parser.add_argument("--path", default="/open/h2", help="a path that is answered 200")
    parser.add_argument("--only", default="", help="only cases whose number or title holds this text")
    parser.add_argument("--list-only", action="store_true", help="h2spec's list alone, without what is beyond it")
    options = parser.parse_args()
    report = Report(f"http2: h2spec's {len(CASES)} cases, strict", options.verbose)
    with Trial(options) as trial:
        for case in CASES:
            if options.only in f"{case.number} {case.title}":
                attempt(report, trial, options.path, f"{case.number}: {case.title}", case.run)
        # The same list on a path that the gateway answers itself: its own replies follow the same rules.
        for case in CASES if options.gatehouse else []:
            if options.only in f"{case.number} {case.title}":
                attempt(report, trial, "/nowhere", f"refused path: {case.number}: {case.title}", case.run)
        if not options.list_only:
            check_heads(report, trial, options.only)
            check_hostile(report, trial, options.path, options.only)
        trial.check_alive(report)
        report.note(f"reasons: {trial.audit_reasons()}")
        trial.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
