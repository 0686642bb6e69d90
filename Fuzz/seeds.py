"""Where fuzzing begins: the rows of Tests/Adversarial, and what the repository has of the same kind."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "Tests/Adversarial"


def write(target, folder):
    """Writes the seeds of `target` into `folder`, one file each."""
    for number, content in enumerate(SEEDS.get(target, list)()):
        (folder / f"{number:04}").write_bytes(content)


def rows(name):
    for text in (TABLES / name).read_text().splitlines():
        if text and not text.startswith("#"):
            yield text.split("\t")


def unescaped(text):
    r"""Undoes `\r \n \t \0 \\ \" \xNN`."""
    table = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0"}
    parts = re.split(r"(\\x[0-9a-fA-F]{2}|\\.)", text)
    content = b""
    for part in parts:
        if part.startswith("\\x") and len(part) == 4:
            content += bytes([int(part[2:], 16)])
        elif part.startswith("\\") and len(part) == 2:
            content += table.get(part[1], part[1].encode())
        else:
            content += part.encode()
    return content


def unbraced(text):
    """Undoes `{0D}`."""
    parts = re.split(r"\{([0-9A-Fa-f]{2})\}", text)
    return b"".join(bytes([int(part, 16)]) if index % 2 else part.encode() for index, part in enumerate(parts))


def http1_requests():
    return [unescaped(row[0]) for row in rows("http1-requests.tsv")]


def http1_responses():
    seeds = []
    for row in rows("http1-responses.tsv"):
        flags = (1 if row[0].startswith("HEAD|") else 0) | (2 if row[0].endswith("|END") else 0)
        text = row[0].removeprefix("HEAD|").removesuffix("|END")
        seeds.append(bytes([flags]) + unescaped(text))
    return seeds


def chunked_bodies():
    marker = b"chunked\r\n\r\n"
    return [seed.split(marker, 1)[1] for seed in http1_requests() if marker in seed]


# HTTP/2


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literal(text):
    return (bytes([len(text)]) if len(text) < 127 else bytes([127, len(text) - 127])) + text


def section(fields):
    return b"".join(b"\x10" + literal(name) + literal(value) for name, value in fields)


def table_fields(text):
    fields = []
    for part in text.split(" | "):
        part = re.sub(r"\*\d+$", "", part)
        colon = part.index(":", 1) if ":" in part[1:] else len(part)
        name, value = part[:colon], part[colon + 1:].removeprefix(" ")
        fields.append((unescaped(name)[:120], unescaped(value)[:120]))
    return fields


GET = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/"), (b":authority", b"a.example")]
POST = [(b":method", b"POST")] + GET[1:]
SETTINGS = frame(4, 0, 0) + frame(4, 1, 0)


def http2_server():
    heads = [SETTINGS + frame(1, 5, 1, section(table_fields(row[0]))) for row in rows("http2-request-heads.tsv")]
    trailers = [
        SETTINGS + frame(1, 4, 1, section(POST)) + frame(0, 0, 1, b"abc") + frame(1, 5, 1, section(table_fields(row[0])))
        for row in rows("http2-request-trailers.tsv")
    ]
    return heads + trailers + [
        SETTINGS + frame(1, 5, 1, section(GET)) + frame(3, 0, 1, b"\0\0\0\x08"),
        SETTINGS + frame(1, 1, 1, section(GET)[:20]) + frame(9, 4, 1, section(GET)[20:]),
        SETTINGS + frame(1, 4, 1, section(POST)) + frame(0, 1, 1, b"x" * 100) + frame(1, 5, 3, section(GET)),
        SETTINGS + frame(6, 0, 0, b"12345678") + frame(8, 0, 0, b"\0\0\1\0") + frame(7, 0, 0, b"\0" * 8),
        SETTINGS + frame(2, 0, 3, b"\0\0\0\0\x0f") + frame(5, 4, 1, b"\0\0\0\2" + section(GET)),
        frame(4, 0, 0, b"\0\4\0\0\0\1") + frame(1, 5, 1, section(GET)) + frame(8, 0, 1, b"\0\0\1\0"),
        SETTINGS + frame(1, 12, 1, b"\4" + section(POST) + b"\0" * 4) + frame(0, 9, 1, b"\3abc\0\0\0"),
    ]


def http2_client():
    heads = [SETTINGS + frame(1, 5, 1, section(table_fields(row[0]))) for row in rows("http2-response-heads.tsv")]
    ok = [(b":status", b"200")]
    return heads + [
        SETTINGS + frame(1, 4, 1, section(ok)) + frame(0, 1, 1, b"content"),
        SETTINGS + frame(1, 4, 1, section([(b":status", b"103")])) + frame(1, 4, 1, section(ok)) + frame(0, 0, 1, b"x")
        + frame(1, 5, 1, section([(b"x-trailer", b"1")])),
        SETTINGS + frame(3, 0, 1, b"\0\0\0\7") + frame(7, 0, 0, b"\0\0\0\1\0\0\0\0"),
        SETTINGS + frame(1, 4, 3, section(ok)) + frame(8, 0, 3, b"\0\0\0\1") + frame(3, 0, 3, b"\0\0\0\0"),
    ]


# The rest


def paths():
    return [unbraced(row[0]) for row in rows("paths.tsv")] + [b"/actuator/%2e%2e/x", b"/api/scheduler/add/a;b"]


def forwarded():
    seeds = []
    for row in rows("forwarded.tsv"):
        field, _, value = row[0].partition(":")
        seeds.append(bytes([1 if field == "forwarded" else 0]) + b"\n".join(map(unbraced, value.split("|"))))
    return seeds


def proxy_headers():
    return [unbraced(row[0]) for row in rows("proxy-protocol.tsv")]


def signatures():
    vectors = ROOT / "Tests/GatehouseSignaturesTests/Vectors"
    body = (vectors / "body.json").read_bytes()
    current = (vectors / "fluent-signature.base64").read_bytes().strip()
    legacy = (vectors / "flex-signature.base64").read_bytes().strip()
    seeds = [current, legacy]
    for row in rows("signatures.tsv"):
        text = row[0].removeprefix("[md5] ").replace(" | ", "\n").encode()
        seeds.append(text.replace(b"{S}", current).replace(b"{L}", legacy) + b"\n\n" + body)
    return seeds


def policies():
    files = sorted((ROOT / "policies").rglob("*.yaml")) + sorted((TABLES / "configuration").glob("*.yaml"))
    return [path.read_bytes() for path in files]


def certificates():
    key = (ROOT / "Tests/GatehouseSignaturesTests/Vectors/public-key.pem").read_bytes()
    return [bytes([kind]) + key for kind in range(6)] + [bytes([kind]) + made for kind, made in made_certificates()]


def made_certificates():
    """A certificate and its key, by the machine's openssl; nothing where there is none."""
    import shutil
    import subprocess
    import tempfile

    if not shutil.which("openssl"):
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["-newkey", "rsa:1024"]):
            key, chain = Path(folder) / "key", Path(folder) / "chain"
            subprocess.run(
                ["openssl", "req", "-x509", *kind, "-nodes", "-keyout", key, "-out", chain, "-days", "3650",
                 "-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example,IP:192.0.2.1,DNS:*.b.example"],
                check=True, capture_output=True)
            der = subprocess.run(["openssl", "x509", "-in", chain, "-outform", "DER"], check=True, capture_output=True)
            yield 0, chain.read_bytes()
            yield 1, der.stdout
            yield 3, key.read_bytes()
            yield 4, chain.read_bytes() + key.read_bytes()


