#!/usr/bin/env python3
"""The connector killed, hung, restarted and moved under load: clients see only what is unavoidable, and soon nothing.

connector.py --gatehouse PATH
"""

import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from trial.gateway import Connector, Gateway, argument_parser, replace
from trial.http1client import Front, HTTP1Connection, request_bytes
from trial.http2client import HTTP2Connection, request_fields
from trial.load import Load, Seen, get_http2, steady
from trial.report import Report
from trial.tomcat import Tomcat

BACK_SECONDS = 1.0
# What a request may be told while there is no connector, or one that has died under it.
GONE = {"upstream_closed", "upstream_reset", "upstream_refused", "upstream_connect_failed", "upstream_unavailable"}
SILENT = {"upstream_response_timeout", "upstream_connect_timeout", "upstream_unavailable"}


def load(gateway: Gateway) -> Load:
    """Six clients on connections of their own, so that every worker has some."""
    jobs = [steady(gateway.front(), 60), steady(gateway.front("linked"), 60, protocol="http/1.1")]
    return Load(*(jobs * 3))


def serving_since(port: int, seconds: float = 60) -> float:
    """Waits until the connector itself answers a request; returns when that was. Tomcat takes connections long before."""
    front = Front("127.0.0.1", port, "connector.test", None, cleartext=True)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = HTTP2Connection(front, timeout=10)
            status = get_http2(connection).status
            connection.close()
            if status == 200:
                return time.monotonic()
        except OSError:
            pass
        time.sleep(0.002)
    raise RuntimeError(f"nothing serves on {port}")


def word_of(answer: tuple[float, int, str]) -> str:
    found = re.search(r"\b[a-z]+_[a-z_]+\b", answer[2])
    return found.group() if found else "without a word"


def judge(report: Report, name: str, seen: Seen, words: set[str], back: float, most: int | None = None) -> None:
    """Every failure has one of these words; all is well a second after `back`, when the connector was there again."""
    bad = [answer for answer in seen.answers if answer[1] != 200]
    counts = Counter(word_of(answer) for answer in bad)
    report.check(f"{name}: clients are told one of the right words", set(counts) <= words, counts)
    late = [answer for answer in bad if answer[0] > back + BACK_SECONDS]
    report.check(f"{name}: nothing fails a second after the connector is back", not late, late[:3])
    after = [answer for answer in seen.answers if answer[0] > back + BACK_SECONDS]
    report.check(f"{name}: and requests are served then", len(after) > 20, len(after))
    if most is not None:
        report.check(f"{name}: at most {most} requests fail", len(bad) <= most, counts)
    report.note(f"{name}: {len(bad)} of {len(seen.answers)} requests failed: {dict(counts)}")
    if bad:
        last = max(answer[0] for answer in bad) - back
        report.note(f"{name}: the last request that failed began {last * 1000:+.0f} ms after the connector was back")


def killed(report: Report, gateway: Gateway, connector, name: str, down_seconds: float) -> None:
    clients = load(gateway)
    time.sleep(1)
    connector.kill()
    time.sleep(down_seconds)
    connector.start()
    back = serving_since(connector.port)
    time.sleep(3)
    judge(report, name, clients.stop(), GONE | SILENT, back)


def hung(report: Report, gateway: Gateway, connector, name: str) -> None:
    clients = load(gateway)
    time.sleep(1)
    connector.signal(signal.SIGSTOP)
    time.sleep(3)
    connector.signal(signal.SIGCONT)
    back = time.monotonic()
    time.sleep(3)
    seen = clients.stop()
    judge(report, name, seen, SILENT, back)
    report.check(f"{name}: nobody waits longer than the deadline", max(seen.latencies) < 2.5, max(seen.latencies))


