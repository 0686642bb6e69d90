#!/usr/bin/env python3
"""A signed webhook reaches the connector byte for byte; with any one bit of body or signature flipped it never does.

webhook.py --gatehouse PATH [--vector FOLDER | --body FILE --headers FILE --key FILE] [--every N]
"""

import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from trial.front import Trial, argument_parser
from trial.http1client import HTTP1Connection, Response, request_bytes
from trial.http2client import HTTP2Connection, request_fields
from trial.report import Report
from trial.vector import Vector, read_files, read_vector

# Each protocol begins and ends with one.
GOOD_REQUESTS = 4
PATH = b"/api/v1/fluent-connect/webhook"
SIGNATURE = "fluent-signature"


class HTTP1Sender:
    """Sends webhooks over one kept connection, and opens another when the server asks for it."""

    name = "HTTP/1.1"

    def __init__(self, front):
        self.front, self.connection, self.connections = front, None, 0

    def send(self, fields: list[tuple[bytes, bytes]], body: bytes) -> Response:
        if self.connection is None:
            self.connection = HTTP1Connection(self.front)
            self.connections += 1
        head = [(b"Host", self.front.authority.encode()), (b"Content-Length", str(len(body)).encode())]
        self.connection.send(request_bytes(b"POST", PATH, head + fields, body))
        response = self.connection.response()
        if response.closes:
            self.close()
        return response

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


class HTTP2Sender:
    """The same over streams of one connection."""

    name = "HTTP/2"

    def __init__(self, front):
        self.front, self.connection, self.connections = front, None, 0

    def send(self, fields: list[tuple[bytes, bytes]], body: bytes) -> Response:
        if self.connection is None or not self.connection.is_usable:
            self.close()
            self.connection = HTTP2Connection(self.front)
            self.connections += 1
        length = (b"content-length", str(len(body)).encode())
        lower = [(name.lower(), value) for name, value in fields]
        return self.connection.request(request_fields(b"POST", self.front, PATH, length, *lower), body)

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def flipped_bodies(vector: Vector, every: int) -> Iterator[tuple[str, list, bytes]]:
    for bit in range(0, len(vector.body) * 8, every):
        yield f"body bit {bit}", vector.with_field("", ""), flip(vector.body, bit)


def flipped_signatures(vector: Vector, every: int) -> Iterator[tuple[str, list, bytes]]:
    """One bit of the signature itself; the base64 text around it is right."""
    signature = base64.b64decode(vector.value(SIGNATURE))
    for bit in range(0, len(signature) * 8, every):
        text = base64.b64encode(flip(signature, bit))
        yield f"signature bit {bit}", vector.with_field(SIGNATURE, text), vector.body


def flipped_signature_texts(vector: Vector, every: int) -> Iterator[tuple[str, list, bytes]]:
    """One bit of the field value: letters of other octets, control characters, CR, LF, spare bits of the padding."""
    text = vector.value(SIGNATURE).encode()
    for bit in range(0, len(text) * 8, every):
        yield f"field value bit {bit}", vector.with_field(SIGNATURE, flip(text, bit)), vector.body


def spoiled_fields(vector: Vector) -> Iterator[tuple[str, list, bytes]]:
    """No signature, only the legacy one, two of them, and a right one in the wrong form."""
    name, text = SIGNATURE.encode(), vector.value(SIGNATURE).encode()
    others = [pair for pair in vector.with_field("", "") if pair[0] != name]
    bare = [pair for pair in others if pair[0] != b"flex.signature"]
    yield "no signature at all", bare, vector.body
    yield "legacy signature only", others, vector.body
    for label, values in {
        "twice the same": [text, text],
        "wrong before right": [b"A" * 171 + b"=", text],
        "right before wrong": [text, b"A" * 171 + b"="],
        "empty": [b""],
        "list": [text + b", " + text],
        "URL-safe base64": [text.replace(b"+", b"-").replace(b"/", b"_") if b"+" in text or b"/" in text else b"-_"],
        "no padding": [text.rstrip(b"=")],
        "space inside": [text[:80] + b" " + text[80:]],
        "quoted": [b'"' + text + b'"'],
        "MD5 signature in its place": [vector.value("flex.signature").encode()],
    }.items():
        yield label, others + [(name, value) for value in values], vector.body
    good = vector.with_field("", "")
    yield "body one byte longer", good, vector.body + b"\n"
    yield "body one byte shorter", good, vector.body[:-1]
    yield "no body", good, b""


