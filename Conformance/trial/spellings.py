"""Obfuscated spellings of private paths, by the thousand, always the same ones (the dice are seeded).

Single tricks first, each at every place where it fits, then random combinations of two or three of them.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

ACTUATOR = b"/actuator/env"
SCHEDULER = b"/api/v1/fluent-connect/scheduler/add/job"
PRIVATE_PATHS = [ACTUATOR, b"/actuator/health", b"/actuator/heapdump", b"/actuator", SCHEDULER]
WEBHOOK = b"/api/v1/fluent-connect/webhook"
OPEN = b"/open/a"


@dataclass
class Spelling:
    """One request that is meant to arrive at a private servlet."""

    method: bytes
    target: bytes
    why: str
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)
    authority: bytes | None = None


# The tables are laid out by hand.
# fmt: off
SEPARATORS = [
    b"//", b"///", b"/./", b"/././", b"/%2e/", b"/%2E/", b"/.;/", b"/;/", b"/;x/", b"/;x=y/", b"/;;/", b"/.;x=y/",
    b"/x/../", b"/x/..;/", b"/x/..;a=b/", b"/x/%2e%2e/", b"/x/%2e./", b"/x/.%2e/", b"/x/%2E%2E;/", b"/x/..%3b/",
    b"/x/..%00/",
    b"/x/y/../../", b"/x/y/..;/..;/", b"/x//../", b"/x/..//", b"\\", b"/\\", b"\\/", b"%5c", b"%5C", b"%2f", b"%2F",
    b"/%2f", b"%2f/", b"%252f", b"%252F", b"%255c", b"/%252e/", b"/x/%252e%252e/", b"/x/..%2f", b"/x/..%5c", b"/x/..\\",
    b"%c0%af", b"%e0%80%af", b"%f0%80%80%af", b"%c1%9c", b"/%c0%ae/", b"/x/%c0%ae%c0%ae/", b"%u002f", b"%u2215",
    b"%ef%bc%8f", b"\xef\xbc\x8f", b"/%20/", b"/%00/", b"%00/", b"/\x00/", b"/%09/", b"/%0d%0a/", b";/", b";x=y/",
    b";jsessionid=1/", b";%2f/", b";/../", b";x/../", b"%3b/", b"%3bx/", b"/%3b/", b"/..;/", b"/../", b"/...;/",
    b"/.../",
    b"/%23/", b"/%3f/", b"?/", b"#/", b"/#/../", b"/?/../", b":/", b"@/", b"/~/../", b"/*/../", b"|/", b"\xa0/",
    b"\x85/",
]

PREFIXES = [
    b"/.", b"/..", b"/;", b"/.;", b"/..;", b"/;x=y", b"/%2e", b"/%2e%2e", b"//", b"/x/..", b"/x/..;", b"/x/%2e%2e",
    b"/..%2f",
    b"/%2f", b"/%5c", b"\\", b"/\\", b"/%252e%252e", b"/x/..%252f", b"/%00", b"/%20", b"/ ", b" ", b"\t", b"", b".",
    b"/~",
    WEBHOOK + b"/../../../..", WEBHOOK + b"/..;/..;/..;/..;", WEBHOOK + b"/%2e%2e/%2e%2e/%2e%2e/%2e%2e",
    WEBHOOK + b"/.;/../../../..", WEBHOOK + b";x/../../../..", WEBHOOK + b"/..%2f..%2f..%2f..",
    WEBHOOK + b"%2f..%2f..%2f..%2f..",
    WEBHOOK + b"/..%5c..%5c..%5c..", WEBHOOK + b"\\..\\..\\..\\..", WEBHOOK + b"/..%3b/..%3b/..%3b/..%3b",
    WEBHOOK + b"/%252e%252e/%252e%252e/%252e%252e/%252e%252e", WEBHOOK + b"/..%00/..%00/..%00/..%00",
    WEBHOOK + b"/..;a=b/..;c=d/..;/..;", WEBHOOK + b"?/../../../..", WEBHOOK + b"#/../../../..",
    WEBHOOK + b"%3f/../../../..",
    WEBHOOK + b"%23/../../../..", WEBHOOK + b"//../../../../..", WEBHOOK + b"/./../../../..",
    WEBHOOK + b"/a/../../../../..",
    b"/open/..", b"/open/..;", b"/open/%2e%2e", b"/open/%2E%2e;x", b"/open/a/../..", b"/open/a/..;/..;",
    b"/open/a/..;/..",
    b"/open;x/..", b"/open/;/..", b"/open/.;/..;", b"/open/;/..;/..", b"/open//..", b"/open//../..", b"/open/..%2f",
    b"/open%2f..", b"/open/..%5c", b"/open\\..", b"/open/a%2f..%2f..", b"/open/..%3b", b"/open/%252e%252e",
    b"/open/..%00",
    b"/open/%00/..", b"/open/%c0%ae%c0%ae", b"/open/%u002e%u002e", b"/open/\xef\xbc\x8e\xef\xbc\x8e", b"/open/a#/../..",
    b"/open/a?/../..", b"/open/a%3f/../..", b"/open/a%23/../..", b"/open/a;/../..", b"/open/a;/..;/..;", b"/open/.%2e",
    b"/open/%2e.", b"/open/.%252e", b"/open/..;%2f..", b"/open/..%20", b"/open/..%09", b"/open/.. ", b"/open/..\t",
    b"/open/...",
    b"/.well-known/acme-challenge/t/..;/..;/..;", b"/.well-known/acme-challenge/t/../../..", b"/favicon.ico/..;",
    b"/static/..",
]

SUFFIXES = [
    b"", b"/", b"//", b"/.", b"/./", b"/..", b"/../env", b"/..;/env", b"/;", b";", b";.css", b";x=y", b";jsessionid=1",
    b"/;.css",
    b";/..", b".json", b".css", b".", b"..", b"%20", b"%09", b"%00", b"%00.css", b"%0a", b"%0d%0a", b"%3b.css", b"%2f",
    b"%5c",
    b"%3f", b"%3f.css", b"%23", b"%23.css", b"%2e", b"%2e%2e", b"?", b"??", b"?.css", b"?/../../open/a", b"?;/..;/open",
    b"?x=/open/a",
    b"#", b"#/open/a", b"#?x", b"?#", b"\\", b"~", b"*", b"%", b"%2", b"%zz", b"%u0000", b"\x00", b"\xff", b"\x7f",
    b"\xc2\xa0",
    b"/%2e", b"/%2e%2e/env", b"/x/..", b"/x/..;", b"/%2f", b"/x%2f..", b" ", b"%a0", b"/$", b"/*", b"/**", b":80",
    b"@open", b"&x",
]

WHOLE = [
    b"https://connector.test%s", b"http://connector.test%s", b"HTTPS://connector.test%s", b"https://CONNECTOR.test%s",
    b"https://connector.test:443%s", b"https://elsewhere.test%s", b"https://127.0.0.2%s",
    b"https://user@connector.test%s",
    b"https://connector.test@elsewhere.test%s", b"https://connector.test/open/..%s",
    b"https://connector.test/open/..;%s",
    b"https://connector.test/%s", b"https://connector.test\\%s", b"https://connector.test%%2f%s", b"https:%s",
    b"https:/%s", b"https://%s",
    b"https:///%s", b"ftp://connector.test%s", b"file://%s", b"gopher://connector.test%s", b"//connector.test%s",
    b"//elsewhere.test%s",
    b"///connector.test%s", b"https://connector.test?%s", b"https://connector.test#%s",
    b"https://connector.test/open/a#%s",
    b"https://connector.test.%s", b"https://[::1]%s", b"https://[::ffff:127.0.0.2]%s", b"https://2130706434%s",
    b"https://0x7f000002%s",
    b"/open/a?%s", b"/open/a#%s", b"/open/a%%3f%s", b"/open/a%%23%s", b"/open/a;%s", b"/open/a%%00%s", b"/open/a %s",
    b"/open/a\t%s",
    b"/open/a?u=%s", b"/open/a?/..%s", b"/open/a%%20HTTP/1.1%%0d%%0a%s", b"/open/a HTTP/1.1\r\nX: %s", b"/open/a\r\n%s",
    b"/open/a\n%s",
    b"*%s", b".%s", b"..%s", b"~%s", b"@%s", b":%s", b"?%s", b"#%s", b"%%2f%s", b"%%00%s", b"|%s", b"\\%s",
    b"/%%2e%%2e/%%2e%%2e%s",
]

HEADER_NAMES = [
    b"X-Original-URL", b"X-Rewrite-URL", b"X-Original-URI", b"X-Forwarded-Uri", b"X-Forwarded-Prefix",
    b"X-Forwarded-Path",
    b"X-Override-URL", b"X-HTTP-DestinationURL", b"X-Proxy-URL", b"X-Original-Path", b"X_Original_URL",
    b"X_Rewrite_URL", b"X-Envoy-Original-Path",
    b"X-Accel-Redirect", b"Location", b"Referer", b"Destination", b"Content-Location", b"Request-Uri", b"Base-Url",
    b"Uri", b"Url",
]

ADDRESS_NAMES = [
    b"X-Forwarded-For", b"X_Forwarded_For", b"X-Forwarded-Client-IP", b"Forwarded-For", b"X-Real-IP", b"X_Real_IP",
    b"X-Client-IP", b"Client-IP",
    b"True-Client-IP", b"CF-Connecting-IP", b"X-Cluster-Client-IP", b"X-Remote-IP", b"X-Remote-Addr",
    b"X-Originating-IP", b"X-Host", b"Via",
    b"Fastly-Client-IP", b"X-Azure-ClientIP", b"X-ProxyUser-Ip", b"WL-Proxy-Client-IP", b"X-Envoy-External-Address",
    b"X-Forwarded",
    b"X-Forwarded-Host", b"X-Forwarded-Server", b"X-Custom-IP-Authorization", b"Remote-Addr", b"Proxy-Client-IP",
    b"x-forwarded-for",
]

ADDRESSES = [
    b"127.0.0.2", b"127.0.0.2, 127.0.0.2", b"10.0.0.1, 127.0.0.2", b"127.0.0.2, 10.0.0.1", b"::ffff:127.0.0.2",
    b"[::ffff:127.0.0.2]:443", b"127.0.0.2:80",
    b"localhost", b"127.2", b"0177.0.0.2", b"2130706434", b"\"127.0.0.2\"", b"127.0.0.2%eth0", b"unknown, 127.0.0.2",
    b",127.0.0.2",
]

HOSTS = [
    b"127.0.0.2", b"localhost", b"connector.test@127.0.0.2", b"127.0.0.2:80", b"connector.test/actuator",
    b"connector.test?", b"connector.test#",
    b"connector.test.", b"CONNECTOR.TEST", b"connector.test:0", b"connector.test:99999", b"connector.test:80:80",
    b"[::ffff:127.0.0.2]", b"internal",
    b"actuator.connector.test", b"connector.test, 127.0.0.2", b"connector.test 127.0.0.2", b"connector.test\\127.0.0.2",
    b"", b"%63onnector.test",
    b"connector.test%00", b"xn--connector.test", b"connector_test", b"-", b".", b"*", b"[::1%25lo]",
    b"connector.test;127.0.0.2",
]
# fmt: on


def method_for(path: bytes) -> bytes:
    """The method that the private route allows, so that the method never is the reason for a refusal."""
    return b"POST" if b"scheduler" in path else b"GET"


def escape_each(octets: bytes, form: str) -> bytes:
    return b"".join(form.format(octet).encode() for octet in octets)


def letters(path: bytes) -> Iterator[bytes]:
    """Encodings of single characters and of whole segments, and other cases of letters."""
    for at in range(1, len(path)):
        one, before, after = path[at : at + 1], path[:at], path[at + 1 :]
        code = one[0]
        for form in (
            b"%%%02x" % code,
            b"%%%02X" % code,
            b"%%25%02x" % code,
            b"%%2525%02x" % code,
            b"%%u%04x" % code,
            b"%%c%x%%%02x" % (code >> 6, 0x80 | code & 0x3F),
            b"%%e0%%8%x%%%02x" % (code >> 6, 0x80 | code & 0x3F),
            b"%%00%b" % one,
            b"%b%%00" % one,
            b"%b;" % one,
            b"%b\x00" % one,
            one.swapcase(),
        ):
            yield before + form + after
    segments = path.split(b"/")
    for at in range(1, len(segments)):
        for form in ("%{:02x}", "%{:02X}", "%25{:02x}", "%u{:04x}", "&#{};", "\\x{:02x}"):
            yield b"/".join([*segments[:at], escape_each(segments[at], form), *segments[at + 1 :]])
        for case in (bytes.upper, bytes.capitalize, bytes.swapcase):
            yield b"/".join([*segments[:at], case(segments[at]), *segments[at + 1 :]])
    yield escape_each(path, "%{:02x}")
    yield b"/" + escape_each(path[1:], "%{:02X}")
    yield path.upper()


def separated(path: bytes) -> Iterator[bytes]:
    """Every separator in place of each slash, and of all slashes."""
    slashes = [at for at in range(len(path)) if path[at : at + 1] == b"/"]
    for separator in SEPARATORS:
        for at in slashes:
            yield path[:at] + separator + path[at + 1 :]
        yield path.replace(b"/", separator)


def wrapped(path: bytes) -> Iterator[bytes]:
    for prefix in PREFIXES:
        yield prefix + path
    for suffix in SUFFIXES:
        yield path + suffix
    for whole in WHOLE:
        yield whole % path
    # What stands in the same folder as the public webhook can be reached from there with one step up.
    if path == SCHEDULER:
        for up in (
            b"/..",
            b"/..;",
            b"/%2e%2e",
            b"/.%2e;x",
            b";/..",
            b"/..%2f",
            b"%2f..",
            b"/..%3b",
            b"/.;/..",
            b"//..",
            b"//../..",
        ):
            yield WEBHOOK + up + b"/scheduler/add/job"


def combined(dice: random.Random) -> bytes:
    """Two or three tricks at once."""
    path = dice.choice(PRIVATE_PATHS)
    tricks: list[Callable[[bytes], bytes]] = [
        lambda p: replace_one(p, b"/", dice.choice(SEPARATORS), dice),
        lambda p: dice.choice(PREFIXES) + p,
        lambda p: p + dice.choice(SUFFIXES),
        lambda p: dice.choice(list(letters(p)) or [p]),
        lambda p: dice.choice(WHOLE) % p,
    ]
    for trick in dice.sample(tricks, dice.choice((2, 2, 3))):
        path = trick(path)
    return path


def replace_one(octets: bytes, old: bytes, new: bytes, dice: random.Random) -> bytes:
    places = [at for at in range(len(octets)) if octets.startswith(old, at)]
    at = dice.choice(places) if places else len(octets)
    return octets[:at] + new + octets[at + len(old) :]


def targets(count: int) -> Iterator[Spelling]:
    """At least `count` different targets."""
    seen = set(PRIVATE_PATHS)
    for path in PRIVATE_PATHS:
        yield Spelling(method_for(path), path, "as it is")
    dice = random.Random(20_270_101)
    for name, source in (("letters", letters), ("separators", separated), ("wrapped", wrapped)):
        for path in PRIVATE_PATHS:
            for target in source(path):
                if target not in seen:
                    seen.add(target)
                    yield Spelling(method_for(target), target, name)
    while len(seen) < count:
        target = combined(dice)
        if target not in seen and len(target) < 4000:
            seen.add(target)
            yield Spelling(method_for(target), target, "combined")


def with_fields() -> Iterator[Spelling]:
    """A public target with a private path in a field, and a private target with a private address in one."""
    for path in (ACTUATOR, SCHEDULER):
        method = method_for(path)
        for name in HEADER_NAMES:
            yield Spelling(method, OPEN, "path in a field", [(name, path)])
            yield Spelling(method, OPEN, "address in a field", [(name, b"https://connector.test" + path)])
        for name in ADDRESS_NAMES:
            for address in ADDRESSES:
                yield Spelling(method, path, "address in a field", [(name, address)])
        for value in (
            b"for=127.0.0.2",
            b'for="127.0.0.2:1"',
            b'for="[::ffff:127.0.0.2]";proto=https',
            b"for=127.0.0.2;by=127.0.0.2, for=127.0.0.2",
            b"for=unknown, for=127.0.0.2",
            b"For = 127.0.0.2",
            b"for=_hidden;host=127.0.0.2",
        ):
            yield Spelling(method, path, "Forwarded", [(b"Forwarded", value)])
        for override in (b"X-HTTP-Method-Override", b"X-HTTP-Method", b"X-Method-Override", b"_method"):
            yield Spelling(b"POST", OPEN + b"/.." + path, "method override", [(override, method)])
        for option in (
            b"close, X-Forwarded-For",
            b"X-Forwarded-For",
            b"Host",
            b"X-Real-IP, close",
            b"keep-alive, Forwarded",
        ):
            yield Spelling(method, path, "hop-by-hop", [(b"Connection", option), (b"X-Forwarded-For", b"127.0.0.2")])
        for host in HOSTS:
            yield Spelling(method, path, "host", authority=host)
            yield Spelling(method, OPEN + b"/.." + path, "host", authority=host)
        for other in (
            b"HEAD",
            b"OPTIONS",
            b"TRACE",
            b"CONNECT",
            b"PUT",
            b"DELETE",
            b"PATCH",
            b"get",
            b"PROPFIND",
            b"GETS",
            b"POST",
            b"GET",
        ):
            yield Spelling(other, path, "method")


def all_spellings(count: int) -> list[Spelling]:
    return [*targets(count), *with_fields()]
