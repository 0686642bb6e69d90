#!/usr/bin/env python3
"""Certificates, keys and authorities replaced under load: nothing fails, nothing broken is served, new ones serve soon.

rotation.py --gatehouse PATH [--seconds N]
"""

import base64
import random
import ssl
import sys
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from trial.gateway import STYLES, Gateway, argument_parser, replace
from trial.http1client import Front, HTTP1Connection, request_bytes
from trial.load import Handshake, Load, kept_connections, new_connections, quantiles, steady
from trial.pairs import SORTS, Issuer, Pair, broken_pair
from trial.report import Report

EVERY_SECONDS = 0.2
BOUND_SECONDS = 0.5


# --- the three styles ------------------------------------------------------------------------------------------------


@dataclass
class Written:
    """A pair that was put in place, and when the last of its octets was."""

    at: float
    pair: Pair
    is_good: bool


class Rotator:
    """Puts pairs in the place of one certificate, in one of the three styles."""

    def __init__(self, gateway: Gateway, style: str):
        self.gateway, self.style, self.count = gateway, style, 0
        self.log = [Written(0.0, gateway.first_pairs[style], True)]

    def put(self, pair: Pair, is_good: bool) -> None:
        self.count += 1
        if self.style == "linked":
            self.gateway.turn_link(pair, str(self.count))
        else:
            files = [("chain.pem", pair.chain), ("key.pem", pair.key)]
            # Every second good pair and every second broken one has its key first.
            for name, octets in files if self.count // 2 % 2 else reversed(files):
                self._put_file(name, octets)
        self.log.append(Written(time.monotonic(), pair, is_good))

    def _put_file(self, name: str, octets: bytes | None) -> None:
        path = self.gateway.folder / self.style / name
        if octets is None:
            path.unlink(missing_ok=True)
        elif self.style == "renamed":
            replace(path, octets)
        else:
            with open(path, "wb", buffering=0) as file:
                file.write(octets[: len(octets) // 2])
                time.sleep(0.002)
                file.write(octets[len(octets) // 2 :])

    @property
    def good(self) -> list[Written]:
        return [written for written in self.log if written.is_good]


def rotate(gateway: Gateway, rotators: list[Rotator], seconds: float) -> None:
    """Good and broken pairs in turn, the three places one after the other within each interval."""
    dice, sorts = random.Random(3), list(SORTS)
    rounds = int(seconds / EVERY_SECONDS)
    begun = time.monotonic()
    for number in range(rounds):
        for place, rotator in enumerate(rotators):
            name = STYLES[rotator.style]
            is_good = number % 2 == 0
            pair = gateway.issuer.pair(name) if is_good else broken_pair(gateway.issuer, name, dice.choice(sorts))
            due = begun + (number + place / len(rotators)) * EVERY_SECONDS
            time.sleep(max(0, due - time.monotonic()))
            rotator.put(pair, is_good)
    time.sleep(EVERY_SECONDS)
    for rotator in rotators:
        rotator.put(gateway.issuer.pair(STYLES[rotator.style]), True)


# --- what clients saw ------------------------------------------------------------------------------------------------


def judge(report: Report, rotator: Rotator, handshakes: list[Handshake]) -> list[float]:
    """Holds what handshakes were shown against what was put in place; returns how late each good pair was."""
    good, style = rotator.good, rotator.style
    number = {written.pair.der: index for index, written in enumerate(good)}
    wrong = [shake for shake in handshakes if shake.der not in number]
    report.check(f"{style}: nothing but good pairs was ever served", not wrong, f"{len(wrong)} of {len(handshakes)}")
    shown = [(shake.began, number[shake.der]) for shake in handshakes if shake.der in number]
    stale = []
    for began, index in shown:
        if index + 1 < len(good) and good[index + 1].at <= began - BOUND_SECONDS:
            stale.append(began - good[index + 1].at)
    report.check(
        f"{style}: new handshakes show a pair within {BOUND_SECONDS * 1000:.0f} ms of its last write",
        not stale,
        f"{len(stale)} of {len(shown)} late, the latest {max(stale, default=0) * 1000:.0f} ms",
    )
    lags, own = [], {index for _, index in shown}
    for index, written in enumerate(good[1:], 1):
        first = min((began for began, seen in shown if seen >= index and began > written.at - 1), default=None)
        if first is not None:
            lags.append(max(0.0, first - written.at))
    report.check(f"{style}: every good pair was served", len(own) == len(good), f"{len(good) - len(own)} were skipped")
    return lags


def under_load(report: Report, gateway: Gateway, seconds: float) -> None:
    rotators = [Rotator(gateway, style) for style in STYLES]
    fronts = {style: gateway.front(style) for style in STYLES}
    load = Load(new_connections(fronts), new_connections(fronts), kept_connections(fronts))
    time.sleep(0.5)
    rotate(gateway, rotators, seconds)
    time.sleep(1)
    seen = load.stop()
    report.check("no handshake and no request failed", not seen.failures, f"{len(seen.failures)}: {seen.failures[:5]}")
    resumed = sum(shake.is_resumed for shake in seen.handshakes)
    lags = []
    for rotator in rotators:
        lags += judge(report, rotator, [shake for shake in seen.handshakes if shake.style == rotator.style])
    report.check("sessions were resumed between rotations", resumed > 0)
    put = sum(len(rotator.log) - 1 for rotator in rotators)
    report.note(f"{put} pairs put in place in {seconds:.0f} s, {sum(len(r.good) - 1 for r in rotators)} of them good")
    report.note(f"{seen.requests} requests, {len(seen.handshakes)} handshakes, {resumed} of them resumed")
    report.note(f"until a new handshake shows a good pair: {quantiles(lags)}")
    told(report, gateway)


def told(report: Report, gateway: Gateway) -> None:
    """What the operator's log says of refusals stands in the audit trail as well."""
    log = sum("rotation_refused" in line for line in (gateway.folder / "gatehouse.log").read_text().splitlines())
    gateway.wait_for(lambda: len(gateway.events("rotation_refused")) >= log)
    audit = len(gateway.events("rotation_refused"))
    report.check("each refusal in the log is in the audit trail", audit == log and audit > 0, f"{log}, {audit}")
    report.note(f"{audit} refusals and {len(gateway.events('rotation_activated'))} activations audited")


# --- each sort by itself ----------------------------------------------------------------------------------------------


def each_sort(report: Report, gateway: Gateway) -> None:
    """Every sort in every style, left in place until it is told: the reason is right, and the last good one serves."""
    rotators = [Rotator(gateway, style) for style in STYLES]
    for sort, words in SORTS.items():
        for rotator in rotators:
            rotator.put(gateway.issuer.pair(STYLES[rotator.style]), True)
        time.sleep(BOUND_SECONDS)
        before = len(gateway.events("rotation_refused"))
        for rotator in rotators:
            rotator.put(broken_pair(gateway.issuer, STYLES[rotator.style], sort), False)
        gateway.wait_for(lambda: len(gateway.events("rotation_refused")) >= before + len(rotators), 2)
        refused = {record["name"]: record["reason"] for record in gateway.events("rotation_refused")[before:]}
        for rotator in rotators:
            style = rotator.style
            report.check(f"{sort}, {style}: refused and audited", refused.get(style) in words, refused)
            shown = shown_by(gateway.front(style))
            report.check(f"{sort}, {style}: the last good pair serves", shown == rotator.good[-1].pair.der)
    for rotator in rotators:
        rotator.put(gateway.issuer.pair(STYLES[rotator.style]), True)
        time.sleep(BOUND_SECONDS)
        shown = shown_by(gateway.front(rotator.style))
        report.check(f"{rotator.style}: a good pair serves again", shown == rotator.good[-1].pair.der)


def shown_by(front: Front) -> bytes:
    with front.connect() as connection:
        return connection.getpeercert(True)


# --- other material ---------------------------------------------------------------------------------------------------


class WebhookSender:
    """Signs with a key of its own."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        self.public = self.key.public_key().public_bytes(serialization.Encoding.PEM, form)
        self.body = b'{"name":"OrderStatus"}'
        signature = self.key.sign(self.body, padding.PKCS1v15(), hashes.SHA512())
        self.signature = base64.b64encode(signature)

    def send(self, front: Front) -> int:
        connection = HTTP1Connection(front)
        fields = [(b"Host", front.authority.encode()), (b"fluent-signature", self.signature)]
        fields.append((b"Content-Length", str(len(self.body)).encode()))
        connection.send(request_bytes(b"POST", b"/webhook", fields, self.body))
        status = connection.response().status
        connection.close()
        return status


def webhook_keys(report: Report, gateway: Gateway) -> None:
    front, file = gateway.front(), gateway.folder / "webhook.pem"
    before = WebhookSender()
    replace(file, before.public)
    time.sleep(BOUND_SECONDS)
    for number in range(4):
        sender = WebhookSender()
        if number % 2:
            replace(file, sender.public)
        else:
            file.write_bytes(sender.public)
        time.sleep(BOUND_SECONDS)
        report.check(f"webhook key {number}: the new key's signature passes", sender.send(front) == 200)
        report.check(f"webhook key {number}: the former key's does not", before.send(front) == 401)
        told_before = len(gateway.events("rotation_refused"))
        file.write_bytes(sender.public[: 60 + 20 * number])
        gateway.wait_for(lambda: len(gateway.events("rotation_refused")) > told_before, 2)
        news = [record["reason"] for record in gateway.events("rotation_refused")[told_before:]]
        report.check(f"webhook key {number}: a broken one is refused", news == ["webhook_key_refused"], news)
        report.check(f"webhook key {number}: and the last good one verifies", sender.send(front) == 200)
        before = sender


def upstream_authorities(report: Report, gateway: Gateway) -> None:
    front, file, other = gateway.front(), gateway.folder / "upstream-ca.pem", Issuer("Other authority")
    ours = gateway.issuer.text
    load = Load(steady(front, 200, b"/secure/h"), steady(gateway.front("linked"), 50, b"/secure/h", "http/1.1"))
    for number in range(6):
        time.sleep(BOUND_SECONDS)
        (file.write_bytes if number % 2 else lambda text: replace(file, text))(
            [ours + other.text, other.text + ours, ours[:200], b"", other.text + ours, ours][number]
        )
    time.sleep(BOUND_SECONDS)
    seen = load.stop()
    bad = [answer for answer in seen.answers if answer[1] != 200]
    report.check("upstream authorities: no request failed", not bad, f"{len(bad)} of {seen.requests}: {bad[:3]}")
    report.note(f"upstream authorities: {seen.requests} requests, latency {quantiles(seen.latencies)}")
    replace(file, other.text)
    time.sleep(BOUND_SECONDS)
    answer = http1(front, b"/secure/h")
    report.check("a connector that the new authorities do not know is refused", answer.status == 502, answer)
    replace(file, ours)
    began = time.monotonic()
    came = gateway.wait_for(lambda: http1(front, b"/secure/h").status == 200, 3)
    report.check("and is served again once they know it", came)
    report.note(f"upstream authorities: served again after {time.monotonic() - began:.2f} s")


def http1(front: Front, path: bytes):
    connection = HTTP1Connection(front)
    connection.send(request_bytes(b"GET", path, [(b"Host", front.authority.encode())]))
    response = connection.response()
    connection.close()
    return response


def client_authorities(report: Report, gateway: Gateway) -> None:
    file, first, second = gateway.folder / "clients.pem", gateway.clients, Issuer("Second authority of clients")
    clients = {name: mutual_front(gateway, issuer, name) for name, issuer in (("first", first), ("second", second))}
    anonymous = Front("127.0.0.1", gateway.mutual_port, STYLES["renamed"], str(gateway.folder / "ca.pem"))
    for number, (text, known) in enumerate(
        [(first.text, "first"), (second.text, "second"), (first.text + second.text, "first second"),
         (first.text[:100], "first second"), (None, "first second"), (first.text, "first")]
    ):  # fmt: skip
        if text is None:
            file.unlink()
        else:
            replace(file, text)
        time.sleep(BOUND_SECONDS + 0.1)
        for name, front in clients.items():
            report.check(
                f"client authorities {number}: the {name} client {'passes' if name in known else 'is refused'}",
                passes(front) == (name in known),
            )
        report.check(f"client authorities {number}: nobody passes without", not passes(anonymous))


def mutual_front(gateway: Gateway, issuer: Issuer, name: str) -> Front:
    pair = issuer.pair(f"{name}.client.test", usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    chain, key = gateway.folder / f"client-{name}.pem", gateway.folder / f"client-{name}-key.pem"
    chain.write_bytes(pair.chain)
    key.write_bytes(pair.key)
    front = Front("127.0.0.1", gateway.mutual_port, STYLES["renamed"], str(gateway.folder / "ca.pem"))
    front.context("http/1.1").load_cert_chain(chain, key)
    return front


def passes(front: Front) -> bool:
    """Under TLS 1.3 a client learns with its first read that its certificate was refused."""
    front.forget()
    try:
        return http1(front, b"/open/h").status == 200
    except (OSError, ssl.SSLError):
        return False


def main() -> int:
    parser = argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long pairs are replaced under load")
    options = parser.parse_args()
    report = Report("rotation", options.verbose)
    with Gateway(options) as gateway:
        under_load(report, gateway, options.seconds)
        each_sort(report, gateway)
        webhook_keys(report, gateway)
        upstream_authorities(report, gateway)
        client_authorities(report, gateway)
        gateway.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