def moved(report: Report, gateway: Gateway, connector, name: str) -> Connector:
    """Another connector on another port, and a policy that names it: nothing fails, also when the old one ends."""
    other = Connector(gateway.folder / "other-documents", gateway.next_port)
    other.start()
    serving_since(other.port)
    clients = load(gateway)
    time.sleep(1)
    gateway.upstream_port = other.port
    replace(gateway.policy_file, gateway.policy().encode())
    status, words = gateway.reload()
    back = time.monotonic()
    report.check(f"{name}: the reload succeeds", status == 0, words)
    time.sleep(0.5)
    connector.kill()
    time.sleep(2)
    judge(report, name, clients.stop(), set(), back, most=0)
    return other


def cut_off(report: Report, gateway: Gateway, connector) -> None:
    """A response of which the rest never comes must not look whole to the client."""
    first = HTTP1Connection(gateway.front(), timeout=10)
    first.send(request_bytes(b"GET", b"/open/large", [(b"Host", first.front.authority.encode())]))
    second = HTTP2Connection(gateway.front(), timeout=10, window=100_000)
    stream = second.submit(request_fields(b"GET", second.front, b"/open/large"))
    second._until(lambda: second.exchanges[stream].body_bytes > 50_000)
    time.sleep(0.3)
    connector.kill()
    response = second.finish(stream)
    report.check("HTTP/2: a response that breaks off is reset", "RST_STREAM" in response.error, response.error)
    whole = first.response()
    report.check("HTTP/1.1: a response that breaks off is short, and the connection ends", len(whole.body) < 8 << 20
                 and first.ended, len(whole.body))  # fmt: skip
    gateway.wait_for(lambda: len(large_records(gateway)) == 2)
    reasons = [record.get("reason") for record in large_records(gateway)]
    report.check("both are recorded with their reason", len(reasons) == 2 and set(reasons) <= GONE, reasons)
    connector.start()
    serving_since(connector.port)


def large_records(gateway: Gateway) -> list[dict]:
    return [record for record in gateway.records("access") if record.get("target") == "/open/large"]


def records_agree(report: Report, gateway: Gateway) -> None:
    failed = [record for record in gateway.records("access") if record.get("status", 0) >= 500]
    words = Counter(record.get("reason", "none") for record in failed)
    report.check("every failure is recorded with its reason", failed and set(words) <= GONE | SILENT, words)


class TomcatConnector:
    """Tomcat with the orders of `Connector`."""

    def __init__(self, tomcat: Tomcat):
        self.tomcat, self.port = tomcat, tomcat.port

    def start(self) -> None:
        self.tomcat.start()

    def kill(self) -> None:
        self.tomcat.server.process.kill()
        self.tomcat.server.process.wait()

    def signal(self, number: int) -> None:
        self.tomcat.server.process.send_signal(number)


def with_nghttpd(report: Report, options) -> None:
    gateway = Gateway(options, access="")
    gateway.access, gateway.response_head = str(gateway.folder / "access.jsonl"), "1s"
    with gateway:
        connector = gateway.connector
        killed(report, gateway, connector, "killed for two seconds", 2)
        killed(report, gateway, connector, "killed and restarted at once", 0)
        hung(report, gateway, connector, "hung for three seconds")
        cut_off(report, gateway, connector)
        gateway.connector = moved(report, gateway, connector, "moved")
        records_agree(report, gateway)
        gateway.check_stop(report)


def with_tomcat(report: Report, options) -> None:
    with TemporaryDirectory(prefix="gatehouse-tomcat-") as folder:
        tomcat = Tomcat(Path(folder))
        try:
            gateway = Gateway(options, connector_port=tomcat.port)
            gateway.response_head = "1s"
            with gateway:
                connector = TomcatConnector(tomcat)
                warm(gateway)
                hung(report, gateway, connector, "Tomcat hung")
                killed(report, gateway, connector, "Tomcat killed and restarted", 0)
                gateway.check_stop(report)
        finally:
            tomcat.stop()


def warm(gateway: Gateway) -> None:
    """A fresh Java machine takes its time for its first requests."""
    clients = load(gateway)
    time.sleep(3)
    clients.stop()


def main() -> int:
    options = argument_parser(__doc__.splitlines()[0]).parse_args()
    report = Report("connector", options.verbose)
    with_nghttpd(report, options)
    with_tomcat(report, options)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