def flip(octets: bytes, bit: int) -> bytes:
    changed = bytearray(octets)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def check_good(report: Report, trial: Trial, sender, label: str) -> None:
    vector = trial.vector
    response = sender.send(vector.with_field("", ""), vector.body)
    report.check(f"{sender.name}: {label}: answered 200", response.status == 200, response)
    records = trial.tomcat.settled_records(0.1)
    if not report.check(f"{sender.name}: {label}: one request at the connector", len(records) == 1, len(records)):
        return
    record = records[0]
    digest = hashlib.sha256(vector.body).hexdigest()
    report.check(
        f"{sender.name}: {label}: webhook servlet, POST, HTTP/2",
        (record["servlet"], record["method"], record["protocol"]) == ("webhook", "POST", "HTTP/2.0"),
        record,
    )
    report.check(
        f"{sender.name}: {label}: body byte for byte",
        record["bodySHA256"] == digest and record["bodyBytes"] == len(vector.body),
        record,
    )
    received = {tuple(pair) for pair in record["fields"]}
    for name, value in vector.fields:
        report.check(
            f"{sender.name}: {label}: field {name} as sent", (name.lower(), value) in received, sorted(received)
        )


def check_refused(report: Report, trial: Trial, sender, label: str, cases: Iterator, may_break_off: bool) -> int:
    """Every case is answered 401 or 400, and none reaches the connector. Returns how many cases there were.

    With `may_break_off` the stream or connection may end without an answer: the field holds octets that HTTP forbids.
    """
    seen: dict[str, int] = {}
    before = sender.connections
    for name, fields, body in cases:
        response = sender.send(fields, body)
        broken_off = response.status == 0 and "time" not in response.error.lower()
        refused = response.status in (400, 401) or (may_break_off and broken_off)
        report.check(f"{sender.name}: {name} refused", refused, response)
        key = str(response.status or "broken off")
        seen[key] = seen.get(key, 0) + 1
    records = trial.tomcat.settled_records()
    report.check(f"{sender.name}: {label}: none reached the connector", not records, f"{len(records)}: {records[:2]}")
    report.note(
        f"{sender.name}: {label}: {sum(seen.values())} refused as {seen}, {sender.connections - before} connections"
    )
    return sum(seen.values())


# What an audit record of a wrong signature says, besides the reason.
AUDIT_MEMBERS = {
    "time", "request_id", "listener", "tls", "sni", "peer", "client", "client_from", "method", "target", "path",
    "route", "status", "key", "request_bytes", "body_sha256", "policy",
}  # fmt: skip


def check_audit(report: Report, trial: Trial, refused: int) -> None:
    """One record for each refusal, with what an operator needs and without what must not be kept."""
    records = [record for record in trial.records("audit") if "reason" in record]
    report.note(f"reasons: {trial.audit_reasons()}")
    report.check("audit: one record for each refusal", len(records) == refused, f"{len(records)} of {refused}")
    wrong = [record for record in records if record["reason"] == "signature_invalid"]
    missing = sorted({member for record in wrong for member in AUDIT_MEMBERS - record.keys()})
    report.check("audit: wrong signatures are recorded with all members", bool(wrong) and not missing, f"missing: {missing}")
    text = (trial.folder / "audit.jsonl").read_text() + (trial.folder / "access.jsonl").read_text()
    secrets = [trial.vector.value(SIGNATURE)[8:48], trial.vector.body[8:48].decode("ascii")]
    report.check("audit: neither signatures nor bodies are kept", not any(secret in text for secret in secrets))
    exchanges = len(trial.records("access"))
    report.check("access: one record for each exchange", exchanges == refused + GOOD_REQUESTS, exchanges)


def main() -> int:
    parser = argument_parser("One real webhook, and every one-bit change of it.")
    parser.add_argument(
        "--vector", type=Path, help="folder with body.json, headers.txt, public-key.pem; else made afresh"
    )
    parser.add_argument("--body", type=Path, help="the body, instead of --vector")
    parser.add_argument("--headers", type=Path, help="`name: value` lines")
    parser.add_argument("--key", type=Path, help="the sender's public key")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="flip only every Nth bit")
    options = parser.parse_args()
    vector = None
    if options.vector:
        vector = read_vector(options.vector)
    elif options.body:
        vector = read_files(options.body, options.headers, options.key)
    report = Report(
        "webhook: " + (f"vector {options.vector or options.body}" if vector else "a fresh vector"), options.verbose
    )
    refused = 0
    with Trial(options, vector) as trial:
        for sender in (HTTP1Sender(trial.front), HTTP2Sender(trial.front)):
            check_good(report, trial, sender, "as signed")
            for label, cases in (
                ("flipped bodies", flipped_bodies(trial.vector, options.every)),
                ("flipped signatures", flipped_signatures(trial.vector, options.every)),
                ("flipped field values", flipped_signature_texts(trial.vector, options.every)),
                ("spoiled fields", spoiled_fields(trial.vector)),
            ):
                may_break_off = label == "flipped field values"
                refused += check_refused(report, trial, sender, label, cases, may_break_off)
            check_good(report, trial, sender, "as signed, afterwards")
            sender.close()
        trial.check_alive(report)
        trial.check_stop(report)
        if options.gatehouse:
            check_audit(report, trial, refused)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