def records():
    texts = [unescaped(row[0]) for row in rows("records.tsv")]
    return [b"sni.example\n" + text + b"\na.example\nPOST\n" + text for text in texts]


def record_files():
    import gzip

    line = (b'{"time":"2026-11-25T16:03:31.123456Z","record":"audit","event":"request_refused","listener":"public",'
            b'"peer":"192.0.2.1:4711","request_id":"00112233445566778899aabbccddeeff","client":"192.0.2.1",'
            b'"method":"GET","authority":"a.example","target":"/x","route":"r","exposure":"public",'
            b'"reason":"route_not_found","status":404,"request_bytes":0,"policy":"00"}\n')
    counted = line.replace(b'"event":"request_refused"', b'"event":"rejections_aggregated","client_network":"192.0.2.0/24"')
    counted = counted.replace(b'"status":404', b'"status":404,"count":17')
    fields = line.replace(b'"status":404', b'"fields":{"user-agent":"x"},"status":404')
    texts = [line, counted, fields, line + counted, b"2026-11-25T16:03:31.123456Z", b"2026-11-25T16:03:31+01:00"]
    return [b"\0" + text for text in texts] + [b"\1" + gzip.compress(text, mtime=0) for text in texts]


def plays():
    """Scripts of the exchange target; random ones serve as well as any."""
    import random

    source = random.Random(1)
    return [bytes(source.randrange(256) for _ in range(60 + 10 * index)) for index in range(40)]


SEEDS = {
    "http1-request": http1_requests, "http1-response": http1_responses, "chunked-body": chunked_bodies,
    "http2-server": http2_server, "http2-client": http2_client, "path-readings": paths, "forwarded": forwarded,
    "proxy-protocol": proxy_headers, "signature": signatures, "policy": policies, "certificates": certificates,
    "records": records, "record-files": record_files, "exchange": plays,
}
