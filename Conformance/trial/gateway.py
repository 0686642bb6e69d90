"""The gateway under a policy of operation, with nghttpd or Tomcat as its connector, its records, orders and metrics."""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from string import Template

from trial.http1client import Front
from trial.pairs import Issuer, Pair
from trial.processes import Server, end_on_signals, free_port, raise_open_file_limit
from trial.vector import make_vector

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
# How the files of each pair are replaced; each has the name that its pair is for.
STYLES = {"renamed": "renamed.test", "written": "written.test", "linked": "linked.test"}
# Thousands of clients of the trials are at one address.
LIMITS = "{client_connections: 100000}"
DOCUMENT = b"hello" * 20
TICKS = os.sysconf("SC_CLK_TCK")


def argument_parser(description: str) -> argparse.ArgumentParser:
    """The options that every program about operation has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gatehouse", metavar="PATH", type=Path, required=True, help="the gateway's binary")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder: log, records, policy")
    parser.add_argument("--verbose", action="store_true", help="show the passed checks too")
    return parser


def replace(path: Path, octets: bytes) -> None:
    """A new file under the same name, at once."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(octets)
    beside.rename(path)


class Connector:
    """nghttpd with one document under each path that the policy forwards; in clear, or under TLS with a pair."""

    def __init__(self, folder: Path, port: int, pair: tuple[Path, Path] | None = None):
        self.folder, self.port, self.pair = folder, port, pair
        for path in ("open", "secure", "actuator", "added"):
            (folder / path).mkdir(parents=True, exist_ok=True)
            (folder / path / "h").write_bytes(DOCUMENT)
        (folder / "open" / "large").write_bytes(bytes(8 << 20))
        (folder / "webhook").write_bytes(DOCUMENT)
        self.server: Server | None = None

    def start(self) -> None:
        command = ["nghttpd", "-a", "127.0.0.1", "-d", str(self.folder), str(self.port)]
        command += [str(self.pair[1]), str(self.pair[0])] if self.pair else ["--no-tls"]
        self.server = Server("nghttpd", command, self.port, self.folder / "nghttpd.log")

    def signal(self, number: int) -> None:
        os.kill(self.server.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.server.process.wait()

    def stop(self) -> None:
        if self.server and self.server.is_alive:
            self.signal(signal.SIGCONT)
            self.server.stop(2)


class Gateway:
    """A running gateway, as a context manager; nothing it started outlives it."""

    def __init__(self, options: argparse.Namespace, access: str = "none", grace: str = "0ms", connector_port: int = 0):
        end_on_signals()
        raise_open_file_limit()
        self.options, self.access, self.grace = options, access, grace
        self.response_head = "15s"
        self.limits = LIMITS
        self.folder = Path(tempfile.mkdtemp(prefix="gatehouse-trial-"))
        self.issuer, self.clients = Issuer("Trial authority"), Issuer("Authority of clients")
        self.port, self.mutual_port, self.health_port = free_port(), free_port(), free_port()
        self.upstream_port = connector_port or free_port()
        # Where the connector may move to: the sandbox has to know.
        self.next_port = free_port()
        self.connector = Connector(self.folder / "documents", self.upstream_port)
        self.own_connector = connector_port == 0
        self.server: Server | None = None
        self.secure: Connector | None = None

    def __enter__(self) -> "Gateway":
        try:
            self._lay_out()
            if self.own_connector:
                self.connector.start()
                self.connector.server.wait_until_listening()
            self.secure.start()
            self.secure.server.wait_until_listening()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _lay_out(self) -> None:
        (self.folder / "ca.pem").write_bytes(self.issuer.text)
        (self.folder / "clients.pem").write_bytes(self.clients.text)
        (self.folder / "upstream-ca.pem").write_bytes(self.issuer.text)
        self.first_pairs = {style: self.issuer.pair(name) for style, name in STYLES.items()}
        for style, pair in self.first_pairs.items():
            place = self.folder / style
            place.mkdir()
            if style == "linked":
                self.turn_link(pair, "0")
                for name in ("chain.pem", "key.pem"):
                    (place / name).symlink_to(f"..data/{name}")
            else:
                (place / "chain.pem").write_bytes(pair.chain)
                (place / "key.pem").write_bytes(pair.key)
        self.vector = make_vector(self.folder / "vector")
        shutil.copy(self.vector.key_file, self.folder / "webhook.pem")
        self.secure_files = self.folder / "secure.pem", self.folder / "secure-key.pem"
        self.write_secure_pair(self.issuer)
        self.secure = Connector(self.folder / "secure-documents", free_port(), self.secure_files)

    def write_secure_pair(self, issuer: Issuer) -> None:
        pair = issuer.pair("connector.test")
        self.secure_files[0].write_bytes(pair.chain)
        self.secure_files[1].write_bytes(pair.key)

    def turn_link(self, pair: Pair, version: str) -> None:
        """As Kubernetes does: a new folder, and one symbolic link that is replaced at once."""
        place = self.folder / "linked"
        new = place / f"..{version}"
        new.mkdir()
        for name, octets in (("chain.pem", pair.chain), ("key.pem", pair.key)):
            if octets is not None:
                (new / name).write_bytes(octets)
        (place / "..next").symlink_to(new.name)
        former = (place / "..data").resolve() if (place / "..data").exists() else None
        (place / "..next").rename(place / "..data")
        if former:
            shutil.rmtree(former)

    # --- the process --------------------------------------------------------------------------------------------------

    def policy(self, routes: str = "", **changes: object) -> str:
        names = {
            "port": self.port,
            "mutual_port": self.mutual_port,
            "health_port": self.health_port,
            "folder": self.folder,
            "upstream_port": self.upstream_port,
            "next_port": self.next_port,
            "secure_port": self.secure.port,
            "access": self.access,
            "grace": self.grace,
            "response_head": self.response_head,
            "limits": self.limits,
            "routes": routes,
        }
        return Template((FIXTURES / "operations.yaml.template").read_text()).substitute(names | changes)

    def start(self) -> None:
        self.policy_file.write_text(self.policy())
        command = [str(self.options.gatehouse.resolve()), "run", "--config", str(self.policy_file)]
        command += ["--pid-file", str(self.folder / "pid")]
        self.server = Server("gatehouse", command, self.port, self.folder / "gatehouse.log")
        self.server.wait_until_listening()

    @property
    def policy_file(self) -> Path:
        return self.folder / "policy.yaml"

    def front(self, style: str = "renamed") -> Front:
        return Front("127.0.0.1", self.port, STYLES[style], str(self.folder / "ca.pem"))

    def reload(self) -> tuple[int, str]:
        """Exit status and words of `gatehouse reload`."""
        command = [str(self.options.gatehouse.resolve()), "reload", "--pid", str(self.folder / "pid")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, (done.stdout + done.stderr).strip()

    def cpu_seconds(self) -> float:
        """Processor time of all threads so far, user and system."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    # --- what it tells ------------------------------------------------------------------------------------------------

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Status and body of a page of the admin listener."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(str(self.folder / "admin.sock"))
            connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            octets = b""
            while part := connection.recv(65_536):
                octets += part
        head, _, body = octets.partition(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]), body.decode()

    def metric(self, name: str) -> float:
        """The sum of all series whose text begins with `name`."""
        lines = self.ask("/metrics")[1].splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    def records(self, kind: str = "audit") -> list[dict]:
        file = self.folder / f"{kind}.jsonl"
        return [json.loads(line) for line in file.read_text("ascii").splitlines()] if file.exists() else []

    def events(self, event: str) -> list[dict]:
        return [record for record in self.records() if record.get("event") == event]

    def wait_for(self, condition, seconds: float = 5) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def rejections(self) -> Counter:
        """Rejections in the audit trail by reason and client network: single ones and counted ones."""
        sums: Counter = Counter()
        for record in self.records():
            if record.get("event") == "rejections_aggregated":
                sums[record["reason"], record.get("client_network", "")] += record["count"]
            elif record.get("event") in ("request_refused", "signature_refused"):
                sums[record["reason"], record["client"].rsplit(".", 1)[0] + ".0/24"] += 1
            elif record.get("event") == "records_lost":
                sums["lost", ""] += record.get("rejections", 0)
        return sums

    def check_stop(self, report) -> None:
        status = self.server.stop(30) if self.server.is_alive else self.server.process.returncode
        report.check("SIGTERM ends the gateway with status 0", status == 0, f"{status}: {self.server.log_tail(5)}")

    def __exit__(self, *_) -> None:
        for part in (self.server, self.connector, self.secure):
            if part:
                part.stop()
        if self.options.keep:
            print(f"   kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
