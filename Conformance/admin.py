#!/usr/bin/env python3
"""The admin and health listeners: a page of metrics that promtool accepts, orders, and a drain that is red first.

admin.py --gatehouse PATH
"""

import json
import shutil
import socket
import subprocess
import sys
import time

from trial.gateway import Gateway, argument_parser, replace
from trial.http1client import PRIVATE, Front, HTTP1Connection, parse_head, request_bytes
from trial.http2client import HTTP2Connection
from trial.load import Load, get_http1, get_http2, kept_connections, new_connections
from trial.report import Report

GRACE_SECONDS = 2


def health(gateway: Gateway) -> int:
    """The status of the health listener; 0 when it refuses the connection."""
    try:
        with socket.create_connection(("127.0.0.1", gateway.health_port), 5) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n")
            return parse_head(connection.recv(4096).partition(b"\r\n\r\n")[0]).status
    except OSError:
        return 0


def asked_for(gateway: Gateway) -> None:
    """Something of everything, so that the page has its series."""
    fronts = {style: gateway.front(style) for style in ("renamed", "linked")}
    load = Load(new_connections(fronts), kept_connections(fronts))
    for path in (b"/nothing", b"/actuator/h", b"/open/..%2fh", b"/secure/h"):
        get_http1(HTTP1Connection(gateway.front()), path)
    get_http1(HTTP1Connection(gateway.front(), PRIVATE), b"/actuator/h")
    gateway.connector.kill()
    time.sleep(0.3)
    gateway.connector.start()
    with socket.create_connection(("127.0.0.1", gateway.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        connection.recv(100)
    time.sleep(1.5)
    load.stop()


def metrics(report: Report, gateway: Gateway) -> None:
    status, page = gateway.ask("/metrics")
    report.check("/metrics answers", status == 200 and page.endswith("\n"), status)
    promtool = shutil.which("promtool")
    if not promtool:
        report.check("promtool is there: apt-get install --no-install-recommends prometheus", False)
        return
    done = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, text=True)
    report.check("promtool has nothing to say", done.returncode == 0 and not done.stderr, done.stderr or done.stdout)
    report.note(f"{len(page.splitlines())} lines of metrics, {len(page)} bytes")
    for name in (
        'gatehouse_rejections_total{reason="route_not_found"}',
        'gatehouse_rejections_total{reason="network_not_allowed"}',
        'gatehouse_upstream_connects_failed_total{upstream="connector"',
        'gatehouse_handshakes_failed_total{cause="not_tls"}',
        'gatehouse_handshakes_total{version="TLSv1.3",resumed="true"}',
        "gatehouse_certificate_left_seconds",
        "gatehouse_request_duration_seconds_count",
    ):
        report.check(f"{name} has counted", gateway.metric(name) > 0)


def pages(report: Report, gateway: Gateway) -> None:
    report.check("/livez is 200", gateway.ask("/livez")[0] == 200)
    status, words = gateway.ask("/readyz")
    report.check("/readyz says ready", (status, words.splitlines()[0]) == (200, "ready"), (status, words))
    report.check("the health listener is green", health(gateway) == 200)
    for path in ("/routes", "/certificates", "/upstreams"):
        status, text = gateway.ask(path)
        report.check(f"{path} is JSON", status == 200 and bool(json.loads(text)), text[:200])
    for method, path, wanted in (("GET", "/", 404), ("GET", "/drain", 405), ("POST", "/metrics", 405)):
        status = gateway.ask(path, method)[0]
        report.check(f"{method} {path} is {wanted}", status == wanted, status)
    mode = (gateway.folder / "admin.sock").stat().st_mode & 0o777
    report.check("the socket is for its owner alone", mode == 0o600, oct(mode))


def orders(report: Report, gateway: Gateway) -> None:
    good = gateway.policy()
    replace(gateway.policy_file, good.replace("body_limit: 1MiB", "body_limit: 2MiB").encode())
    status, text = gateway.ask("/reload", "POST")
    report.check("POST /reload is 202 with a good policy", status == 202, (status, text))
    replace(gateway.policy_file, good[:500].encode())
    status, text = gateway.ask("/reload", "POST")
    report.check("and 409 with a bad one", status == 409, (status, text))
    report.check("which does not make it unready", gateway.ask("/readyz")[0] == 200)
    gateway.connector.kill()
    time.sleep(0.2)
    report.check("nor does a connector that is gone", gateway.ask("/readyz")[0] == 200 and health(gateway) == 200)
    gateway.connector.start()
    gateway.connector.server.wait_until_listening()
    acts = [(record["act"], record["accepted"]) for record in gateway.events("admin_act")]
    report.check("both orders are audited", acts == [("reload", True), ("reload", False)], acts)


def drain(report: Report, gateway: Gateway) -> None:
    """Red, still serving for the grace, then closed to new connections while open exchanges end."""
    front = gateway.front()
    kept1, kept2, sending = HTTP1Connection(front), HTTP2Connection(front), HTTP1Connection(front)
    report.check("kept connections work", get_http1(kept1).status == get_http2(kept2).status == 200)
    fields = [(b"Host", front.authority.encode()), (b"Content-Length", b"2000")]
    sending.send(request_bytes(b"POST", b"/open/h", fields, bytes(1000)))
    ordered = time.monotonic()
    status, _ = gateway.ask("/drain", "POST")
    report.check("POST /drain is 202", status == 202, status)
    red = gateway.wait_for(lambda: health(gateway) == 503, 1)
    report.check("the health listener is red first", red, f"after {time.monotonic() - ordered:.2f} s")
    report.note(f"red {1000 * (time.monotonic() - ordered):.0f} ms after the order")
    status, words = gateway.ask("/readyz")
    report.check("/readyz says why", status == 503 and "drain" in words, (status, words))
    report.note(f"/readyz: {words.strip()}")
    report.check("/livez stays 200", gateway.ask("/livez")[0] == 200)
    report.check("new connections are served during the grace", is_served(front))
    report.check("kept ones, too", get_http1(kept1).status == get_http2(kept2).status == 200)
    closed = gateway.wait_for(lambda: not is_served(front), GRACE_SECONDS + 2)
    seconds = time.monotonic() - ordered
    within = GRACE_SECONDS - 0.2 < seconds < GRACE_SECONDS + 1
    report.check("after the grace new connections are refused at once", closed and within, f"{seconds:.2f} s")
    report.note(f"closed to new connections {seconds:.2f} s after the order")
    kept2._until(lambda: kept2.goaway is not None)
    report.check("HTTP/2 is told by GOAWAY", kept2.goaway is not None, kept2.closed)
    sending.send(bytes(1000))
    response = sending.response()
    report.check("the open exchange ends well, and its connection with it", response.status == 200 and response.closes,
                 response)  # fmt: skip
    for connection in (kept1, kept2, sending):
        connection.close()
    status = gateway.server.process.wait(10)
    report.check("the process ends with status 0", status == 0, gateway.server.log_tail(5))
    report.note(f"ended {time.monotonic() - ordered:.2f} s after the order")
    acts = [record["act"] for record in gateway.events("admin_act")]
    report.check("the order is audited", acts[-1:] == ["drain"], acts)
    last = gateway.records()[-1].get("event")
    report.check("the last record is that of the end", last == "gateway_stopped", last)


def is_served(front: Front) -> bool:
    try:
        connection = HTTP1Connection(front, timeout=2)
    except OSError:
        return False
    status = get_http1(connection).status
    connection.close()
    return status == 200


def main() -> int:
    options = argument_parser(__doc__.splitlines()[0]).parse_args()
    report = Report("admin", options.verbose)
    with Gateway(options, grace=f"{GRACE_SECONDS}s") as gateway:
        asked_for(gateway)
        pages(report, gateway)
        metrics(report, gateway)
        orders(report, gateway)
        drain(report, gateway)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
