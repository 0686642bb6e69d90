"""One HTTP/2 connection for one case: frames by hand out, and what must come back.

The expectations are those of h2spec: a closed connection satisfies every expected error, because a server may always
close instead of explaining; an answer, silence or another error code does not.
"""

import ssl
import time
from collections.abc import Callable, Iterator

import hpack

from trial import frames as f
from trial.http1client import PUBLIC, Front

CODES = [
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
]


class Failure(Exception):
    """The server did something else than the case asks for."""


def names(codes: tuple[int, ...]) -> str:
    return " or ".join(CODES[code] for code in codes)


class Probe:
    """A raw connection; `seen` is everything that came, for the error text."""

    def __init__(self, front: Front, path: str, timeout: float = 2, source: str = PUBLIC):
        self.front, self.path, self.timeout = front, path, timeout
        self.socket = front.connect("h2", source, timeout)
        self.reader = f.FrameReader()
        self.waiting: list[f.Frame] = []
        self.seen: list[str] = []
        self.closed = False
        self.peer_settings: dict[int, int] = {}
        self.decoder = hpack.Decoder()

    def handshake(self, *values: tuple[int, int]) -> "Probe":
        """Preface and settings both ways, until the server has acknowledged ours."""
        self.send(f.PREFACE + f.settings(*values))
        self.expect("the server's SETTINGS", lambda frame: frame.type == f.SETTINGS and not frame.has(f.ACK))
        self.expect_settings_ack()
        return self

    def common(self, method: bytes = b"GET", path: str | None = None) -> list[tuple[bytes, bytes]]:
        return [
            (b":method", method),
            (b":scheme", self.front.scheme.encode()),
            (b":path", (path or self.path).encode()),
            (b":authority", self.front.authority.encode()),
        ]

    def send(self, *octets: bytes) -> None:
        """A server that has closed already will say so when it is asked."""
        try:
            self.socket.sendall(b"".join(octets))
        except OSError:
            pass

    def frames(self, seconds: float | None = None) -> Iterator[f.Frame]:
        """What comes, until the time is over or the connection is closed; the server's settings are acknowledged."""
        deadline = time.monotonic() + (seconds or self.timeout)
        while True:
            while self.waiting:
                frame = self.waiting.pop(0)
                self.seen.append(str(frame))
                if frame.type == f.SETTINGS and not frame.has(f.ACK):
                    self._note_settings(frame.payload)
                yield frame
            if self.closed or time.monotonic() > deadline:
                return
            self._receive(deadline - time.monotonic())

    def _receive(self, seconds: float) -> None:
        self.socket.settimeout(max(seconds, 0.001))
        try:
            octets = self.socket.recv(65_536)
        except TimeoutError:
            return
        except (ssl.SSLError, OSError):
            octets = b""
        self.closed = not octets
        if self.closed:
            self.seen.append("closed")
        self.waiting += self.reader.feed(octets)

    def _note_settings(self, payload: bytes) -> None:
        for at in range(0, len(payload), 6):
            key, value = int.from_bytes(payload[at : at + 2], "big"), int.from_bytes(payload[at + 2 : at + 6], "big")
            self.peer_settings[key] = value
        self.send(f.frame(f.SETTINGS, f.ACK))

    def expect(self, what: str, matches: Callable[[f.Frame], bool], or_closed: bool = False) -> f.Frame | None:
        for frame in self.frames():
            if matches(frame):
                return frame
        if self.closed and or_closed:
            return None
        raise Failure(f"expected {what}, saw {', '.join(self.seen[-8:]) or 'nothing'}")

    def expect_connection_error(self, *codes: int) -> None:
        self.expect(
            f"GOAWAY {names(codes)} or the end",
            lambda frame: frame.type == f.GOAWAY and frame.error_code in codes,
            True,
        )

    def expect_stream_error(self, *codes: int) -> None:
        self.expect(
            f"RST_STREAM or GOAWAY {names(codes)}, or the end",
            lambda frame: frame.type in (f.RST_STREAM, f.GOAWAY) and frame.error_code in codes,
            True,
        )

    def expect_close(self) -> None:
        self.expect("the end of the connection", lambda frame: False, True)

    def expect_stream_end(self, stream: int = 1) -> None:
        """The exchange ends, well or badly."""
        self.expect(
            f"the end of stream {stream}",
            lambda frame: (
                frame.type in (f.RST_STREAM, f.GOAWAY)
                or (frame.stream == stream and frame.type in (f.DATA, f.HEADERS) and frame.has(f.END_STREAM))
            ),
            True,
        )

    def expect_response(self, stream: int = 1) -> None:
        self.expect(f"HEADERS on stream {stream}", lambda frame: frame.type == f.HEADERS and frame.stream == stream)

    def expect_settings_ack(self) -> None:
        self.expect("an acknowledgement of SETTINGS", lambda frame: frame.type == f.SETTINGS and frame.has(f.ACK))

    def expect_ping_ack(self, payload: bytes = b"h2probe!") -> None:
        self.expect(
            "an acknowledgement of PING",
            lambda frame: frame.type == f.PING and frame.has(f.ACK) and frame.payload == payload,
        )

    def expect_alive(self) -> None:
        """The connection still answers: what was sent before has done no harm."""
        self.send(f.frame(f.PING, payload=b"h2probe!"))
        self.expect_ping_ack()

    def expect_data(self, size: int, stream: int = 1) -> None:
        frame = self.expect(f"DATA on stream {stream}", lambda frame: frame.type == f.DATA and frame.stream == stream)
        if len(frame.payload) != size:
            raise Failure(f"expected DATA of {size}, got {len(frame.payload)}")

    def expect_refusal(self, stream: int = 1) -> None:
        """A status of 400 and above, a reset stream or the end of the connection; for what h2spec does not ask."""
        for frame in self.frames():
            if frame.type in (f.RST_STREAM, f.GOAWAY):
                return
            if frame.type == f.HEADERS and frame.stream == stream:
                status = int(dict(self.decoder.decode(frame.payload, raw=True))[b":status"])
                if status < 400:
                    raise Failure(f"answered {status}")
                return
        if not self.closed:
            raise Failure(f"no refusal, saw {', '.join(self.seen[-8:])}")

    def close(self) -> None:
        try:
            self.socket.close()
        except OSError:
            pass
