"""The trial: temporary folder, certificates, Tomcat, and in front of it the gateway or what stands in for it."""

import argparse
import json
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from string import Template

from trial.certificates import SERVER_NAME, Certificates
from trial.http1client import Front
from trial.http2client import HTTP2Connection, request_fields
from trial.processes import Server, end_on_signals, free_port, raise_open_file_limit
from trial.tomcat import Tomcat
from trial.vector import Vector, make_vector

UPSTREAMS = {
    "h2c": "    address: 127.0.0.1:${port}\n    protocol: h2c",
    "h2": "    address: 127.0.0.1:${tls_port}\n    protocol: h2\n"
    "    tls: {ca: ${folder}/ca.pem, server_name: ${server_name}}",
}
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def argument_parser(description: str) -> argparse.ArgumentParser:
    """The options that every program has."""
    parser = argparse.ArgumentParser(description=description)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--gatehouse", metavar="PATH", type=Path, help="the gateway's binary")
    what.add_argument(
        "--stand-in", choices=["haproxy", "nghttpd"], help="a known front end instead, to see what it lets through"
    )
    what.add_argument("--bare", action="store_true", help="no front end: cleartext, straight to the server behind")
    parser.add_argument("--upstream", choices=list(UPSTREAMS), default="h2c", help="what the gateway speaks to Tomcat")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder: logs, records, policy")
    parser.add_argument("--verbose", action="store_true", help="show the passed checks too")
    return parser


class Trial:
    """Everything a program needs, as a context manager; nothing it started outlives it."""

    def __init__(self, options: argparse.Namespace, vector: Vector | None = None):
        end_on_signals()
        raise_open_file_limit()
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="gatehouse-trial-"))
        self.vector = vector
        self.server: Server | None = None
        self.tomcat: Tomcat | None = None

    def __enter__(self) -> "Trial":
        try:
            self.certificates = Certificates(self.folder)
            self.vector = self.vector or make_vector(self.folder / "vector")
            self.tomcat = Tomcat(self.folder / "tomcat", certificates=self.folder)
            self._warm_up()
            self._start_front()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _warm_up(self) -> None:
        """A fresh Java machine takes seconds for its first requests, which no case should have to wait for."""
        connection = HTTP2Connection(
            Front("127.0.0.1", self.tomcat.port, SERVER_NAME, None, cleartext=True), timeout=30
        )
        for _ in range(50):
            connection.request(request_fields(b"POST", connection.front, b"/open/warm"), b"warm")
        connection.close()
        self.tomcat.settled_records(0.1)

    def _start_front(self) -> None:
        if self.options.bare:
            self.front = Front("127.0.0.1", self.tomcat.port, SERVER_NAME, None, cleartext=True)
            return
        port = free_port()
        self.server = Server("front", self._command(port), port, self.folder / "front.log")
        self.server.wait_until_listening()
        self.front = Front("127.0.0.1", port, SERVER_NAME, str(self.certificates.authority))

    def _command(self, port: int) -> list[str]:
        folder = self.folder
        if self.options.stand_in == "haproxy":
            self._write("haproxy.cfg", port)
            pair = [(folder / name).read_bytes() for name in ("server-ecdsa.pem", "server-ecdsa-key.pem")]
            (folder / "haproxy.pem").write_bytes(b"".join(pair))
            return ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
        if self.options.stand_in == "nghttpd":
            # A server, not a proxy: it has one file under the open route and never asks Tomcat.
            (folder / "documents" / "open").mkdir(parents=True)
            (folder / "documents" / "open" / "h2").write_bytes(b"hello" * 100)
            return [
                "nghttpd",
                "-a",
                "127.0.0.1",
                "-d",
                str(folder / "documents"),
                str(port),
                str(folder / "server-ecdsa-key.pem"),
                str(folder / "server-ecdsa.pem"),
            ]
        self._write("policy.yaml", port)
        return [str(self.options.gatehouse.resolve()), "run", "--config", str(folder / "policy.yaml")]

    def _write(self, name: str, port: int) -> None:
        upstream = Template(UPSTREAMS[self.options.upstream]).substitute(
            port=self.tomcat.port, tls_port=self.tomcat.tls_port, folder=self.folder, server_name=SERVER_NAME
        )
        template = Template((FIXTURES / f"{name}.template").read_text())
        (self.folder / name).write_text(
            template.substitute(
                port=port,
                folder=self.folder,
                upstream=upstream,
                upstream_port=self.tomcat.port,
                webhook_key=self.vector.key_file.resolve(),
            )
        )

    def records(self, kind: str) -> list[dict]:
        """The gateway's `audit` or `access` records; none of a stand-in."""
        file = self.folder / f"{kind}.jsonl"
        return [json.loads(line) for line in file.read_text("ascii").splitlines()] if file.exists() else []

    def audit_reasons(self) -> dict[str, int]:
        """How often each reason word stands in the gateway's audit file."""
        return dict(Counter(record["reason"] for record in self.records("audit") if "reason" in record))

    def check_alive(self, report) -> None:
        """The process in front must have lived through all of this."""
        if self.server:
            report.check(
                "the front is still alive",
                self.server.is_alive,
                f"ended with {self.server.process.poll()}: {self.server.log_tail()}",
            )

    def check_stop(self, report) -> None:
        """SIGTERM ends the gateway within its bound, with exit status 0."""
        if self.server and not self.options.stand_in and self.server.is_alive:
            started = time.monotonic()
            status = self.server.stop(30)
            report.check(
                "SIGTERM ends the gateway with status 0",
                status == 0,
                f"{status} after {time.monotonic() - started:.1f} s: {self.server.log_tail(5)}",
            )

    def __exit__(self, *_) -> None:
        if self.server:
            self.server.stop()
        if self.tomcat:
            self.tomcat.stop()
        if self.options.keep:
            print(f"   kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
