"""`http2-requests.tsv`: request heads over HTTP/2 and what becomes of them; `make test` reads the same table."""

from dataclasses import dataclass
from pathlib import Path

from trial.http1client import Front
from trial.wiretext import expand, names_of, unescape

TABLE = Path(__file__).resolve().parent.parent / "http2-requests.tsv"


@dataclass
class HeadRow:
    """One line of the table."""

    number: int
    accepted: bool
    head: str
    why: str

    def fields(self, front: Front) -> list[tuple[bytes, bytes]]:
        names = names_of(front, self.number)
        for method in ("GET", "POST"):
            names[method] = (
                f":method: {method} | :scheme: https | :path: /open/row{self.number} | :authority: {front.authority}"
            )
        return [_field(part) for part in expand(self.head, names).split(" | ") if part]


def _field(text: str) -> tuple[bytes, bytes]:
    colon = text.find(":", 1 if text.startswith(":") else 0)
    return unescape(text[:colon]), unescape(text[colon + 1 :].removeprefix(" "))


def read_heads(file: Path = TABLE) -> list[HeadRow]:
    rows = []
    for number, line in enumerate(file.read_text("ascii").splitlines(), 1):
        if line and not line.startswith("#"):
            # A fourth column says what a connector that records fields must have received; Tomcat does not say it.
            expected, head, why = line.split("\t")[:3]
            rows.append(HeadRow(number, expected == "accepted", head, why))
    return rows
