#!/usr/bin/env python3
"""Things that break in the middle: connectors and clients that vanish, half-closed sockets, disks that are full, folders
that go away. Nothing hangs, and every exchange that began has ended once.

faults.py --gatehouse PATH
"""

import os
import resource
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from trial.gateway import Gateway, argument_parser
from trial.http1client import HTTP1Connection, Response, request_bytes
from trial.load import get_http1
from trial.report import Report

LARGE = 4_000_000
# Nothing here may take longer: the deadlines of the policy are 1 s, and the clients' 10 s.
PATIENCE = 8


class BreakingConnector:
    """An HTTP/1.1 server that does what the last word of the path says."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        buffer = b""
        try:
            while True:
                while b"\r\n\r\n" not in buffer:
                    octets = connection.recv(65_536)
                    if not octets:
                        return connection.close()
                    buffer += octets
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                act = head.split(b" ")[1].rsplit(b"/", 1)[1].decode()
                buffer = self._act(act, head.lower(), buffer, connection)
                if buffer is None:
                    return
        except OSError:
            connection.close()

    def _act(self, act: str, head: bytes, buffer: bytes, connection: socket.socket) -> bytes | None:
        """Returns what is left of the input; None when the connection is done with."""
        if act == "cut-request":
            while len(buffer) < 10_000:
                buffer += connection.recv(65_536)
            return reset(connection)
        buffer = self._body(head, buffer, connection)
        if act == "cut-length":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE + bytes(LARGE // 4))
            return connection.close()
        if act == "cut-chunks":
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + bytes(4096) + b"\r\n")
            return connection.close()
        if act == "cut-reset":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE + bytes(LARGE // 4))
            return reset(connection)
        if act == "cut-head":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
            return connection.close()
        if act == "close":
            return connection.close()
        if act == "half-silent":
            connection.shutdown(socket.SHUT_WR)
            return drain(connection)
        if act == "hold":
            return drain(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole")
        if act == "half-answered":
            connection.shutdown(socket.SHUT_WR)
            return drain(connection)
        return buffer

    @staticmethod
    def _body(head: bytes, buffer: bytes, connection: socket.socket) -> bytes:
        for line in head.split(b"\r\n"):
            if line.startswith(b"content-length:"):
                count = int(line.split(b":")[1])
                while len(buffer) < count:
                    octets = connection.recv(65_536)
                    if not octets:
                        raise OSError
                    buffer += octets
                return buffer[count:]
        if b"transfer-encoding: chunked" in head:
            while not buffer.endswith(b"0\r\n\r\n"):
                buffer += connection.recv(65_536)
            return b""
        return buffer

    def stop(self) -> None:
        self.listener.close()


def reset(connection: socket.socket) -> None:
    """Closes as a process that is killed with unread input: RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drain(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass
    connection.close()


class FaultyGateway(Gateway):
    """In front of a connector that breaks, with an audit file where the trial says."""

    def __init__(self, options, connector: BreakingConnector, audit: str = "", limit: int | None = None):
        super().__init__(options, access="none", connector_port=connector.port)
        self.audit, self.limit = audit, limit

    def policy(self, routes: str = "", **changes: object) -> str:
        text = super().policy(routes, **changes)
        fast = "protocol: http/1.1\n    deadlines: {response_head: 1s, idle: 1s}"
        text = text.replace("protocol: h2c\n    deadlines: {response_head: 15s}", fast)
        text = text.replace("body_limit: 1MiB", "body_limit: 8MiB").replace("full: 10,", "full: 1000,")
        return text.replace(f"  records: {self.folder}/audit.jsonl\n", self.audit or f"  records: {self.folder}/audit.jsonl\n")

    def start(self) -> None:
        former = resource.getrlimit(resource.RLIMIT_FSIZE)
        if self.limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, former[1]))
        try:
            super().start()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, former)

    def accounts(self) -> tuple[float, float, float]:
        """Exchanges begun, ended and open."""
        names = "gatehouse_requests_by_version_total", "gatehouse_requests_total", "gatehouse_exchanges_open"
        return tuple(self.metric(name) for name in names)


def is_balanced(gateway: FaultyGateway) -> bool:
    begun, ended, still_open = gateway.accounts()
    return begun == ended and still_open == 0 and begun > 0


def is_serving(gateway: FaultyGateway) -> bool:
    """Six requests in a row, so that every worker is past its pause after a connector that has said nothing."""
    return all(ask(gateway, "whole").status == 200 for _ in range(6))


