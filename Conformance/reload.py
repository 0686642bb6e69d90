#!/usr/bin/env python3
"""Ten policy reloads under load: no request fails, records follow, and open exchanges finish under their policy.

reload.py --gatehouse PATH
"""

import hashlib
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from trial.gateway import Gateway, argument_parser, replace
from trial.http1client import HTTP1Connection, Response, request_bytes
from trial.load import Load, get_http1, kept_connections, new_connections, quantiles, steady
from trial.report import Report
from trial.tomcat import Tomcat

ADDED = """  - {id: added, hosts: ["*"], path: "/added/**", methods: [GET, POST], exposure: public, require: none,
     upstream: connector, body_limit: %s}
"""
PRIVATE_NOW = """  - {id: added, hosts: ["*"], path: "/added/**", methods: [GET, POST], exposure: {private: [inside]},
     upstream: connector, body_limit: 64KiB}
"""


class Probe:
    """Asks for what the reloads change, over one kept connection of its own."""

    def __init__(self, gateway: Gateway):
        self.gateway = gateway
        self.connection = HTTP1Connection(gateway.front("linked"))

    def get(self, path: bytes = b"/added/h") -> int:
        return get_http1(self.connection, path).status

    def post(self, size: int) -> int:
        """A refusal of a body closes the connection, so it is one of its own."""
        connection = HTTP1Connection(self.gateway.front())
        fields = [(b"Host", connection.front.authority.encode()), (b"Content-Length", str(size).encode())]
        connection.send(request_bytes(b"POST", b"/added/h", fields, bytes(size)))
        status = connection.response().status
        connection.close()
        return status


