"""HTTP/2 floods that h2spec does not ask for, and other ways to hold a server up."""

from collections.abc import Callable

from trial import frames as f
from trial.http2probe import Probe


def bomb(p: Probe) -> None:
    """One large table entry, referred to 4,000 times: the list is 16 MB, the frame 4 KB."""
    entry = b"\x40" + f.integer(3, 7) + b"x-a" + f.integer(3900, 7) + b"y" * 3900
    p.handshake().send(f.headers(1, f.block(p.common()) + entry), f.headers(3, f.block(p.common()) + b"\xbe" * 4000))
    p.expect_refusal(3)


def rapid_reset(p: Probe) -> None:
    p.handshake()
    for start in range(1, 20_000, 200):
        p.send(
            b"".join(f.headers(stream, p.common()) + f.rst_stream(stream) for stream in range(start, start + 200, 2))
        )
    p.expect_connection_error(f.ENHANCE_YOUR_CALM, f.INTERNAL_ERROR, f.PROTOCOL_ERROR)


def made_you_reset(p: Probe) -> None:
    """The server is provoked into resetting streams: a window update of 0 each."""
    p.handshake()
    for start in range(1, 20_000, 200):
        p.send(
            b"".join(
                f.headers(stream, p.common()) + f.window_update(stream, 0) for stream in range(start, start + 200, 2)
            )
        )
    p.expect_connection_error(f.ENHANCE_YOUR_CALM, f.INTERNAL_ERROR, f.PROTOCOL_ERROR)


def continuation_flood(p: Probe) -> None:
    p.handshake().send(f.headers(1, p.common(), f.END_STREAM))
    for _ in range(2000):
        p.send(f.frame(f.CONTINUATION, 0, 1, f.literal(b"x-a", b"b" * 100)))
    p.expect_connection_error(f.ENHANCE_YOUR_CALM, f.INTERNAL_ERROR, f.PROTOCOL_ERROR, f.COMPRESSION_ERROR)


def empty_continuation_flood(p: Probe) -> None:
    p.handshake().send(f.headers(1, p.common(), f.END_STREAM))
    p.send(f.frame(f.CONTINUATION, 0, 1) * 20_000)
    p.expect_connection_error(f.ENHANCE_YOUR_CALM, f.INTERNAL_ERROR, f.PROTOCOL_ERROR, f.COMPRESSION_ERROR)


def _flood(octets: bytes, count: int, open_stream: bool = False) -> Callable[[Probe], None]:
    """Either the server ends the connection, or it still answers; it never hangs."""

    def run(p: Probe) -> None:
        p.handshake()
        if open_stream:
            p.send(f.headers(1, p.common(b"POST"), f.END_HEADERS))
        for _ in range(count // 100):
            p.send(octets * 100)
        p.send(f.frame(f.PING, payload=b"h2probe!"))
        p.expect(
            "GOAWAY, an answer or the end",
            lambda frame: frame.type == f.GOAWAY or (frame.type == f.PING and frame.payload == b"h2probe!"),
            True,
        )

    return run


def trailers_without_end(p: Probe) -> None:
    p.handshake().send(
        f.headers(1, p.common(b"POST"), f.END_HEADERS),
        f.frame(f.DATA, 0, 1, b"a"),
        f.headers(1, [(b"x-t", b"v")], f.END_HEADERS),
    )
    p.expect_refusal()


def data_before_end_of_refused(p: Probe) -> None:
    """A refused request whose body goes on: the connection survives, or ends in order."""
    p.handshake().send(f.headers(1, p.common(b"POST", "/nowhere"), f.END_HEADERS))
    p.send(*[f.frame(f.DATA, 0, 1, b"x" * 1000) for _ in range(20)], f.frame(f.DATA, f.END_STREAM, 1))
    p.expect_refusal()
    p.send(f.headers(3, p.common()))
    p.expect(
        "an answer to the next request, or GOAWAY",
        lambda frame: frame.type == f.GOAWAY or (frame.type == f.HEADERS and frame.stream == 3),
        True,
    )


def window_overrun(p: Probe) -> None:
    """More DATA than the stream's window allows."""
    p.handshake().send(f.headers(1, p.common(b"POST", "/open/h2?pause=2000"), f.END_HEADERS))
    window = p.peer_settings.get(f.INITIAL_WINDOW_SIZE, 65_535)
    for _ in range((window + 8 * 1024 * 1024) // 16_384):
        p.send(f.frame(f.DATA, 0, 1, b"x" * 16_384))
    p.expect_stream_error(f.FLOW_CONTROL_ERROR)


def silent_preface(p: Probe) -> None:
    """The preface arrives octet by octet, and the first settings only then."""
    for octet in f.PREFACE + f.settings():
        p.send(bytes([octet]))
    p.expect_settings_ack()
    p.expect_alive()


def late_ack_headers(p: Probe) -> None:
    """A request in the same write as the preface, before the server has spoken."""
    p.send(f.PREFACE + f.settings() + f.headers(1, p.common()))
    p.expect_response()


HOSTILE: list[tuple[str, Callable[[Probe], None]]] = [
    ("a header bomb", bomb),
    ("10,000 streams, reset at once", rapid_reset),
    ("10,000 streams that the server must reset", made_you_reset),
    ("a flood of CONTINUATION", continuation_flood),
    ("a flood of empty CONTINUATION", empty_continuation_flood),
    ("10,000 PING", _flood(f.frame(f.PING, payload=bytes(8)), 10_000)),
    ("10,000 SETTINGS", _flood(f.settings((f.INITIAL_WINDOW_SIZE, 100)), 10_000)),
    ("10,000 PRIORITY", _flood(f.priority(1, 0), 10_000)),
    ("10,000 empty DATA", _flood(f.frame(f.DATA, 0, 1), 10_000, open_stream=True)),
    ("10,000 DATA of one octet", _flood(f.frame(f.DATA, 0, 1, b"a"), 10_000, open_stream=True)),
    (
        "10,000 padded DATA without octets",
        _flood(f.frame(f.DATA, f.PADDED, 1, b"\xff" + bytes(255)), 10_000, open_stream=True),
    ),
    ("10,000 WINDOW_UPDATE", _flood(f.window_update(0, 1), 10_000)),
    ("10,000 frames of unknown type", _flood(f.frame(0xEE, 0xFF, 1, b"x" * 20), 10_000)),
    ("trailers without END_STREAM", trailers_without_end),
    ("a refused request whose body goes on", data_before_end_of_refused),
    ("DATA beyond the window", window_overrun),
    ("the preface octet by octet", silent_preface),
    ("a request behind the preface", late_ack_headers),
]
