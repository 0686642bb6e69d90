#!/usr/bin/env python3
"""The TLS that is offered, judged by sslyze against Mozilla's intermediate profile, and probed by openssl and hand.

tls.py --gatehouse PATH
"""

import socket
import ssl
import subprocess
import sys
import warnings

from trial.certificates import OTHER_NAME, SERVER_NAME
from trial.front import Trial, argument_parser
from trial.report import Report

SUITES = [
    f"ECDHE-{kind}-{cipher}"
    for kind in ("ECDSA", "RSA")
    for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
]
OLD_SUITES = [
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "AES128-GCM-SHA256",
    "AES256-SHA",
    "DHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES128-CCM8",
    "ECDHE-ECDSA-ARIA128-GCM-SHA256",
    "ADH-AES128-SHA",
    "NULL-SHA256",
]


class SClient:
    """`openssl s_client` against the front; its whole output as text."""

    def __init__(self, trial: Trial):
        self.trial = trial

    def __call__(self, *options: str, name: str | None = SERVER_NAME, script: str = "") -> str:
        naming = ["-noservername"] if name is None else ["-servername", name]
        command = [
            "openssl",
            "s_client",
            "-connect",
            f"127.0.0.1:{self.trial.front.port}",
            "-CAfile",
            str(self.trial.certificates.authority),
            *naming,
            *options,
        ]
        # Through a shell, so that the commands typed into s_client come after the handshake.
        feed = f"sleep 0.5; printf '%b' '{script}'; sleep 0.5" if script else "sleep 0.2"
        piped = subprocess.Popen(["sh", "-c", feed], stdout=subprocess.PIPE)
        try:
            done = subprocess.run(
                command, stdin=piped.stdout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=15
            )
            return done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as slow:
            return (slow.stdout or b"").decode(errors="replace") + "\nTIME-OUT"
        finally:
            piped.kill()
            piped.wait()


def established(output: str) -> bool:
    return "Cipher is (NONE)" not in output and "New, " in output or "Reused, " in output


def last_lines(output: str) -> str:
    return " | ".join(
        line for line in output.splitlines() if "error" in line or "alert" in line or "Cipher is" in line
    )[:300]


def check_sslyze(report: Report, trial: Trial) -> None:
    """No finding against the profile. The authority is the trial's own, so its trust is the one finding left out."""
    # Loading the trust stores that come with sslyze, it complains about other people's roots.
    warnings.simplefilter("ignore")
    from sslyze import Scanner, ServerNetworkConfiguration, ServerNetworkLocation, ServerScanRequest
    from sslyze.mozilla_tls_profile.tls_config_checker import (
        SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER,
        MozillaTlsConfiguration,
        ServerNotCompliantWithTlsConfiguration,
        TlsConfigurationEnum,
        check_server_against_tls_configuration,
    )

    location = ServerNetworkLocation(hostname=SERVER_NAME, port=trial.front.port, ip_address="127.0.0.1")
    network = ServerNetworkConfiguration(tls_server_name_indication=SERVER_NAME)
    scanner = Scanner()
    scanner.queue_scans(
        [
            ServerScanRequest(
                server_location=location,
                network_configuration=network,
                scan_commands=SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER,
            )
        ]
    )
    profile = MozillaTlsConfiguration.get(TlsConfigurationEnum.MOZILLA_INTERMEDIATE)
    for result in scanner.get_results():
        issues: dict[str, str] = {}
        try:
            check_server_against_tls_configuration(result, profile)
        except ServerNotCompliantWithTlsConfiguration as found:
            issues = dict(found.issues)
        except Exception as incomplete:
            issues = {"scan": repr(incomplete)}
        trust = issues.pop("certificate_path_validation", None)
        report.note(f"sslyze: left out as the authority is our own: {trust}")
        report.check("sslyze: Mozilla intermediate, no finding", not issues, issues)
        if result.scan_result:
            report_sslyze_details(report, result.scan_result)


def report_sslyze_details(report: Report, scan) -> None:
    info = scan.certificate_info.result
    kinds = (
        {type(d.received_certificate_chain[0].public_key()).__name__ for d in info.certificate_deployments}
        if info
        else set()
    )
    report.check("sslyze: saw an RSA and an ECDSA pair", len(kinds) == 2, kinds)
    renegotiation = scan.session_renegotiation.result
    report.check(
        "sslyze: no renegotiation by the client",
        renegotiation and not renegotiation.is_vulnerable_to_client_renegotiation_dos,
    )
    curves = scan.elliptic_curves.result
    report.note(
        f"sslyze: groups {sorted(c.name for c in curves.supported_curves or [])}" if curves else "sslyze: no groups"
    )


def check_versions(report: Report, s_client: SClient) -> None:
    for option, allowed in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        output = s_client(option, "-cipher", "ALL:@SECLEVEL=0")
        report.check(
            f"{option} {'accepted' if allowed else 'refused'}", established(output) == allowed, last_lines(output)
        )


