"""HTTP/1.1 as bytes: what is given is what is sent; answers are read without forgiving anything that matters."""

import socket
import ssl
from dataclasses import dataclass, field

PUBLIC = "127.0.0.1"
PRIVATE = "127.0.0.2"


@dataclass
class Response:
    """An answer; `status` 0 means that the connection ended (or the stream was reset) without one."""

    status: int = 0
    fields: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    closes: bool = True
    error: str = ""

    def value(self, name: str) -> str | None:
        return next((v for n, v in self.fields if n == name), None)

    def __str__(self) -> str:
        return f"{self.status or 'no answer'} {self.error} {self.body[:160]!r}".strip()


class Front:
    """Where the trials knock: an address, the name to ask for, and whom to trust; TLS unless `cleartext`."""

    def __init__(self, host: str, port: int, server_name: str, authority_file: str | None, cleartext: bool = False):
        self.host, self.port, self.server_name, self.cleartext = host, port, server_name, cleartext
        self.authority = f"{server_name}:{port}"
        self.scheme = "http" if cleartext else "https"
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._sessions: dict[str, ssl.SSLSession] = {}
        self._authority_file = authority_file

    def context(self, protocol: str) -> ssl.SSLContext:
        if protocol not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if self._authority_file:
                context.load_verify_locations(self._authority_file)
            else:
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_alpn_protocols([protocol])
            self._contexts[protocol] = context
        return self._contexts[protocol]

    def connect(self, protocol: str = "http/1.1", source: str = PUBLIC, timeout: float = 10) -> socket.socket:
        """A connection from `source`, under TLS with `protocol` offered; sessions are resumed where possible."""
        plain = socket.create_connection((self.host, self.port), timeout, (source, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.cleartext:
            return plain
        secure = self.context(protocol).wrap_socket(
            plain, server_hostname=self.server_name, session=self._sessions.get(protocol)
        )
        if secure.selected_alpn_protocol() not in (protocol, None):
            raise RuntimeError(f"the server chose {secure.selected_alpn_protocol()}, not {protocol}")
        return secure

    def remember(self, protocol: str, connection: socket.socket) -> None:
        """Keeps the session of a connection that has read something (tickets come with the first data in TLS 1.3)."""
        if isinstance(connection, ssl.SSLSocket) and connection.session is not None:
            self._sessions[protocol] = connection.session

    def forget(self) -> None:
        """The next connections begin without a session to resume."""
        self._sessions.clear()


class HTTP1Connection:
    """One connection to the front."""

    def __init__(self, front: Front, source: str = PUBLIC, timeout: float = 10):
        self.front = front
        self.socket = front.connect("http/1.1", source, timeout)
        self.buffer = b""
        self.ended = False

    def send(self, octets: bytes) -> bool:
        """False when the other side has closed already: what it answered before can still be read."""
        try:
            self.socket.sendall(octets)
            return True
        except OSError:
            return False

    def _more(self) -> bool:
        try:
            octets = self.socket.recv(65_536)
        except (TimeoutError, ssl.SSLError, OSError) as problem:
            self.problem = type(problem).__name__
            octets = b""
        self.ended = self.ended or not octets
        self.buffer += octets
        return bool(octets)

    def response(self, head_only: bool = False) -> Response:
        """Reads one final response; interim ones are skipped."""
        self.problem = ""
        while True:
            while b"\r\n\r\n" not in self.buffer:
                if not self._more():
                    return Response(error=f"{self.problem or 'closed'} after {self.buffer[:80]!r}")
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            response = parse_head(head)
            if response.status >= 200 or response.status == 0:
                break
        self._read_body(response, head_only)
        if not response.closes:
            self.front.remember("http/1.1", self.socket)
        return response

    def _read_body(self, response: Response, head_only: bool) -> None:
        if head_only or response.status in (204, 304):
            return
        if response.value("transfer-encoding"):
            response.body = self._chunked()
        elif response.value("content-length") is not None:
            response.body = self._exactly(int(response.value("content-length")))
        else:
            while self._more():
                pass
            response.body, self.buffer, response.closes = self.buffer, b"", True

    def _exactly(self, count: int) -> bytes:
        while len(self.buffer) < count and self._more():
            pass
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def _line(self) -> bytes:
        while b"\r\n" not in self.buffer and self._more():
            pass
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def _chunked(self) -> bytes:
        parts = []
        while (size := int(self._line() or b"0", 16)) > 0:
            parts.append(self._exactly(size))
            self._line()
        while self._line():
            pass
        return b"".join(parts)

    def close(self) -> None:
        try:
            self.socket.close()
        except OSError:
            pass


def parse_head(head: bytes) -> Response:
    """Status line and fields; names in lower case."""
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ", 2)
    if len(parts) < 2 or not parts[0].startswith("HTTP/1.") or not parts[1].isdigit():
        return Response(error=f"no status line: {lines[0][:80]!r}")
    fields = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    response = Response(int(parts[1]), fields)
    options = (response.value("connection") or "").lower()
    response.closes = "close" in options or (parts[0] == "HTTP/1.0" and "keep-alive" not in options)
    return response


def request_bytes(method: bytes, target: bytes, fields: list[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    """A request without any tidying; the caller gives Host and the length."""
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
    return method + b" " + target + b" HTTP/1.1\r\n" + lines + b"\r\n" + body
