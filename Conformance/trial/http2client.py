"""A small HTTP/2 client over hand-made frames: many streams, flow control, any octet in a field."""

import hashlib
import ssl
import time
from collections.abc import Iterator

import hpack

from trial import frames as f
from trial.http1client import PUBLIC, Front, Response


class Exchange:
    """One stream: what was sent and what came back."""

    def __init__(self, keep_body: bool):
        self.response = Response(closes=False)
        self.ended = False
        self.keep_body = keep_body
        self.body_bytes = 0
        self.digest = hashlib.sha256()

    def take(self, octets: bytes) -> None:
        self.body_bytes += len(octets)
        if self.keep_body:
            self.response.body += octets
        else:
            self.digest.update(octets)


class HTTP2Connection:
    """One connection to the front; a request is refused with an error text when the connection is gone."""

    WINDOW = 1 << 20

    def __init__(self, front: Front, source: str = PUBLIC, timeout: float = 10, window: int = WINDOW):
        self.front, self.timeout, self.window = front, timeout, window
        self.socket = front.connect("h2", source, timeout)
        self.reader = f.FrameReader()
        self.decoder = hpack.Decoder()
        self.exchanges: dict[int, Exchange] = {}
        self.next_stream = 1
        self.send_window = 65_535
        self.stream_windows: dict[int, int] = {}
        self.peer_initial_window, self.peer_frame_size, self.peer_streams = 65_535, 16_384, 100
        self.closed = ""
        self.header_block = b""
        self._send(
            f.PREFACE + f.settings((f.ENABLE_PUSH, 0), (f.INITIAL_WINDOW_SIZE, window)) + f.window_update(0, (1 << 30))
        )
        self._until(lambda: self.settings_seen or self.closed)

    settings_seen = False

    def _send(self, octets: bytes) -> None:
        try:
            self.socket.sendall(octets)
        except OSError as problem:
            self.closed = self.closed or type(problem).__name__

    def _receive(self) -> None:
        try:
            octets = self.socket.recv(262_144)
        except TimeoutError:
            self.closed = self.closed or "time-out"
            return
        except (ssl.SSLError, OSError) as problem:
            self.closed = self.closed or type(problem).__name__
            return
        if not octets:
            self.closed = self.closed or "closed"
        for frame in self.reader.feed(octets):
            self._handle(frame)

    def _until(self, done) -> None:
        deadline = time.monotonic() + self.timeout
        while not done() and not self.closed:
            if time.monotonic() > deadline:
                self.closed = "time-out"
                return
            self._receive()

    def _handle(self, frame: f.Frame) -> None:
        exchange = self.exchanges.get(frame.stream)
        if frame.type == f.SETTINGS and not frame.has(f.ACK):
            self._settings(frame.payload)
        elif frame.type == f.PING and not frame.has(f.ACK):
            self._send(f.frame(f.PING, f.ACK, 0, frame.payload))
        elif frame.type == f.WINDOW_UPDATE:
            self._window(frame)
        elif frame.type == f.GOAWAY:
            self.goaway = frame
            # A graceful GOAWAY lets open streams end; any other one is the end.
            if frame.error_code != 0:
                self.closed = f"GOAWAY {frame.error_code} {frame.payload[8:80]!r}"
        elif frame.type in (f.HEADERS, f.CONTINUATION):
            self._headers(frame, exchange)
        elif exchange and frame.type == f.DATA:
            exchange.take(frame.payload)
            if frame.payload and not frame.has(f.END_STREAM):
                self._send(f.window_update(frame.stream, len(frame.payload)))
            if frame.payload:
                self._send(f.window_update(0, len(frame.payload)))
            exchange.ended = exchange.ended or frame.has(f.END_STREAM)
        elif exchange and frame.type == f.RST_STREAM:
            exchange.response.error = f"RST_STREAM {frame.error_code}"
            exchange.ended = True

    goaway: f.Frame | None = None

    def _settings(self, payload: bytes) -> None:
        for at in range(0, len(payload), 6):
            key, value = int.from_bytes(payload[at : at + 2], "big"), int.from_bytes(payload[at + 2 : at + 6], "big")
            if key == f.INITIAL_WINDOW_SIZE:
                for stream in self.stream_windows:
                    self.stream_windows[stream] += value - self.peer_initial_window
                self.peer_initial_window = value
            elif key == f.MAX_FRAME_SIZE:
                self.peer_frame_size = value
            elif key == f.MAX_CONCURRENT_STREAMS:
                self.peer_streams = value
        self.settings_seen = True
        self._send(f.frame(f.SETTINGS, f.ACK))

    def _window(self, frame: f.Frame) -> None:
        increment = int.from_bytes(frame.payload, "big") & 0x7FFF_FFFF
        if frame.stream == 0:
            self.send_window += increment
        elif frame.stream in self.stream_windows:
            self.stream_windows[frame.stream] += increment

    def _headers(self, frame: f.Frame, exchange: Exchange | None) -> None:
        payload = frame.payload
        if frame.type == f.HEADERS:
            padding = payload[0] if frame.has(f.PADDED) else 0
            start = (1 if frame.has(f.PADDED) else 0) + (5 if frame.has(f.PRIORITY_FLAG) else 0)
            payload = payload[start : len(payload) - padding]
            self.header_ends = frame.has(f.END_STREAM)
        self.header_block += payload
        if not frame.has(f.END_HEADERS):
            return
        fields = [
            (n.decode("latin-1"), v.decode("latin-1")) for n, v in self.decoder.decode(self.header_block, raw=True)
        ]
        self.header_block = b""
        if exchange is None:
            return
        status = next((int(value) for name, value in fields if name == ":status"), 0)
        if status >= 200:
            exchange.response.status, exchange.response.fields = status, fields
        exchange.ended = exchange.ended or self.header_ends

    def submit(self, fields: list[tuple[bytes, bytes]], ends: bool = True, keep_body: bool = True) -> int:
        """Opens a stream with these fields, pseudo fields included; returns its number."""
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.exchanges[stream] = Exchange(keep_body)
        self.stream_windows[stream] = self.peer_initial_window
        payload = f.block(fields)
        first, rest = payload[: self.peer_frame_size], payload[self.peer_frame_size :]
        octets = f.frame(f.HEADERS, (f.END_STREAM if ends else 0) | (0 if rest else f.END_HEADERS), stream, first)
        while rest:
            part, rest = rest[: self.peer_frame_size], rest[self.peer_frame_size :]
            octets += f.frame(f.CONTINUATION, 0 if rest else f.END_HEADERS, stream, part)
        self._send(octets)
        return stream

    def send_body(self, stream: int, parts: Iterator[bytes]) -> None:
        """Sends the parts as the windows allow, and ends the stream; stops early when the exchange has ended."""
        exchange = self.exchanges[stream]
        for part in parts:
            view = memoryview(part)
            while view:
                self._until(lambda: exchange.ended or (self.send_window > 0 and self.stream_windows[stream] > 0))
                if exchange.ended or self.closed:
                    return
                size = min(len(view), self.send_window, self.stream_windows[stream], self.peer_frame_size)
                self._send(f.frame(f.DATA, 0, stream, bytes(view[:size])))
                self.send_window -= size
                self.stream_windows[stream] -= size
                view = view[size:]
        self._send(f.frame(f.DATA, f.END_STREAM, stream))

    def finish(self, stream: int) -> Response:
        """Waits for the end of the stream; a lost connection or a time-out is the response's `error`."""
        exchange = self.exchanges[stream]
        self._until(lambda: exchange.ended)
        if not exchange.ended:
            exchange.response.error = exchange.response.error or self.closed
            exchange.response.closes = True
        else:
            self.front.remember("h2", self.socket)
        return exchange.response

    def request(self, fields: list[tuple[bytes, bytes]], body: bytes | None = None) -> Response:
        stream = self.submit(fields, ends=body is None)
        if body is not None:
            self.send_body(stream, iter([body]))
        response = self.finish(stream)
        self.exchanges.pop(stream, None)
        self.stream_windows.pop(stream, None)
        return response

    @property
    def is_usable(self) -> bool:
        return not self.closed and self.goaway is None

    def close(self) -> None:
        try:
            self.socket.close()
        except OSError:
            pass


def request_fields(method: bytes, front: Front, path: bytes, *fields: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The four pseudo fields and these."""
    return [
        (b":method", method),
        (b":scheme", front.scheme.encode()),
        (b":authority", front.authority.encode()),
        (b":path", path),
        *fields,
    ]