def judge(report: Report, gateway: FaultyGateway, name: str, began: float) -> None:
    """After each fault: it was over in time, everything has ended once, and the next request is served."""
    took = time.monotonic() - began
    report.check(f"{name}: over in time", took < PATIENCE, f"{took:.1f} s")
    report.check(f"{name}: what began has ended once", gateway.wait_for(lambda: is_balanced(gateway)), gateway.accounts())
    report.check(f"{name}: served again", gateway.wait_for(lambda: is_serving(gateway)), ask(gateway, "whole"))


def ask(gateway: FaultyGateway, act: str, body: bytes | None = None) -> Response:
    connection = HTTP1Connection(gateway.front(), timeout=10)
    fields = [(b"Host", connection.front.authority.encode())]
    if body is not None:
        fields.append((b"Content-Length", str(len(body)).encode()))
    connection.send(request_bytes(b"GET" if body is None else b"POST", f"/open/{act}".encode(), fields, body or b""))
    response = connection.response()
    connection.close()
    return response


def broken_connectors(report: Report, gateway: FaultyGateway) -> None:
    for act in ("cut-length", "cut-chunks", "cut-reset"):
        began = time.monotonic()
        response = ask(gateway, act)
        # The head has gone to the client already: the body must not look whole.
        whole = response.status == 200 and response.value("content-length") and len(response.body) == LARGE
        cut = not whole and (len(response.body) < LARGE)
        report.check(f"{act}: no answer looks whole that is not", cut, (response.status, len(response.body)))
        judge(report, gateway, act, began)
    for act, status in (("close", 502), ("cut-head", 502), ("half-silent", 502), ("hold", 504)):
        began = time.monotonic()
        response = ask(gateway, act)
        report.check(f"{act}: {status}", response.status == status, response)
        judge(report, gateway, act, began)
    began = time.monotonic()
    response = ask(gateway, "cut-request", bytes(LARGE))
    report.check("cut-request: 502, or no answer", response.status in (502, 0), response)
    judge(report, gateway, "cut-request", began)
    began = time.monotonic()
    answers = [str(ask(gateway, "half-answered")) for _ in range(5)]
    report.check(
        "half-answered: answers count, the connection does not", all(a.startswith("200") for a in answers), answers
    )
    judge(report, gateway, "half-answered", began)


def broken_clients(report: Report, gateway: FaultyGateway) -> None:
    def request(act: str, length: int = 0) -> bytes:
        method, fields = b"GET", [(b"Host", gateway.front().authority.encode())]
        if length:
            method, fields = b"POST", [*fields, (b"Content-Length", str(length).encode())]
        return request_bytes(method, f"/open/{act}".encode(), fields)

    began = time.monotonic()
    connection = HTTP1Connection(gateway.front(), timeout=10)
    connection.send(request("whole"))
    connection.socket.shutdown(socket.SHUT_WR)
    try:
        while connection.socket.recv(65_536):
            pass
    except (OSError, ssl.SSLError):
        pass
    judge(report, gateway, "a client that half-closes after its request", began)

    began = time.monotonic()
    connection = HTTP1Connection(gateway.front(), timeout=10)
    connection.send(request("whole", 100_000) + bytes(10_000))
    connection.socket.shutdown(socket.SHUT_WR)
    judge(report, gateway, "a client that half-closes in its body", began)

    began = time.monotonic()
    for act, length in (("hold", 0), ("whole", 1_000_000), ("cut-length", 0)):
        connection = HTTP1Connection(gateway.front(), timeout=10)
        connection.send(request(act, length) + bytes(min(length, 1000)))
        time.sleep(0.1)
        reset(connection.socket)
    judge(report, gateway, "clients that are killed", began)


def vanishing_folder(report: Report, gateway: FaultyGateway) -> None:
    """The folder of a pair is removed, and made anew with another one: to the sandbox that is another folder."""
    place = gateway.folder / "renamed"
    began = time.monotonic()
    shutil.rmtree(place)
    told = gateway.wait_for(lambda: any("renamed" in record["name"] for record in gateway.events("rotation_refused")))
    report.check("certificate folder: its loss is told", told, gateway.events("rotation_refused"))
    judge(report, gateway, "certificate folder gone", began)
    began = time.monotonic()
    pair = gateway.issuer.pair("renamed.test")
    place.mkdir()
    (place / "chain.pem").write_bytes(pair.chain)
    (place / "key.pem").write_bytes(pair.key)
    back = gateway.wait_for(
        lambda: any("renamed" in record["name"] for record in gateway.events("rotation_activated")), PATIENCE
    )
    report.check("certificate folder: the new pair serves", back, gateway.server.log_tail(5))
    judge(report, gateway, "certificate folder back", began)


