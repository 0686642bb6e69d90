#!/usr/bin/env python3
"""Ambiguous HTTP/1.1 requests by the hundred: each is refused, none is forwarded, and the next good one works.

requests.py --gatehouse PATH [--table FILE] [--only TEXT]
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from trial.front import Trial, argument_parser
from trial.http1client import Front, HTTP1Connection, Response
from trial.report import Report
from trial.wiretext import expand, names_of, unescape

TABLE = Path(__file__).resolve().parent / "requests.tsv"


@dataclass
class Row:
    """One line of the table; `count` is how many requests of it are good."""

    number: int
    expected: str
    count: int
    request: str
    why: str

    @property
    def client_leaves(self) -> bool:
        return self.why.endswith("then the client leaves")

    def octets(self, front: Front) -> bytes:
        return unescape(expand(self.request, names_of(front, self.number)))


def read_table(file: Path) -> list[Row]:
    rows = []
    for number, line in enumerate(file.read_text("ascii").splitlines(), 1):
        if line and not line.startswith("#"):
            # A fourth column says what a connector that records fields must have received; Tomcat does not say it.
            expected, request, why = line.split("\t")[:3]
            kind, count = re.fullmatch(r"(.*?)(?:-(\d+))?", expected).groups()
            rows.append(Row(number, kind, int(count or 0), request, why))
    return rows


def play(front: Front, row: Row) -> list[Response]:
    """Sends one row on a connection of its own; returns the answers up to the first that is no success."""
    connection = HTTP1Connection(front, timeout=5)
    try:
        connection.send(row.octets(front))
        if row.client_leaves:
            return []
        responses = []
        for _ in range(row.count + (0 if row.expected == "accepted" else 1)):
            responses.append(connection.response(head_only=row.request.startswith("HEAD")))
            if responses[-1].status >= 400 or responses[-1].status == 0:
                break
        return responses
    finally:
        connection.close()


def check_answers(report: Report, row: Row, responses: list[Response]) -> None:
    name = f"row {row.number}, {row.why} ({row.expected})"
    seen = [str(response)[:120] for response in responses]
    if row.client_leaves:
        return
    good = [response for response in responses if response.status == 200]
    last = responses[-1]
    timed_out = last.status == 0 and "time" in last.error.lower()
    if row.expected == "accepted":
        report.check(f"{name}: answered", len(good) == row.count, seen)
    elif row.expected == "at-most":
        report.check(f"{name}: answered", len(good) <= 1 and not (timed_out and not good), seen)
    else:
        report.check(f"{name}: refused", len(good) == row.count and last.status != 200 and not timed_out, seen)


def check_record(report: Report, rows: list[Row], records: list[dict]) -> None:
    """What of each row reached Tomcat; the row's number is in the path."""
    by_row: dict[int, list[dict]] = {}
    for record in records:
        found = re.search(r"row(\d+)", record["uri"])
        by_row.setdefault(int(found.group(1)) if found else 0, []).append(record)
    report.check("nothing unaccounted for reached the connector", 0 not in by_row, by_row.get(0, [])[:3])
    broken_off = 0
    for row in rows:
        arrived = by_row.get(row.number, [])
        complete = [record for record in arrived if record["complete"]]
        broken_off += len(arrived) - len(complete)
        uris = [(record["method"], record["uri"], record["bodyBytes"], record["complete"]) for record in arrived]
        name = f"row {row.number}, {row.why}: "
        if row.expected == "refused":
            report.check(name + "not forwarded", not arrived, uris)
        elif row.expected == "at-most":
            report.check(name + "at most once", len(complete) <= 1, uris)
        else:
            report.check(name + f"{row.count} forwarded whole", len(complete) == row.count, uris)
    report.note(f"{broken_off} requests with a broken body reached the connector and were broken off there too")


def check_good_request(report: Report, front: Front, row: Row) -> None:
    connection = HTTP1Connection(front, timeout=5)
    try:
        connection.send(f"GET /open/afterwards HTTP/1.1\r\nHost: {front.authority}\r\n\r\n".encode())
        response = connection.response()
        report.check(f"row {row.number}, {row.why}: a good request afterwards", response.status == 200, response)
    finally:
        connection.close()


def main() -> int:
    parser = argument_parser("Ambiguous HTTP/1.1 requests.")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--only", default="", help="only rows whose reason holds this text")
    options = parser.parse_args()
    report = Report("requests: ambiguous HTTP/1.1", options.verbose)
    rows = [row for row in read_table(options.table) if options.only in row.why]
    statuses: dict[int, int] = {}
    with Trial(options) as trial:
        for row in rows:
            responses = play(trial.front, row)
            check_answers(report, row, responses)
            if responses:
                statuses[responses[-1].status] = statuses.get(responses[-1].status, 0) + 1
            check_good_request(report, trial.front, row)
        records = trial.tomcat.settled_records(1)
        check_record(report, rows, [record for record in records if record["uri"] != "/open/afterwards"])
        report.note(f"{len(rows)} rows, last answers {dict(sorted(statuses.items()))}")
        trial.check_alive(report)
        report.note(f"reasons: {trial.audit_reasons()}")
        trial.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
