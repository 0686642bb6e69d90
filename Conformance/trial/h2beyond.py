"""HTTP/2 requests and floods that h2spec does not ask for; what HTTP/1.1 smuggling becomes in HTTP/2, and worse."""

from collections.abc import Callable

from trial import frames as f
from trial.http2probe import Probe

Change = Callable[[Probe, list], list]


def _add(*fields: tuple[bytes, bytes]) -> Change:
    return lambda p, common: common + list(fields)


def _set(name: bytes, value: bytes) -> Change:
    return lambda p, common: [(n, value if n == name else v) for n, v in common]


def _drop(name: bytes) -> Change:
    return lambda p, common: [pair for pair in common if pair[0] != name]


def _extend(name: bytes, tail: bytes) -> Change:
    return lambda p, common: [(n, v + tail if n == name else v) for n, v in common]


SMUGGLED = b"\r\n\r\nGET /open/smuggled HTTP/1.1\r\nhost: connector.test"

# What is asked for, and how the fields of a good request are changed. Each is refused and reaches nothing.
BAD_REQUESTS: list[tuple[str, Change]] = [
    ("CR LF in a value", _add((b"x-a", b"b\r\nx-b: c"))),
    ("a request in a value", _add((b"x-a", b"b" + SMUGGLED))),
    ("CR in a value", _add((b"x-a", b"b\rc"))),
    ("LF in a value", _add((b"x-a", b"b\nc"))),
    ("NUL in a value", _add((b"x-a", b"b\0c"))),
    ("control character in a value", _add((b"x-a", b"b\x01c"))),
    ("DEL in a value", _add((b"x-a", b"b\x7fc"))),
    ("space before a value", _add((b"x-a", b" b"))),
    ("tab behind a value", _add((b"x-a", b"b\t"))),
    ("an empty name", _add((b"", b"b"))),
    ("a space in a name", _add((b"x a", b"b"))),
    ("a colon in a name", _add((b"x:a", b"b"))),
    ("CR LF in a name", _add((b"x-a: b\r\nx-b", b"c"))),
    ("NUL in a name", _add((b"x\0a", b"b"))),
    ("octet above ASCII in a name", _add((b"x-\xc4", b"b"))),
    ("one upper-case letter in a name", _add((b"x-A", b"b"))),
    ("Transfer-Encoding: chunked", _add((b"transfer-encoding", b"chunked"))),
    ("Transfer-Encoding: identity", _add((b"transfer-encoding", b"identity"))),
    ("Upgrade", _add((b"upgrade", b"h2c"))),
    ("Keep-Alive", _add((b"keep-alive", b"timeout=5"))),
    ("Proxy-Connection", _add((b"proxy-connection", b"keep-alive"))),
    ("Connection: close", _add((b"connection", b"close"))),
    ("TE: gzip", _add((b"te", b"gzip"))),
    ("two lengths", _add((b"content-length", b"0"), (b"content-length", b"5"))),
    ("a signed length", _add((b"content-length", b"+0"))),
    ("an empty length", _add((b"content-length", b""))),
    ("a list of lengths", _add((b"content-length", b"0, 0"))),
    ("a length of 2^64", _add((b"content-length", b"18446744073709551616"))),
    ("a length without DATA", _add((b"content-length", b"5"))),
    ("a Host that differs from :authority", _add((b"host", b"elsewhere.test"))),
    ("two Hosts", lambda p, common: common + [(b"host", p.front.authority.encode())] * 2),
    ("two :authority", lambda p, common: [*common[:2], common[3], *common[2:]]),
    ("no :authority and no Host", _drop(b":authority")),
    ("an empty :authority", _set(b":authority", b"")),
    (":authority of another name", _set(b":authority", b"elsewhere.test")),
    (
        "user information in :authority",
        lambda p, common: _set(b":authority", b"user@" + p.front.authority.encode())(p, common),
    ),
    ("a path in :authority", _extend(b":authority", b"/open")),
    ("a space in :authority", _extend(b":authority", b" x")),
    ("CR LF in :authority", _extend(b":authority", SMUGGLED)),
    ("NUL in :authority", _extend(b":authority", b"\0")),
    (":path without its slash", _set(b":path", b"open/h2")),
    (":path of * for GET", _set(b":path", b"*")),
    (
        ":path in absolute form",
        lambda p, common: _set(b":path", b"https://" + p.front.authority.encode() + b"/open/h2")(p, common),
    ),
    ("a space in :path", _extend(b":path", b" HTTP/1.1")),
    ("CR LF in :path", _extend(b":path", b" HTTP/1.1" + SMUGGLED)),
    ("NUL in :path", _extend(b":path", b"\0")),
    ("a fragment in :path", _extend(b":path", b"#a")),
    ("octets above ASCII in :path", _extend(b":path", b"\xc3\xa9")),
    (":path above 8 KiB", _extend(b":path", b"?" + b"a" * 9000)),
    ("an empty :method", _set(b":method", b"")),
    ("a space in :method", _set(b":method", b"GET /open/smuggled HTTP/1.1\r\n")),
    ("an unknown :method", _set(b":method", b"FOO")),
    ("a lower-case :method", _set(b":method", b"get")),
    ("TRACE", _set(b":method", b"TRACE")),
    ("CONNECT with :path", _set(b":method", b"CONNECT")),
    ("CONNECT", lambda p, common: [(b":method", b"CONNECT"), (b":authority", p.front.authority.encode())]),
    ("extended CONNECT", lambda p, common: [(b":method", b"CONNECT"), (b":protocol", b"websocket"), *common[1:]]),
    (":protocol without CONNECT", lambda p, common: [*common, (b":protocol", b"websocket")]),
    ("a :scheme that is not http", _set(b":scheme", b"ftp")),
    ("an empty :scheme", _set(b":scheme", b"")),
    ("CR LF in :scheme", _set(b":scheme", b"https" + SMUGGLED)),
    ("an expectation that nobody knows", _add((b"expect", b"200-ok"))),
    ("120 fields", _add(*[(b"x-%d" % index, b"y") for index in range(120)])),
    ("a head above 16 KiB", _add(*[(b"x-%d" % index, b"y" * 1000) for index in range(20)])),
    ("200 cookie crumbs", _add(*[(b"cookie", b"a=b")] * 200)),
]


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