def refusals(gateway: FaultyGateway, count: int) -> list[int]:
    """Requests that each leave a record of some hundred bytes."""
    connection = HTTP1Connection(gateway.front())
    statuses = [get_http1(connection, b"/nowhere/" + b"x" * 200 + str(n).encode()).status for n in range(count)]
    connection.close()
    return statuses


def judge_disk(report: Report, gateway: FaultyGateway, name: str, refuses: bool, mend) -> None:
    """The disk is full (or will be after some records): requests go on or are refused, as configured, until it is mended."""
    began = time.monotonic()
    refusals(gateway, 300)
    noticed = gateway.wait_for(lambda: "records_not_written" in gateway.server.log_tail(2000))
    report.check(f"{name}: the log says that records are not written", noticed, gateway.server.log_tail(5))
    wanted = 503 if refuses else 200
    seen = gateway.wait_for(lambda: ask(gateway, "whole").status == wanted)
    report.check(f"{name}: requests get {wanted}", seen, ask(gateway, "whole"))
    if not refuses:
        report.check(f"{name}: lost records are counted", gateway.metric("gatehouse_records_lost_total") >= 0)
    mend()
    well = gateway.wait_for(lambda: ask(gateway, "whole").status == 200, PATIENCE)
    report.check(f"{name}: well again after it was mended", well, ask(gateway, "whole"))
    written = gateway.wait_for(lambda: "records_written_again" in gateway.server.log_tail(4000), PATIENCE)
    report.check(f"{name}: records are written again", written, gateway.server.log_tail(5))
    report.check(f"{name}: every line is whole", all_lines_are_whole(gateway), "")
    judge(report, gateway, name, began)
    gateway.check_stop(report)


def all_lines_are_whole(gateway: FaultyGateway) -> bool:
    """A line that was cut off is ended before the next: it is one bad line, never two records in one."""
    bad = 0
    for file in gateway.folder.glob("**/audit*.jsonl"):
        for line in file.read_text("ascii").splitlines():
            bad += not (line.startswith("{") and line.endswith("}"))
    return bad <= 1


def full_disks(report: Report, options, connector: BreakingConnector) -> None:
    for mode in ("continue", "refuse"):
        # A limit on the size of files is an error like a full disk, and needs no mount.
        audit = "  records: {folder}/audit.jsonl\n  on_failure: " + mode + "\n"
        gateway = FaultyGateway(options, connector, limit=20_000)
        gateway.audit = audit.format(folder=gateway.folder)
        with gateway:

            def lift(gateway=gateway) -> None:
                number = gateway.server.process.pid
                resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

            judge_disk(report, gateway, f"limit of file sizes, {mode}", mode == "refuse", lift)
    if os.geteuid() != 0:
        return report.note("not root: nothing is mounted, so no disk is full or read-only")
    for mode in ("continue", "refuse"):
        mounted_disk(report, options, connector, mode)


def mounted_disk(report: Report, options, connector: BreakingConnector, mode: str) -> None:
    gateway = FaultyGateway(options, connector)
    disk = gateway.folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "trial", str(disk)], check=True)
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(49_152))
        gateway.audit = f"  records: {disk}/audit.jsonl\n  on_failure: {mode}\n"
        with gateway:
            judge_disk(report, gateway, f"full disk, {mode}", mode == "refuse", ballast.unlink)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            report.check(f"read-only disk, {mode}: no start", starts_with(gateway) == 71, gateway.server.log_tail(3))
            subprocess.run(["umount", str(disk)], check=True)
    finally:
        subprocess.run(["umount", "--quiet", "--lazy", str(disk)], check=False, stderr=subprocess.DEVNULL)


def starts_with(gateway: FaultyGateway) -> int | None:
    """The exit status of a start that must fail."""
    try:
        gateway.start()
    except RuntimeError:
        pass
    return gateway.server.process.poll()


def trial(report: Report, gateway: FaultyGateway) -> None:
    report.check("the connector can be reached", ask(gateway, "whole").status == 200)
    broken_connectors(report, gateway)
    broken_clients(report, gateway)
    vanishing_folder(report, gateway)
    gateway.check_stop(report)


def main() -> int:
    options = argument_parser(__doc__.splitlines()[0]).parse_args()
    report = Report("faults", options.verbose)
    connector = BreakingConnector()
    with FaultyGateway(options, connector) as gateway:
        trial(report, gateway)
    full_disks(report, options, connector)
    connector.stop()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
