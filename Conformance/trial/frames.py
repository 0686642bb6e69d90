"""HTTP/2 frames by hand (RFC 9113 section 4) and header blocks without compression (RFC 7541 section 6.2)."""

from dataclasses import dataclass

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 0x1, 0x1, 0x4, 0x8, 0x20

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = (
    range(1, 7)
)

(
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
) = range(12)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
NAMES = [
    "DATA",
    "HEADERS",
    "PRIORITY",
    "RST_STREAM",
    "SETTINGS",
    "PUSH_PROMISE",
    "PING",
    "GOAWAY",
    "WINDOW_UPDATE",
    "CONTINUATION",
]


@dataclass
class Frame:
    """One frame as it came."""

    type: int
    flags: int
    stream: int
    payload: bytes

    def has(self, flag: int) -> bool:
        return bool(self.flags & flag)

    @property
    def error_code(self) -> int:
        """Of RST_STREAM and GOAWAY."""
        start = 4 if self.type == GOAWAY else 0
        return int.from_bytes(self.payload[start : start + 4], "big")

    def __str__(self) -> str:
        name = NAMES[self.type] if self.type < len(NAMES) else f"type {self.type}"
        code = f" code {self.error_code}" if self.type in (RST_STREAM, GOAWAY) else ""
        return f"{name}[{self.stream}]{code}"


def frame(type: int, flags: int = 0, stream: int = 0, payload: bytes = b"", length: int | None = None) -> bytes:
    """A frame; `length` may lie about the payload."""
    size = len(payload) if length is None else length
    return size.to_bytes(3, "big") + bytes([type, flags]) + stream.to_bytes(4, "big") + payload


def settings(*values: tuple[int, int]) -> bytes:
    return frame(SETTINGS, payload=b"".join(k.to_bytes(2, "big") + v.to_bytes(4, "big") for k, v in values))


def window_update(stream: int, increment: int) -> bytes:
    return frame(WINDOW_UPDATE, stream=stream, payload=increment.to_bytes(4, "big"))


def rst_stream(stream: int, code: int = CANCEL) -> bytes:
    return frame(RST_STREAM, stream=stream, payload=code.to_bytes(4, "big"))


def priority(stream: int, depends_on: int, weight: int = 15, exclusive: bool = False) -> bytes:
    return frame(PRIORITY, stream=stream, payload=priority_fields(depends_on, weight, exclusive))


def priority_fields(depends_on: int, weight: int = 15, exclusive: bool = False) -> bytes:
    return (depends_on | (0x8000_0000 if exclusive else 0)).to_bytes(4, "big") + bytes([weight])


def integer(value: int, prefix_bits: int, first: int = 0) -> bytes:
    """An integer with a prefix (RFC 7541 section 5.1); `first` holds the bits above the prefix."""
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([first | value])
    octets, value = [first | most], value - most
    while value >= 128:
        octets.append(value % 128 + 128)
        value //= 128
    return bytes([*octets, value])


def literal(name: bytes, value: bytes) -> bytes:
    """A field without indexing and without Huffman code, so that any octet can be sent."""
    return b"\x00" + integer(len(name), 7) + name + integer(len(value), 7) + value


def block(fields: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(literal(name, value) for name, value in fields)


def headers(stream: int, fields: list[tuple[bytes, bytes]] | bytes, flags: int = END_HEADERS | END_STREAM) -> bytes:
    """A HEADERS frame with these fields, or with a ready block."""
    payload = fields if isinstance(fields, bytes) else block(fields)
    return frame(HEADERS, flags, stream, payload)


class FrameReader:
    """Cuts a byte stream into frames."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def feed(self, octets: bytes) -> list[Frame]:
        self.buffer += octets
        frames = []
        while len(self.buffer) >= 9:
            size = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + size:
                break
            stream = int.from_bytes(self.buffer[5:9], "big") & 0x7FFF_FFFF
            frames.append(Frame(self.buffer[3], self.buffer[4], stream, bytes(self.buffer[9 : 9 + size])))
            del self.buffer[: 9 + size]
        return frames