def check_suites(report: Report, s_client: SClient) -> None:
    for suite in SUITES:
        output = s_client("-tls1_2", "-cipher", suite)
        report.check(f"suite {suite} accepted", established(output), last_lines(output))
    for suite in OLD_SUITES:
        output = s_client("-tls1_2", "-cipher", suite + ":@SECLEVEL=0")
        report.check(f"suite {suite} refused", not established(output), last_lines(output))
    for suite in ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"):
        output = s_client("-tls1_3", "-ciphersuites", suite)
        report.check(f"suite {suite} accepted", established(output), last_lines(output))
    output = s_client("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256")
    report.check("suite TLS_AES_128_CCM_SHA256 refused", not established(output), last_lines(output))
    for version in ("-tls1_2", "-tls1_3"):
        for group, allowed in (("X25519", True), ("P-256", True), ("P-384", True), ("P-521", False), ("X448", False)):
            output = s_client(version, "-groups", group)
            report.check(
                f"{version} group {group} {'accepted' if allowed else 'refused'}",
                established(output) == allowed,
                last_lines(output),
            )


def check_pairs(report: Report, s_client: SClient) -> None:
    for version in ("-tls1_2", "-tls1_3"):
        for algorithms, kind in (("ECDSA+SHA256", "id-ecPublicKey"), ("RSA-PSS+SHA256:RSA+SHA256", "rsaEncryption")):
            output = s_client(version, "-sigalgs", algorithms)
            report.check(
                f"{version} with {algorithms}: the {kind} pair",
                established(output) and f"PKEY: {kind}" in output,
                last_lines(output),
            )
        output = s_client(version)
        report.check(f"{version}: the chain verifies", "Verify return code: 0 (ok)" in output, last_lines(output))


def check_names(report: Report, s_client: SClient) -> None:
    for name, allowed in (
        (SERVER_NAME, True),
        (SERVER_NAME.upper(), True),
        (f"a.{SERVER_NAME}", True),
        (f"a.b.{SERVER_NAME}", False),
        (OTHER_NAME, False),
        (f"x{SERVER_NAME}", False),
        ("test", False),
        (None, False),
    ):
        for version in ("-tls1_2", "-tls1_3"):
            output = s_client(version, name=name)
            report.check(
                f"{version}: name {name} {'accepted' if allowed else 'refused'}",
                established(output) == allowed,
                last_lines(output),
            )
            if not allowed:
                report.check(
                    f"{version}: name {name}: alert 112, and no certificate shown",
                    "alert number 112" in output and "BEGIN CERTIFICATE" not in output,
                    last_lines(output),
                )


def check_protocols(report: Report, s_client: SClient) -> None:
    for offered, chosen in (
        ("h2", "h2"),
        ("http/1.1", "http/1.1"),
        ("h2,http/1.1", "h2"),
        ("http/1.1,h2", "h2"),
        ("foo,http/1.1", "http/1.1"),
    ):
        output = s_client("-alpn", offered)
        report.check(f"ALPN {offered}: {chosen}", f"ALPN protocol: {chosen}\n" in output, last_lines(output))
    output = s_client("-alpn", "foo")
    report.check("ALPN foo alone: alert 120", "alert number 120" in output, last_lines(output))
    output = s_client()
    report.check("no ALPN: accepted", established(output) and "No ALPN negotiated" in output, last_lines(output))


def check_renegotiation(report: Report, s_client: SClient) -> None:
    output = s_client("-tls1_2", "-state", "-legacy_renegotiation", script="R\\n")
    hellos = output.count("read server hello")
    report.check(
        "renegotiation refused",
        hellos == 1 and "RENEGOTIATING" in output,
        f"{hellos} server hellos; {last_lines(output)}",
    )
    output = s_client("-tls1_2", "-comp")
    report.check("compression off", "Compression: NONE" in output, last_lines(output))


def check_early_data(report: Report, trial: Trial, s_client: SClient) -> None:
    session, early = trial.folder / "session.pem", trial.folder / "early.txt"
    early.write_bytes(f"GET /open/early HTTP/1.1\r\nHost: {trial.front.authority}\r\n\r\n".encode())
    request = f"GET /open/first HTTP/1.1\\r\\nHost: {trial.front.authority}\\r\\n\\r\\n"
    output = s_client("-tls1_3", "-sess_out", str(session), "-alpn", "http/1.1", script=request)
    report.check(
        "a TLS 1.3 session ticket without early data",
        session.exists() and "Max Early Data: 0" in output,
        last_lines(output),
    )
    tickets = output.count("Post-Handshake New Session Ticket arrived")
    report.note(f"{tickets} tickets per full TLS 1.3 handshake")
    output = s_client("-tls1_3", "-sess_in", str(session), "-early_data", str(early), "-alpn", "http/1.1")
    report.check("early data is not accepted", "Early data was accepted" not in output, last_lines(output))
    uris = [record["uri"] for record in trial.tomcat.settled_records()]
    report.check("early data does not reach the connector", "/open/early" not in uris, uris)


