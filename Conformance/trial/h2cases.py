"""The cases of h2spec, by its numbers: sections of RFC 7540 (`http2/`), RFC 7541 (`hpack/`) and its `generic/` list.

Each case is a function of one fresh `Probe`, registered with its number and what it sends.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hpack.huffman import HuffmanEncoder
from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH

from trial import frames as f
from trial.http2probe import Failure, Probe


@dataclass
class Case:
    """`run` raises Failure when the server does not do what the section asks for."""

    number: str
    title: str
    run: Callable[[Probe], None]


CASES: list[Case] = []
OPEN_HEADERS = f.END_HEADERS


def case(number: str, title: str):
    def register(run: Callable[[Probe], None]) -> Callable[[Probe], None]:
        CASES.append(Case(number, title, run))
        return run

    return register


def huffman(octets: bytes) -> bytes:
    return HuffmanEncoder(REQUEST_CODES, REQUEST_CODES_LENGTH).encode(octets)


def text(octets: bytes, coded: bool = False) -> bytes:
    """A string of a header block, in Huffman code or plain."""
    if coded:
        octets = huffman(octets)
    return f.integer(len(octets), 7, 0x80 if coded else 0) + octets


def dummies(count: int, size: int = 100) -> list[tuple[bytes, bytes]]:
    return [(b"x-dummy%d" % index, b"x" * size) for index in range(count)]


def get(p: Probe, stream: int = 1, flags: int = f.END_HEADERS | f.END_STREAM) -> bytes:
    return f.headers(stream, p.common(), flags)


def post(p: Probe, stream: int = 1, *fields: tuple[bytes, bytes], flags: int = OPEN_HEADERS) -> bytes:
    return f.headers(stream, p.common(b"POST") + list(fields), flags)


def data(octets: bytes = b"test", stream: int = 1, flags: int = f.END_STREAM) -> bytes:
    return f.frame(f.DATA, flags, stream, octets)


# --- generic ---------------------------------------------------------------------------------------------------------


@case("generic/1/1", "a client connection preface")
def _(p):
    p.handshake()


@case("generic/2/1", "PRIORITY on an idle stream")
def _(p):
    p.handshake().send(f.priority(1, 0))
    p.expect_alive()


@case("generic/2/2", "WINDOW_UPDATE on a half-closed (remote) stream")
def _(p):
    p.handshake().send(get(p), f.window_update(1, 100))
    p.expect_response()


@case("generic/2/3", "PRIORITY on a half-closed (remote) stream")
def _(p):
    p.handshake().send(get(p), f.priority(1, 0))
    p.expect_response()


@case("generic/2/4", "RST_STREAM on a half-closed (remote) stream")
def _(p):
    p.handshake().send(get(p), f.rst_stream(1))
    p.expect_alive()


@case("generic/2/5", "PRIORITY on a closed stream")
def _(p):
    p.handshake().send(get(p))
    p.expect_stream_end()
    p.send(f.priority(1, 0))
    p.expect_alive()


@case("generic/3.1/1", "a DATA frame")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"4")), data())
    p.expect_response()


@case("generic/3.1/2", "several DATA frames")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"8")), data(flags=0), data())
    p.expect_response()


@case("generic/3.1/3", "a DATA frame with padding")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"4")), data(b"\x04test\0\0\0\0", flags=f.PADDED | f.END_STREAM))
    p.expect_response()


@case("generic/3.2/1", "a HEADERS frame")
def _(p):
    p.handshake().send(get(p))
    p.expect_response()


@case("generic/3.2/2", "a HEADERS frame with padding")
def _(p):
    padded = b"\x04" + f.block(p.common()) + b"\0" * 4
    p.handshake().send(f.headers(1, padded, f.END_HEADERS | f.END_STREAM | f.PADDED))
    p.expect_response()


@case("generic/3.2/3", "a HEADERS frame with priority")
def _(p):
    payload = f.priority_fields(0, 255, True) + f.block(p.common())
    p.handshake().send(f.headers(1, payload, f.END_HEADERS | f.END_STREAM | f.PRIORITY_FLAG))
    p.expect_response()


for _number, _title, _values in (
    ("1", "PRIORITY with weight 1", (0, 0, False)),
    ("2", "PRIORITY with weight 256", (0, 255, False)),
    ("3", "PRIORITY with a dependency", (3, 15, False)),
    ("4", "PRIORITY, exclusive", (3, 15, True)),
):

    @case(f"generic/3.3/{_number}", _title)
    def _(p, values=_values):
        p.handshake().send(f.priority(1, *values), get(p))
        p.expect_response()


@case("generic/3.3/5", "PRIORITY for an idle stream, then HEADERS for a lower one")
def _(p):
    p.handshake().send(f.priority(5, 0), get(p, 3))
    p.expect_response(3)


@case("generic/3.4/1", "a RST_STREAM frame")
def _(p):
    p.handshake().send(post(p), f.rst_stream(1))
    p.expect_alive()


@case("generic/3.5/1", "a SETTINGS frame")
def _(p):
    p.handshake().send(f.settings((f.MAX_CONCURRENT_STREAMS, 10)))
    p.expect_settings_ack()


@case("generic/3.7/1", "a PING frame")
def _(p):
    p.handshake().send(f.frame(f.PING, payload=b"h2probe!"))
    p.expect_ping_ack()


@case("generic/3.8/1", "a GOAWAY frame")
def _(p):
    p.handshake().send(f.frame(f.GOAWAY, payload=bytes(8)))
    p.send(f.frame(f.PING, payload=b"h2probe!"))
    p.expect("the end, or an answer to PING", lambda frame: frame.type in (f.PING, f.GOAWAY), True)


@case("generic/3.9/1", "WINDOW_UPDATE for the connection")
def _(p):
    p.handshake().send(f.window_update(0, 1), get(p))
    p.expect_response()


@case("generic/3.9/2", "WINDOW_UPDATE for a stream")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p))
    p.expect_response()
    p.send(f.window_update(1, 1))
    p.expect_data(1)


def _continued(p: Probe, parts: int) -> bytes:
    block = f.block(p.common() + dummies(5))
    cut = len(block) // (parts + 1)
    octets = f.headers(1, block[:cut], f.END_STREAM)
    for index in range(1, parts + 1):
        last = index == parts
        octets += f.frame(
            f.CONTINUATION, f.END_HEADERS if last else 0, 1, block[cut * index : None if last else cut * (index + 1)]
        )
    return octets


@case("generic/3.10/1", "a CONTINUATION frame")
def _(p):
    p.handshake().send(_continued(p, 1))
    p.expect_response()


@case("generic/3.10/2", "several CONTINUATION frames")
def _(p):
    p.handshake().send(_continued(p, 4))
    p.expect_response()


@case("generic/4/1", "a GET request")
def _(p):
    p.handshake().send(get(p))
    p.expect_response()


@case("generic/4/2", "a HEAD request")
def _(p):
    p.handshake().send(f.headers(1, p.common(b"HEAD")))
    p.expect_response()


@case("generic/4/3", "a POST request")
def _(p):
    p.handshake().send(post(p), data())
    p.expect_response()


@case("generic/4/4", "a POST request with trailers")
def _(p):
    trailers = f.headers(1, [(b"x-test", b"ok")])
    p.handshake().send(post(p, 1, (b"trailer", b"x-test")), data(flags=0), trailers)
    p.expect_response()


@case("generic/5/1", "an indexed field")
def _(p):
    common = [pair for pair in p.common() if pair[0] != b":method"]
    p.handshake().send(f.headers(1, b"\x82" + f.block(common)))
    p.expect_response()


_FORMS = {"with incremental indexing": (0x40, 6), "without indexing": (0x00, 4), "never indexed": (0x10, 4)}
for _group, (_form, (_first, _bits)) in enumerate(_FORMS.items()):
    for _index, (_new, _coded) in enumerate(((False, False), (False, True), (True, False), (True, True))):

        @case(
            f"generic/5/{2 + _group * 4 + _index}",
            f"a literal field {_form}, {'new' if _new else 'indexed'} name{', Huffman' if _coded else ''}",
        )
        def _(p, first=_first, bits=_bits, new=_new, coded=_coded):
            name = bytes([first]) + text(b"x-test", coded) if new else f.integer(58, bits, first)  # 58: user-agent
            p.handshake().send(f.headers(1, f.block(p.common()) + name + text(b"h2probe", coded)))
            p.expect_response()


@case("generic/5/14", "a dynamic table size update")
def _(p):
    p.handshake().send(f.headers(1, b"\x20" + f.block(p.common())))
    p.expect_response()


@case("generic/5/15", "two dynamic table size updates")
def _(p):
    p.handshake().send(f.headers(1, b"\x20" + f.integer(4096, 5, 0x20) + f.block(p.common())))
    p.expect_response()


# --- RFC 7540 --------------------------------------------------------------------------------------------------------


@case("http2/3.5/1", "the client connection preface")
def _(p):
    p.send(f.PREFACE + f.settings())
    first = p.expect("a first frame", lambda frame: True)
    if first.type != f.SETTINGS:
        raise Failure(f"the first frame is {first}")


@case("http2/3.5/2", "an invalid connection preface")
def _(p):
    p.send(b"INVALID CONNECTION PREFACE\r\n\r\n")
    p.expect_close()


@case("http2/4.1/1", "a frame of unknown type")
def _(p):
    p.handshake().send(f.frame(0xFF, 0, 0, bytes(8)))
    p.expect_alive()


@case("http2/4.1/2", "a frame with undefined flags")
def _(p):
    p.handshake().send(f.frame(f.PING, 0x16, 0, b"h2probe!"))
    p.expect_ping_ack()


@case("http2/4.1/3", "a frame with the reserved bit set")
def _(p):
    p.handshake().send(f.frame(f.PING, 0, 0x8000_0000, b"h2probe!"))
    p.expect_ping_ack()


@case("http2/4.2/1", "a DATA frame of 2^14 octets")
def _(p):
    p.handshake().send(post(p), data(b"x" * 16_384))
    p.expect_response()


@case("http2/4.2/2", "a DATA frame above SETTINGS_MAX_FRAME_SIZE")
def _(p):
    p.handshake()
    p.send(post(p), data(b"x" * (p.peer_settings.get(f.MAX_FRAME_SIZE, 16_384) + 1)))
    p.expect_stream_error(f.FRAME_SIZE_ERROR)


@case("http2/4.2/3", "a HEADERS frame above SETTINGS_MAX_FRAME_SIZE")
def _(p):
    p.handshake()
    size = p.peer_settings.get(f.MAX_FRAME_SIZE, 16_384) + 1
    p.send(f.headers(1, f.block(p.common() + dummies(size // 4000 + 1, 4000))))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


@case("http2/4.3/1", "an invalid header block fragment")
def _(p):
    # A literal field with an indexed name whose value's length is missing.
    p.handshake().send(f.headers(1, b"\x40"))
    p.expect_connection_error(f.COMPRESSION_ERROR)


@case("http2/4.3/2", "PRIORITY inside a header block")
def _(p):
    p.handshake().send(
        get(p, flags=f.END_STREAM), f.priority(1, 0), f.frame(f.CONTINUATION, f.END_HEADERS, 1, f.block(dummies(1)))
    )
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/4.3/3", "HEADERS of another stream inside a header block")
def _(p):
    p.handshake().send(
        get(p, flags=f.END_STREAM), get(p, 3), f.frame(f.CONTINUATION, f.END_HEADERS, 1, f.block(dummies(1)))
    )
    p.expect_connection_error(f.PROTOCOL_ERROR)


def _continuation(stream: int = 1, flags: int = f.END_HEADERS) -> bytes:
    return f.frame(f.CONTINUATION, flags, stream, f.block(dummies(1)))


@case("http2/5.1/1", "idle: DATA")
def _(p):
    p.handshake().send(data())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1/2", "idle: RST_STREAM")
def _(p):
    p.handshake().send(f.rst_stream(1))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1/3", "idle: WINDOW_UPDATE")
def _(p):
    p.handshake().send(f.window_update(1, 100))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1/4", "idle: CONTINUATION")
def _(p):
    p.handshake().send(_continuation())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1/5", "half-closed (remote): DATA")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p), data())
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/5.1/6", "half-closed (remote): HEADERS")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p), get(p))
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/5.1/7", "half-closed (remote): CONTINUATION")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p), _continuation())
    p.expect_connection_error(f.STREAM_CLOSED, f.PROTOCOL_ERROR)


@case("http2/5.1/8", "closed by RST_STREAM: DATA")
def _(p):
    p.handshake().send(post(p), f.rst_stream(1), data())
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/5.1/9", "closed by RST_STREAM: HEADERS")
def _(p):
    p.handshake().send(post(p), f.rst_stream(1), get(p))
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/5.1/10", "closed by RST_STREAM: CONTINUATION")
def _(p):
    p.handshake().send(post(p), f.rst_stream(1), _continuation())
    p.expect_connection_error(f.STREAM_CLOSED, f.PROTOCOL_ERROR)


@case("http2/5.1/11", "closed: DATA")
def _(p):
    p.handshake().send(get(p))
    p.expect_stream_end()
    p.send(data())
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/5.1/12", "closed: HEADERS")
def _(p):
    p.handshake().send(get(p))
    p.expect_stream_end()
    p.send(get(p))
    p.expect_connection_error(f.STREAM_CLOSED)


@case("http2/5.1/13", "closed: CONTINUATION")
def _(p):
    p.handshake().send(get(p))
    p.expect_stream_end()
    p.send(_continuation())
    p.expect_connection_error(f.STREAM_CLOSED, f.PROTOCOL_ERROR)


@case("http2/5.1.1/1", "an even-numbered stream")
def _(p):
    p.handshake().send(get(p, 2))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1.1/2", "a stream number below an earlier one")
def _(p):
    p.handshake().send(get(p, 5), get(p, 3))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.1.2/1", "more streams than SETTINGS_MAX_CONCURRENT_STREAMS")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0))
    most = p.peer_settings.get(f.MAX_CONCURRENT_STREAMS)
    if most is None or most > 10_000:
        raise Failure("the server announces no limit of streams")
    p.send(b"".join(get(p, 1 + 2 * index) for index in range(most + 1)))
    p.expect_stream_error(f.PROTOCOL_ERROR, f.REFUSED_STREAM)


@case("http2/5.3.1/1", "HEADERS that depend on themselves")
def _(p):
    payload = f.priority_fields(1) + f.block(p.common())
    p.handshake().send(f.headers(1, payload, f.END_HEADERS | f.END_STREAM | f.PRIORITY_FLAG))
    p.expect_stream_error(f.PROTOCOL_ERROR)


@case("http2/5.3.1/2", "PRIORITY that depends on itself")
def _(p):
    p.handshake().send(f.priority(2, 2))
    p.expect_stream_error(f.PROTOCOL_ERROR)


@case("http2/5.4.1/1", "an invalid PING frame, for the end of the connection")
def _(p):
    p.handshake().send(f.frame(f.PING, 0, 3, bytes(8)))
    p.expect_close()


@case("http2/5.4.1/2", "an invalid PING frame, for a GOAWAY")
def _(p):
    p.handshake().send(f.frame(f.PING, 0, 3, bytes(8)))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/5.5/1", "an unknown extension frame")
def _(p):
    p.handshake().send(f.frame(0xFF, 0, 0, b"unknown"))
    p.expect_alive()


@case("http2/5.5/2", "an unknown extension frame inside a header block")
def _(p):
    p.handshake().send(get(p, flags=f.END_STREAM), f.frame(0xFF, 0, 0, b"unknown"), _continuation())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.1/1", "DATA on stream 0")
def _(p):
    p.handshake().send(data(stream=0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.1/2", "DATA on a stream that is not open")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p), data())
    p.expect_stream_error(f.STREAM_CLOSED)


@case("http2/6.1/3", "DATA with an invalid pad length")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"4")), data(b"\x06test", flags=f.PADDED | f.END_STREAM))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.2/1", "HEADERS without END_HEADERS, then PRIORITY")
def _(p):
    p.handshake().send(get(p, flags=f.END_STREAM), f.priority(1, 0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.2/2", "HEADERS without END_HEADERS, then HEADERS of another stream")
def _(p):
    p.handshake().send(get(p, flags=f.END_STREAM), get(p, 3))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.2/3", "HEADERS on stream 0")
def _(p):
    p.handshake().send(get(p, 0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.2/4", "HEADERS with an invalid pad length")
def _(p):
    block = f.block(p.common())
    p.handshake().send(
        f.headers(1, bytes([min(len(block) + 1, 255)]) + block[:100], f.END_HEADERS | f.END_STREAM | f.PADDED)
    )
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.3/1", "PRIORITY on stream 0")
def _(p):
    p.handshake().send(f.priority(0, 0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.3/2", "PRIORITY of another length than 5")
def _(p):
    p.handshake().send(post(p), f.frame(f.PRIORITY, 0, 1, bytes([0x80, 0, 0, 1])))
    p.expect_stream_error(f.FRAME_SIZE_ERROR)


@case("http2/6.4/1", "RST_STREAM on stream 0")
def _(p):
    p.handshake().send(f.rst_stream(0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.4/2", "RST_STREAM on an idle stream")
def _(p):
    p.handshake().send(f.rst_stream(1))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.4/3", "RST_STREAM of another length than 4")
def _(p):
    p.handshake().send(post(p), f.frame(f.RST_STREAM, 0, 1, bytes(3)))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


@case("http2/6.5/1", "SETTINGS with ACK and a payload")
def _(p):
    p.handshake().send(f.frame(f.SETTINGS, f.ACK, 0, bytes(1)))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


@case("http2/6.5/2", "SETTINGS on a stream")
def _(p):
    p.handshake().send(f.frame(f.SETTINGS, 0, 1, b"\0\x03\0\0\0\x10"))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.5/3", "SETTINGS of a length that is no multiple of 6")
def _(p):
    p.handshake().send(f.frame(f.SETTINGS, 0, 0, b"\0\x03\0"))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


for _number, _title, _value, _code in (
    ("1", "SETTINGS_ENABLE_PUSH 2", (f.ENABLE_PUSH, 2), f.PROTOCOL_ERROR),
    ("2", "SETTINGS_INITIAL_WINDOW_SIZE 2^31", (f.INITIAL_WINDOW_SIZE, 1 << 31), f.FLOW_CONTROL_ERROR),
    ("3", "SETTINGS_MAX_FRAME_SIZE 16383", (f.MAX_FRAME_SIZE, 16_383), f.PROTOCOL_ERROR),
    ("4", "SETTINGS_MAX_FRAME_SIZE 2^24", (f.MAX_FRAME_SIZE, 1 << 24), f.PROTOCOL_ERROR),
):

    @case(f"http2/6.5.2/{_number}", _title)
    def _(p, value=_value, code=_code):
        p.handshake().send(f.settings(value))
        p.expect_connection_error(code)


@case("http2/6.5.2/5", "SETTINGS of an unknown number")
def _(p):
    p.handshake().send(f.settings((0xFF, 1)))
    p.expect_alive()


@case("http2/6.5.3/1", "SETTINGS_INITIAL_WINDOW_SIZE twice in one frame: the last counts")
def _(p):
    p.handshake().send(f.settings((f.INITIAL_WINDOW_SIZE, 100), (f.INITIAL_WINDOW_SIZE, 1)))
    p.expect_settings_ack()
    p.send(get(p))
    p.expect_data(1)


@case("http2/6.5.3/2", "SETTINGS without ACK is acknowledged")
def _(p):
    p.handshake().send(f.settings((f.MAX_CONCURRENT_STREAMS, 100)))
    p.expect_settings_ack()


@case("http2/6.7/1", "a PING frame")
def _(p):
    p.handshake().send(f.frame(f.PING, payload=b"h2probe!"))
    p.expect_ping_ack()


@case("http2/6.7/2", "PING with ACK is not answered")
def _(p):
    p.handshake().send(f.frame(f.PING, f.ACK, 0, b"invalid!"), f.frame(f.PING, payload=b"h2probe!"))
    first = p.expect("a PING", lambda frame: frame.type == f.PING)
    if first.payload != b"h2probe!":
        raise Failure("the acknowledgement was acknowledged")


@case("http2/6.7/3", "PING on a stream")
def _(p):
    p.handshake().send(f.frame(f.PING, 0, 1, bytes(8)))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.7/4", "PING of another length than 8")
def _(p):
    p.handshake().send(f.frame(f.PING, 0, 0, bytes(6)))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


@case("http2/6.8/1", "GOAWAY on a stream")
def _(p):
    p.handshake().send(f.frame(f.GOAWAY, 0, 1, bytes(8)))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.9/1", "WINDOW_UPDATE of 0 for the connection")
def _(p):
    p.handshake().send(f.window_update(0, 0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.9/2", "WINDOW_UPDATE of 0 for a stream")
def _(p):
    p.handshake().send(post(p), f.window_update(1, 0))
    p.expect_stream_error(f.PROTOCOL_ERROR)


@case("http2/6.9/3", "WINDOW_UPDATE of another length than 4")
def _(p):
    p.handshake().send(f.frame(f.WINDOW_UPDATE, 0, 0, b"\0\0\x01"))
    p.expect_connection_error(f.FRAME_SIZE_ERROR)


@case("http2/6.9.1/1", "an initial window of 1: DATA of 1")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 1)).send(get(p))
    p.expect_data(1)


@case("http2/6.9.1/2", "the connection's window above 2^31 - 1")
def _(p):
    p.handshake().send(f.window_update(0, 0x7FFF_FFFF), f.window_update(0, 0x7FFF_FFFF))
    p.expect_connection_error(f.FLOW_CONTROL_ERROR)


@case("http2/6.9.1/3", "a stream's window above 2^31 - 1")
def _(p):
    p.handshake().send(post(p), f.window_update(1, 0x7FFF_FFFF), f.window_update(1, 0x7FFF_FFFF))
    p.expect_stream_error(f.FLOW_CONTROL_ERROR)


@case("http2/6.9.2/1", "SETTINGS_INITIAL_WINDOW_SIZE changed after HEADERS")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 0)).send(get(p), f.settings((f.INITIAL_WINDOW_SIZE, 1)))
    p.expect_data(1)


@case("http2/6.9.2/2", "a stream's window that becomes negative")
def _(p):
    p.handshake((f.INITIAL_WINDOW_SIZE, 3)).send(get(p))
    p.expect_data(3)
    p.send(f.settings((f.INITIAL_WINDOW_SIZE, 2)))
    p.expect_settings_ack()
    p.send(f.window_update(1, 2))
    p.expect_data(1)


@case("http2/6.9.2/3", "SETTINGS_INITIAL_WINDOW_SIZE above 2^31 - 1")
def _(p):
    p.handshake().send(f.settings((f.INITIAL_WINDOW_SIZE, 1 << 31)))
    p.expect_connection_error(f.FLOW_CONTROL_ERROR)


@case("http2/6.10/1", "several CONTINUATION frames after HEADERS")
def _(p):
    p.handshake().send(get(p, flags=f.END_STREAM), _continuation(flags=0), _continuation(flags=f.END_HEADERS))
    p.expect_response()


@case("http2/6.10/2", "CONTINUATION, then another frame")
def _(p):
    p.handshake().send(post(p, flags=0), _continuation(flags=0), data())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.10/3", "CONTINUATION on stream 0")
def _(p):
    p.handshake().send(get(p, flags=f.END_STREAM), _continuation(0))
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.10/4", "CONTINUATION after HEADERS with END_HEADERS")
def _(p):
    p.handshake().send(post(p), _continuation())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.10/5", "CONTINUATION after CONTINUATION with END_HEADERS")
def _(p):
    p.handshake().send(post(p, flags=0), _continuation(), _continuation())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/6.10/6", "CONTINUATION after DATA")
def _(p):
    p.handshake().send(post(p), data(flags=0), _continuation())
    p.expect_connection_error(f.PROTOCOL_ERROR)


@case("http2/7/1", "GOAWAY with an unknown error code")
def _(p):
    p.handshake().send(f.frame(f.GOAWAY, payload=bytes(4) + b"\0\0\0\xff"), f.frame(f.PING, payload=b"h2probe!"))
    p.expect("the end, or an answer to PING", lambda frame: frame.type in (f.PING, f.GOAWAY), True)


@case("http2/7/2", "RST_STREAM with an unknown error code")
def _(p):
    p.handshake().send(post(p), f.rst_stream(1, 0xFF))
    p.expect_alive()


@case("http2/8.1/1", "a second HEADERS frame without END_STREAM")
def _(p):
    p.handshake().send(post(p), f.headers(1, [(b"x-test", b"ok")], f.END_HEADERS), data())
    p.expect_stream_error(f.PROTOCOL_ERROR)


def _malformed(number: str, title: str, change: Callable[[list], list]) -> None:
    """A request whose fields are changed is malformed (section 8.1.2.6): a stream error."""

    @case(number, title)
    def _(p):
        p.handshake().send(f.headers(1, change(p.common())))
        p.expect_stream_error(f.PROTOCOL_ERROR)


def _with(*fields: tuple[bytes, bytes]) -> Callable[[list], list]:
    return lambda common: common + list(fields)


def _without(name: bytes) -> Callable[[list], list]:
    return lambda common: [pair for pair in common if pair[0] != name]


def _value(name: bytes, value: bytes) -> Callable[[list], list]:
    return lambda common: [(n, value if n == name else v) for n, v in common]


def _twice(name: bytes) -> Callable[[list], list]:
    return lambda common: common + [pair for pair in common if pair[0] == name]


_malformed("http2/8.1.2/1", "an upper-case field name", _with((b"X-TEST", b"ok")))
_malformed("http2/8.1.2.1/1", "an unknown pseudo field", _with((b":test", b"ok")))
_malformed("http2/8.1.2.1/2", "a pseudo field of responses", _with((b":status", b"200")))


@case("http2/8.1.2.1/3", "a pseudo field in trailers")
def _(p):
    p.handshake().send(post(p), data(flags=0), f.headers(1, [(b":method", b"200")]))
    p.expect_stream_error(f.PROTOCOL_ERROR)


_malformed("http2/8.1.2.1/4", "a pseudo field after a regular one", lambda common: [(b"x-test", b"ok"), *common])
_malformed("http2/8.1.2.2/1", "a connection-specific field", _with((b"connection", b"keep-alive")))
_malformed(
    "http2/8.1.2.2/2", "TE of another value than trailers", _with((b"trailers", b"test"), (b"te", b"trailers, deflate"))
)
_malformed("http2/8.1.2.3/1", "an empty :path", _value(b":path", b""))
_malformed("http2/8.1.2.3/2", "no :method", _without(b":method"))
_malformed("http2/8.1.2.3/3", "no :scheme", _without(b":scheme"))
_malformed("http2/8.1.2.3/4", "no :path", _without(b":path"))
_malformed("http2/8.1.2.3/5", "two :method", _twice(b":method"))
_malformed("http2/8.1.2.3/6", "two :scheme", _twice(b":scheme"))
_malformed("http2/8.1.2.3/7", "two :path", _twice(b":path"))


@case("http2/8.1.2.6/1", "a content-length that is not the DATA's")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"1")), data())
    p.expect_stream_error(f.PROTOCOL_ERROR)


@case("http2/8.1.2.6/2", "a content-length that is not the sum of several DATA's")
def _(p):
    p.handshake().send(post(p, 1, (b"content-length", b"1")), data(flags=0), data())
    p.expect_stream_error(f.PROTOCOL_ERROR)


@case("http2/8.2/1", "PUSH_PROMISE from a client")
def _(p):
    p.handshake().send(f.frame(f.PUSH_PROMISE, f.END_HEADERS, 1, (3).to_bytes(4, "big") + f.block(p.common())))
    p.expect_connection_error(f.PROTOCOL_ERROR)


# --- RFC 7541 --------------------------------------------------------------------------------------------------------


def _broken_block(number: str, title: str, octets: bytes, before: bool = False) -> None:
    """A block that cannot be decoded is a connection error (RFC 7541 section 2.3.3 and others)."""

    @case(number, title)
    def _(p):
        block = f.block(p.common())
        p.handshake().send(f.headers(1, octets + block if before else block + octets))
        p.expect_connection_error(f.COMPRESSION_ERROR)


_broken_block("hpack/2.3.3/1", "an indexed field with an index beyond the tables", f.integer(70, 7, 0x80))
_broken_block(
    "hpack/2.3.3/2", "a literal field with an index beyond the tables", f.integer(70, 6, 0x40) + text(b"empty")
)
_broken_block("hpack/4.2/1", "a table size update at the end of a block", b"\x20")
# "x" in Huffman code is 1111001 (7 bits): one more octet of ones is padding of 9 bits; a zero is no prefix of EOS.
_broken_block("hpack/5.2/1", "Huffman padding of more than 7 bits", b"\x00\x01x\x82\xf3\xff")
_broken_block("hpack/5.2/2", "Huffman padding by zeros", b"\x00\x01x\x81\xf2")
_broken_block("hpack/5.2/3", "a Huffman string that holds EOS", b"\x00\x01x\x85\xf3\xff\xff\xff\xff")
_broken_block("hpack/6.1/1", "an indexed field with index 0", b"\x80")
_broken_block(
    "hpack/6.3/1", "a table size update above SETTINGS_HEADER_TABLE_SIZE", f.integer(65_537, 5, 0x20), before=True
)
