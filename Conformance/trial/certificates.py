"""A certificate authority, two server pairs and a webhook key of the trial's own, made by openssl in a folder."""

import subprocess
from pathlib import Path

SERVER_NAME = "connector.test"
OTHER_NAME = "elsewhere.test"


def openssl(*arguments: str, input_bytes: bytes | None = None) -> bytes:
    """Runs openssl; returns what it wrote, raises with its complaint when it failed."""
    done = subprocess.run(["openssl", *arguments], input=input_bytes, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


class Certificates:
    """The files by name: `ca.pem`, and `server-KIND.pem` with `server-KIND-key.pem` for `ecdsa` and `rsa`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.authority = folder / "ca.pem"
        self._make_authority()
        self._issue("server-ecdsa", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        self._issue("server-rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])

    def _make_authority(self) -> None:
        openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "90",
            "-subj",
            "/CN=Gatehouse trial authority",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout",
            str(self.folder / "ca-key.pem"),
            "-out",
            str(self.authority),
        )

    def _issue(self, name: str, key_options: list[str]) -> None:
        key, request = self.folder / f"{name}-key.pem", self.folder / f"{name}.csr"
        openssl("genpkey", *key_options, "-out", str(key))
        openssl("req", "-new", "-key", str(key), "-subj", f"/CN={SERVER_NAME}", "-out", str(request))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(
            f"subjectAltName=DNS:{SERVER_NAME},DNS:*.{SERVER_NAME}\n"
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
            "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        )
        openssl(
            "x509",
            "-req",
            "-in",
            str(request),
            "-CA",
            str(self.authority),
            "-CAkey",
            str(self.folder / "ca-key.pem"),
            "-CAcreateserial",
            "-days",
            "90",
            "-sha256",
            "-extfile",
            str(extensions),
            "-out",
            str(self.folder / f"{name}.pem"),
        )
