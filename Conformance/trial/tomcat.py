"""Debian's Tomcat 10 with cleartext HTTP/2 and the recording servlet, from a private CATALINA_BASE."""

import json
import shutil
import subprocess
import time
from pathlib import Path

from trial.processes import Server, free_port

SOURCES = Path(__file__).resolve().parent.parent / "tomcat"
HOME = Path("/usr/share/tomcat10")
SERVLET_API = HOME / "lib" / "servlet-api.jar"


class Tomcat:
    """A running Tomcat, and the record of what reached its servlets."""

    def __init__(self, base: Path, port: int | None = None, certificates: Path | None = None):
        """`certificates` is the folder with the pair of a second connector, which speaks HTTP/2 under TLS."""
        if not (HOME / "bin" / "bootstrap.jar").exists():
            raise SystemExit("tomcat10 is missing: run scripts/install-conformance-packages.sh")
        self.base = base
        self.port = port or free_port()
        self.certificates = certificates
        self.tls_port = free_port() if certificates else 0
        self.record_file = base / "record.jsonl"
        self._lay_out()
        self.start()
        self.server.wait_until_listening(60)
        self._offset = 0

    def start(self) -> None:
        """Starts it on its port, also once more; does not wait for it."""
        self.server = Server("tomcat", self._command(), self.port, self.base / "tomcat.log")

    def _lay_out(self) -> None:
        application = self.base / "webapps" / "ROOT" / "WEB-INF"
        classes = application / "classes"
        for folder in (classes, self.base / "conf", self.base / "logs", self.base / "temp", self.base / "work"):
            folder.mkdir(parents=True, exist_ok=True)
        (self.base / "conf" / "server.xml").write_text(self._server_configuration())
        (self.base / "conf" / "web.xml").write_text(
            '<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"/>'
        )
        shutil.copy(SOURCES / "web.xml", application)
        self.record_file.touch()
        subprocess.run(
            ["javac", "-nowarn", "-cp", str(SERVLET_API), "-d", str(classes), str(SOURCES / "RecordingServlet.java")],
            check=True,
        )

    def _server_configuration(self) -> str:
        second = (SOURCES / "tls-connector.xml").read_text() if self.certificates else ""
        names = {
            "TLS_CONNECTOR": second,
            "PORT": str(self.port),
            "TLS_PORT": str(self.tls_port),
            "FOLDER": str(self.certificates),
        }
        text = (SOURCES / "server.xml").read_text()
        for name, value in names.items():
            text = text.replace(f"@{name}@", value)
        return text

    def _command(self) -> list[str]:
        path = f"{HOME}/bin/bootstrap.jar:{HOME}/bin/tomcat-juli.jar"
        return [
            "java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-cp",
            path,
            f"-Dcatalina.home={HOME}",
            f"-Dcatalina.base={self.base}",
            f"-Djava.io.tmpdir={self.base / 'temp'}",
            f"-Dtrial.record={self.record_file}",
            "org.apache.catalina.startup.Bootstrap",
            "start",
        ]

    def new_records(self) -> list[dict]:
        """What has reached a servlet since the last call."""
        with open(self.record_file, "rb") as file:
            file.seek(self._offset)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [json.loads(line) for line in whole.splitlines()]

    def settled_records(self, quiet_seconds: float = 0.3) -> list[dict]:
        """The same, once nothing more has arrived for a while: forwarding may outlive the client's connection."""
        records = self.new_records()
        while True:
            time.sleep(quiet_seconds)
            more = self.new_records()
            if not more:
                return records
            records += more

    def stop(self) -> None:
        self.server.stop()
