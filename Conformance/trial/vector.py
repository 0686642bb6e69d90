"""A signed webhook: body bytes, header lines and the sender's public key, read from a folder or made afresh."""

import base64
import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from trial.certificates import openssl


@dataclass
class Vector:
    """`fields` in the order of the header file; `key_file` is PEM or bare base64, as the gateway reads it."""

    body: bytes
    fields: list[tuple[str, str]]
    key_file: Path

    def with_field(self, name: str, value: bytes | str) -> list[tuple[bytes, bytes]]:
        """The fields as bytes, with the value of one replaced."""
        octets = value if isinstance(value, bytes) else value.encode("ascii")
        return [(n.encode(), octets if n == name else v.encode("ascii")) for n, v in self.fields]

    def value(self, name: str) -> str:
        return next(value for n, value in self.fields if n == name)


def read_vector(folder: Path) -> Vector:
    """Reads `body.json`, `headers.txt` (`name: value` lines) and `public-key.pem`."""
    return read_files(folder / "body.json", folder / "headers.txt", folder / "public-key.pem")


def read_files(body: Path, headers: Path, key: Path) -> Vector:
    lines = headers.read_text("ascii").splitlines()
    fields = [(name.strip(), value.strip()) for name, value in (line.split(":", 1) for line in lines if line.strip())]
    return Vector(body.read_bytes(), fields, key)


def make_vector(folder: Path) -> Vector:
    """Signs an event with a fresh RSA-1024 key, as the sender does: SHA-512 and MD5, PKCS #1 v1.5, base64."""
    folder.mkdir(parents=True, exist_ok=True)
    key, public, body_file = folder / "signing-key.pem", folder / "public-key.pem", folder / "body.json"
    openssl("genrsa", "-out", str(key), "1024")
    openssl("rsa", "-in", str(key), "-pubout", "-out", str(public))
    body_file.write_bytes(make_event(384))
    signatures = {
        name: base64.b64encode(openssl("dgst", digest, "-sign", str(key), str(body_file))).decode()
        for name, digest in (("flex.signature", "-md5"), ("fluent-signature", "-sha512"))
    }
    lines = ["Content-Type: application/json", *(f"{name}: {value}" for name, value in signatures.items())]
    (folder / "headers.txt").write_text("\n".join(lines) + "\n")
    return read_vector(folder)


def make_event(size: int) -> bytes:
    """A webhook event of exactly `size` bytes, without a final newline."""
    event = {
        "id": str(uuid.uuid4()),
        "name": "OrderStatus",
        "accountId": "TRIAL",
        "retailerId": "1",
        "entityId": "4711",
        "entityRef": "",
        "entityType": "ORDER",
        "type": "NORMAL",
        "attributes": {},
        "trailLogs": [],
        "errorLogs": [],
    }
    event["entityRef"] = "R" * (size - len(json.dumps(event, separators=(",", ":"))))
    return json.dumps(event, separators=(",", ":")).encode()