class Step:
    """One reload: the file, what it must come to, and what holds afterwards."""

    def __init__(self, name: str, text: str, is_good: bool, holds):
        self.name, self.text, self.is_good, self.holds = name, text, is_good, holds

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def steps(gateway: Gateway) -> list[Step]:
    plain, added = gateway.policy(), gateway.policy(ADDED % "64KiB")
    larger, smaller = gateway.policy(ADDED % "512KiB"), gateway.policy(ADDED % "1KiB")
    listeners = added.replace("  - name: mutual\n", "  - name: other\n")
    workers = added.replace("workers: 2", "workers: 3")
    return [
        Step("a route is added", added, True, lambda probe: probe.get() == 200 and probe.post(100_000) == 413),
        Step("a limit is raised", larger, True, lambda probe: probe.post(100_000) == 200),
        Step("a key is misspelt", larger.replace("body_limit", "body_limits"), False, lambda p: p.post(100_000) == 200),
        Step("a limit is lowered", smaller, True, lambda probe: probe.post(2000) == 413 and probe.get() == 200),
        Step("half a file", smaller[: len(smaller) // 2], False, lambda probe: probe.post(2000) == 413),
        Step("a listener is renamed", listeners, False, lambda probe: probe.post(2000) == 413),
        Step("more workers", workers, False, lambda probe: probe.post(2000) == 413),
        Step("a route becomes private", gateway.policy(PRIVATE_NOW), True, lambda probe: probe.get() == 403),
        Step("a route is removed", plain, True, lambda probe: probe.get() == 404),
        Step("nothing has changed", plain, True, lambda probe: probe.get() == 404),
    ]


def take(report: Report, gateway: Gateway, step: Step, probe: Probe, digest: str) -> str:
    """Returns the digest of what serves afterwards."""
    # Beside the command the file's own watch reads it, too; whichever is first.
    replace(gateway.policy_file, step.text.encode())
    began = time.monotonic()
    status, words = gateway.reload()
    seconds = time.monotonic() - began
    report.check(f"{step.name}: reload ends with {0 if step.is_good else 1}", status == (0 if step.is_good else 1), words)
    report.check(f"{step.name}: at once", step.holds(probe))
    digest = step.digest if step.is_good else digest
    report.check(f"{step.name}: the right policy serves", digest in gateway.ask("/metrics")[1])
    refused = HTTP1Connection(gateway.front())
    refused_status = get_http1(refused, b"/actuator/" + digest[:8].encode()).status
    refused.close()
    gateway.wait_for(lambda: any(digest[:8] in record.get("target", "") for record in gateway.records()))
    policies = [record.get("policy") for record in gateway.records() if digest[:8] in record.get("target", "")]
    report.check(
        f"{step.name}: records carry its digest",
        refused_status == 403 and policies and policies[-1] == digest,
        (refused_status, policies),
    )
    report.note(f"{step.name}: {'loaded' if step.is_good else 'refused'} in {seconds * 1000:.0f} ms")
    return digest


def open_exchanges(report: Report, gateway: Gateway) -> None:
    """An exchange that began under a policy ends under it, whatever has become of its route, limit or connector."""
    report.check("the route is there", gateway_takes(gateway, gateway.policy(ADDED % "64KiB")) == 0)
    waiting = HTTP1Connection(gateway.front(), timeout=20)
    waiting.send(request_bytes(b"GET", b"/open/h?hold=1500", [(b"Host", waiting.front.authority.encode())]))
    sending = HTTP1Connection(gateway.front(), timeout=20)
    fields = [(b"Host", sending.front.authority.encode()), (b"Content-Length", b"40000")]
    sending.send(request_bytes(b"POST", b"/added/h", fields, bytes(20_000)))
    time.sleep(0.2)
    report.check("the route is removed", gateway_takes(gateway, gateway.policy(ADDED % "1KiB")) == 0)
    report.check("and then the limit is lowered", gateway_takes(gateway, gateway.policy()) == 0)
    sending.send(bytes(20_000))
    for name, connection in (("a half-sent body", sending), ("a response to come", waiting)):
        response: Response = connection.response()
        report.check(f"{name} ends under the policy that it began with", response.status == 200, response)
    after = get_http1(sending, b"/added/h").status
    report.check("the next request on that connection is under the new one", after == 404, after)


def gateway_takes(gateway: Gateway, text: str) -> int:
    replace(gateway.policy_file, text.encode())
    return gateway.reload()[0]


def main() -> int:
    options = argument_parser(__doc__.splitlines()[0]).parse_args()
    report = Report("reload", options.verbose)
    with TemporaryDirectory(prefix="gatehouse-tomcat-") as folder:
        tomcat = Tomcat(Path(folder))
        try:
            with Gateway(options, connector_port=tomcat.port) as gateway:
                trial(report, gateway)
        finally:
            tomcat.stop()
    return report.finish()


def trial(report: Report, gateway: Gateway) -> None:
    fronts = {"renamed": gateway.front(), "linked": gateway.front("linked")}
    inside = gateway.front("written")
    for _ in range(30):
        Probe(gateway).get(b"/open/warm")
    probe, digest = Probe(gateway), hashlib.sha256(gateway.policy().encode()).hexdigest()
    load = Load(new_connections(fronts, 0.005), kept_connections(fronts), steady(inside, 200))
    for step in steps(gateway):
        digest = take(report, gateway, step, probe, digest)
        time.sleep(0.3)
    seen = load.stop()
    bad = [answer for answer in seen.answers if answer[1] != 200]
    report.check("no request failed", not seen.failures and not bad, (seen.failures[:5], bad[:5]))
    report.note(f"{seen.requests} requests under load, latency {quantiles(seen.latencies)}")
    good = [step.digest for step in steps(gateway) if step.is_good]
    loaded = [record["policy"] for record in gateway.events("policy_loaded")]
    report.check("each policy that was loaded is audited", set(good) <= set(loaded), loaded)
    refused = len(gateway.events("policy_refused"))
    report.check("and each that was refused", refused >= 4, refused)
    open_exchanges(report, gateway)
    gateway.check_stop(report)


if __name__ == "__main__":
    sys.exit(main())
