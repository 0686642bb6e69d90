"""Certificates in memory, quickly: an authority that issues good pairs, and pairs with one thing wrong each."""

import datetime
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from trial.certificates import openssl

DAY = datetime.timedelta(days=1)
PEM = serialization.Encoding.PEM


@dataclass
class Pair:
    """The texts of both files; `der` is what a handshake shows. None stands for a file that is not there."""

    chain: bytes | None
    key: bytes | None
    der: bytes = b""


def key_text(key) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Issuer:
    """An authority; serial numbers are counted, so that each certificate is known again."""

    _serials = itertools.count(1000)

    def __init__(self, name: str):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named(name)
        builder = self._builder(self.name, self.key.public_key(), -DAY, 90 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self.certificate = builder.add_extension(usage, critical=True).sign(self.key, hashes.SHA256())
        self.text = self.certificate.public_bytes(PEM)

    def _builder(self, subject, public_key, begins, ends) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(next(self._serials))
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
        )

    def pair(
        self, name: str, begins=-DAY, ends=30 * DAY, key=None, usage=ExtendedKeyUsageOID.SERVER_AUTH
    ) -> Pair:
        key = key or ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(named(name), key.public_key(), begins, ends)
        certificate = (
            builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        der = certificate.public_bytes(serialization.Encoding.DER)
        return Pair(certificate.public_bytes(PEM), key_text(key), der)

    def pair_with_sha1(self, name: str) -> Pair:
        """Signed by openssl: the library that signs the others refuses to do that."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        request = x509.CertificateSigningRequestBuilder().subject_name(named(name)).add_extension(names, False)
        with tempfile.TemporaryDirectory() as folder:
            texts = {"-CA": self.text, "-CAkey": key_text(self.key)}
            texts["-in"] = request.sign(key, hashes.SHA256()).public_bytes(PEM)
            arguments = ["-req", "-sha1", "-days", "30", "-set_serial", str(next(self._serials))]
            for option, text in texts.items():
                path = Path(folder) / option
                path.write_bytes(text)
                arguments += [option, str(path)]
            chain = openssl("x509", "-copy_extensions", "copyall", *arguments)
        der = x509.load_pem_x509_certificate(chain).public_bytes(serialization.Encoding.DER)
        return Pair(chain, key_text(key), der)


# Each sort of broken pair with the reason words that its refusal may have.
SORTS: dict[str, set[str]] = {
    "key of another pair": {"key_mismatched"},
    "certificate cut off": {"chain_unreadable", "chain_empty", "certificate_refused"},
    "key cut off": {"private_key_refused"},
    "certificate empty": {"file_empty", "chain_empty"},
    "key missing": {"file_missing"},
    "expired": {"expired"},
    "not yet valid": {"not_yet_valid"},
    "another name": {"name_not_covered"},
    "issuer first": {"leaf_not_first"},
    "no text": {"file_not_text", "chain_unreadable"},
    "RSA with 1024 bits": {"key_too_short"},
    "SHA-1": {"signature_weak"},
    "for clients only": {"purpose_other"},
}


def broken_pair(issuer: Issuer, name: str, sort: str) -> Pair:
    """A pair that must never serve. One that could be served by mistake has its `der`."""
    good = issuer.pair(name)
    match sort:
        case "key of another pair":
            return Pair(good.chain, issuer.pair(name).key, good.der)
        case "certificate cut off":
            return Pair(good.chain[: len(good.chain) // 2], good.key, good.der)
        case "key cut off":
            return Pair(good.chain, good.key[: len(good.key) // 2], good.der)
        case "certificate empty":
            return Pair(b"", good.key)
        case "key missing":
            return Pair(good.chain, None, good.der)
        case "expired":
            return issuer.pair(name, begins=-2 * DAY, ends=-DAY)
        case "not yet valid":
            return issuer.pair(name, begins=DAY)
        case "another name":
            return issuer.pair("elsewhere.test")
        case "issuer first":
            return Pair(issuer.text + good.chain, good.key, good.der)
        case "no text":
            return Pair(bytes(range(128, 256)) * 8, good.key)
        case "RSA with 1024 bits":
            return issuer.pair(name, key=rsa.generate_private_key(65537, 1024))
        case "SHA-1":
            return issuer.pair_with_sha1(name)
        case "for clients only":
            return issuer.pair(name, usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    raise ValueError(sort)
