"""How the tables write octets: names in braces, repetitions, escapes."""

import re

from trial.http1client import Front

ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "s": b" ", "\\": b"\\"}


def names_of(front: Front, number: int) -> dict[str, str]:
    """What {N}, {HOST}, {NAME} and {PORT} stand for in a row."""
    return {"N": f"row{number}", "HOST": front.authority, "NAME": front.server_name, "PORT": str(front.port)}


def expand(text: str, names: dict[str, str]) -> str:
    """Puts names and repetitions in; escapes stay."""
    text = re.sub(r"\{([A-Z0-9]+)\}", lambda found: names.get(found.group(1), found.group(0)), text)
    return re.sub(r"\{([^{}]+)\*(\d+)\}", lambda found: found.group(1) * int(found.group(2)), text)


def unescape(text: str) -> bytes:
    parts = re.split(r"\\(x[0-9a-f]{2}|[rnt0s\\])", text)
    octets = b""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            octets += part.encode("ascii")
        else:
            octets += ESCAPES.get(part) or bytes([int(part[1:], 16)])
    return octets