def handshake_with_get(trial: Trial, version: ssl.TLSVersion, session=None, name: str = SERVER_NAME):
    """One request over a connection of that version; returns whether it was resumed, its session, the status line."""
    context = trial.front.context("http/1.1")
    context.minimum_version = context.maximum_version = version
    plain = socket.create_connection(("127.0.0.1", trial.front.port), 5)
    with context.wrap_socket(plain, server_hostname=name, session=session, suppress_ragged_eofs=False) as secure:
        secure.sendall(
            f"GET /open/tls HTTP/1.1\r\nHost: {name}:{trial.front.port}\r\nConnection: close\r\n\r\n".encode()
        )
        octets = b""
        while more := secure.recv(65_536):
            octets += more
        return secure.session_reused, secure.session, octets.split(b"\r\n")[0]


def check_resumption(report: Report, trial: Trial) -> None:
    """Also across workers: connections land on any of them."""
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        _, session, status = handshake_with_get(trial, version)
        report.check(
            f"{version.name}: full handshake, and an end by close_notify", status == b"HTTP/1.1 200 OK", status
        )
        outcomes = [handshake_with_get(trial, version, session) for _ in range(16)]
        resumed = sum(1 for reused, _, _ in outcomes if reused)
        report.check(f"{version.name}: resumed on every worker", resumed == 16, f"{resumed} of 16")
        report.check(
            f"{version.name}: resumed connections are served",
            all(s == b"HTTP/1.1 200 OK" for _, _, s in outcomes),
            outcomes,
        )


def check_fragments(report: Report, trial: Trial) -> None:
    """A ClientHello in many segments, and in many TLS records."""
    for label, cut in (
        ("octet by octet", lambda hello: [hello[i : i + 1] for i in range(len(hello))]),
        ("in records of 16 octets", lambda hello: [records_of(hello, 16)]),
    ):
        report.check(f"a ClientHello {label}", handshake_in_parts(trial, cut), "no handshake")


def records_of(hello: bytes, size: int) -> bytes:
    payload = hello[5:]
    parts = [payload[i : i + size] for i in range(0, len(payload), size)]
    return b"".join(hello[:3] + len(part).to_bytes(2, "big") + part for part in parts)


def handshake_in_parts(trial: Trial, cut) -> bool:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context(cafile=str(trial.certificates.authority))
    secure = context.wrap_bio(incoming, outgoing, server_hostname=SERVER_NAME)
    with socket.create_connection(("127.0.0.1", trial.front.port), 5) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first = True
        for _ in range(20):
            try:
                secure.do_handshake()
                plain.sendall(outgoing.read())
                return True
            except ssl.SSLWantReadError:
                octets = outgoing.read()
                for part in cut(octets) if first and octets else [octets]:
                    plain.sendall(part)
                first = False
                more = plain.recv(65_536)
                if not more:
                    return False
                incoming.write(more)
            except (ssl.SSLError, OSError):
                return False
    return False


def check_no_tls(report: Report, trial: Trial) -> None:
    """What is no TLS is closed, unanswered or with an alert, and never treated as HTTP."""
    for label, octets in (
        ("HTTP in the clear", b"GET /open/clear HTTP/1.1\r\nHost: connector.test\r\n\r\n"),
        ("junk", bytes(range(256))),
        ("NULs", bytes(300)),
        ("an empty record", b"\x16\x03\x01\x00\x00"),
        ("SSL 2", b"\x80\x2e\x01\x00\x02" + bytes(40)),
        ("a record of 65,535", b"\x16\x03\x01\xff\xff" + bytes(70_000)),
        ("HTTP/2 in the clear", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)),
    ):
        with socket.create_connection(("127.0.0.1", trial.front.port), 5) as plain:
            answer = b""
            try:
                plain.sendall(octets)
                plain.shutdown(socket.SHUT_WR)
                while more := plain.recv(4096):
                    answer += more
            except OSError as problem:
                answer = answer or type(problem).__name__.encode()
        fine = not answer.startswith(b"HTTP") and answer != b"TimeoutError"
        report.check(f"{label} is closed", fine, answer[:80])


def main() -> int:
    options = argument_parser("TLS as it is offered.").parse_args()
    report = Report("tls: sslyze, openssl and raw probes", options.verbose)
    with Trial(options) as trial:
        s_client = SClient(trial)
        check_sslyze(report, trial)
        check_versions(report, s_client)
        check_suites(report, s_client)
        check_pairs(report, s_client)
        check_names(report, s_client)
        check_protocols(report, s_client)
        check_renegotiation(report, s_client)
        check_early_data(report, trial, s_client)
        check_resumption(report, trial)
        check_fragments(report, trial)
        check_no_tls(report, trial)
        trial.check_alive(report)
        report.note(f"reasons: {trial.audit_reasons()}")
        trial.check_stop(report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
