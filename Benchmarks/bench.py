#!/usr/bin/env python3
"""The gateway and its peers side by side: CPU time per request, in one interleaved run. See README.md."""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SMALL = b'{"status":"ok","n":1}'
BIG_BYTES = 102_400

# Name, h2load options, requests of one run, path. Counts give runs of two to three seconds on a current core.
WORKLOADS = {
    "h2-small": (["-c16", "-m32"], 200_000, "/api/small"),
    "h1-small": (["--h1", "-c32"], 60_000, "/api/small"),
    "h2-post-2k": (["-c16", "-m32", "-d", "{folder}/body"], 100_000, "/api/small"),
    "h1-post-2k": (["--h1", "-c32", "-d", "{folder}/body"], 50_000, "/api/small"),
    "h2-100k": (["-c16", "-m32"], 8_000, "/api/big"),
    "connect": (["--h1", "-c400"], 400, "/api/small"),
}


class Peer:
    """One proxy: how it is configured and started."""

    def __init__(self, name, template, command, find, backend="h2c", environment=None):
        self.name, self.template, self.command, self.find = name, template, command, find
        self.backend, self.environment = backend, environment or {}
        self.process = self.port = None

    def binary(self):
        """The program, or None when it is not installed."""
        for candidate in self.find:
            found = shutil.which(str(candidate)) or (str(candidate) if os.access(candidate, os.X_OK) else None)
            if found:
                return found
        return None

    def start(self, folder, backends):
        self.port = free_port()
        file = folder / f"{self.name}-{self.template}"
        fill(self.template, file, folder, self.port, backends[self.backend])
        command = [part.format(binary=self.binary(), file=file) for part in self.command]
        log = open(folder / f"{self.name}.log", "wb")
        self.process = subprocess.Popen(
            pinned(0, command), stdout=log, stderr=log, cwd=folder, env={**os.environ, **self.environment})
        wait_for_port(self.port, self.process)

    def cpu_ticks(self):
        """User and system time of the process and its children, in clock ticks."""
        total = 0
        for number in [self.process.pid, *children(self.process.pid)]:
            fields = pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def peers(gatehouse):
    """Ourselves first."""
    return [
        Peer("gatehouse", "gatehouse.yaml", ["{binary}", "run", "--config", "{file}"], [gatehouse]),
        Peer("haproxy", "haproxy.cfg", ["{binary}", "-f", "{file}"], ["haproxy", "/usr/sbin/haproxy"]),
        Peer("nghttpx", "nghttpx.conf", ["{binary}", "--conf={file}"], ["nghttpx", "/usr/sbin/nghttpx"]),
        Peer("nginx", "nginx.conf", ["{binary}", "-c", "{file}"], ["nginx", "/usr/sbin/nginx"], backend="h1"),
        Peer("caddy", "Caddyfile", ["{binary}", "run", "--config", "{file}", "--adapter", "caddyfile"], ["caddy"],
             environment={"GOMAXPROCS": "1"}),
        Peer("envoy", "envoy.yaml",
             ["{binary}", "-c", "{file}", "--concurrency", "1", "-l", "error", "--disable-hot-restart"],
             ["envoy", ROOT / ".build/bench-python/bin/envoy"]),
    ]


def fill(template, file, folder, port, backend=0):
    text = (HERE / "peers" / template).read_text()
    file.write_text(string.Template(text).substitute(folder=folder, port=port, backend=backend))


def pinned(core, command):
    """On one core, where there are several."""
    return ["taskset", "-c", str(core), *command] if os.cpu_count() > 1 else command


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process):
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("does not listen after 15 s")


def children(number):
    try:
        text = pathlib.Path(f"/proc/{number}/task/{number}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def prepare(folder):
    """Certificate, documents, request body; the two backends."""
    (folder / "www/api").mkdir(parents=True)
    (folder / "www/api/small").write_bytes(SMALL)
    (folder / "www/api/big").write_bytes(os.urandom(BIG_BYTES))
    (folder / "body").write_bytes(b"x" * 2048)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
         folder / "key.pem", "-out", folder / "chain.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True)
    (folder / "bundle.pem").write_text((folder / "chain.pem").read_text() + (folder / "key.pem").read_text())
    started, ports = [], {}
    ports["h2c"] = free_port()
    started.append(subprocess.Popen(
        pinned(1, ["nghttpd", "--no-tls", "-d", folder / "www", "-n1", "-a", "127.0.0.1", "-m", "1024",
                   str(ports["h2c"])]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    wait_for_port(ports["h2c"], started[-1])
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if os.access(nginx, os.X_OK):
        ports["h1"] = free_port()
        fill("nginx-backend.conf", folder / "nginx-backend.conf", folder, ports["h1"])
        started.append(subprocess.Popen(
            pinned(1, [nginx, "-c", folder / "nginx-backend.conf"]), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL))
        wait_for_port(ports["h1"], started[-1])
    return started, ports


def answers_rightly(peer):
    """Every kind of request once, by curl: right status and length."""
    for version in ("--http2", "--http1.1"):
        for path, length in (("/api/small", len(SMALL)), ("/api/big", BIG_BYTES)):
            out = subprocess.run(
                ["curl", "-sk", version, "-o", "/dev/null", "-w", "%{http_code} %{size_download}",
                 f"https://localhost:{peer.port}{path}"], capture_output=True, text=True, timeout=20).stdout
            if out != f"200 {length}":
                return f"{version[2:]} {path} gives {out.strip() or 'nothing'}"
    return None


def run_once(peer, workload, folder, scale):
    options, count, path = WORKLOADS[workload]
    # New connections are made in several bursts of one request each: bursts are what a listener sees.
    bursts = 6 if workload == "connect" else 1
    count = count if workload == "connect" else max(1000, int(count * scale))
    command = pinned(1, ["h2load", "-n", str(count), "-t1", *(o.format(folder=folder) for o in options),
                         f"https://localhost:{peer.port}{path}"])
    before, done, rate, latency = peer.cpu_ticks(), 0, 0.0, ""
    for _ in range(bursts):
        out = subprocess.run(command, capture_output=True, text=True, timeout=300).stdout
        # Answers with an empty reason phrase (haproxy, HTTP/1.1) count as failed there; they were checked with curl.
        done += int(re.search(r"(\d+) done", out).group(1))
        rate = float(re.search(r"([\d.]+) req/s", out).group(1))
        latency = re.search(r"time for request:\s+\S+\s+\S+\s+(\S+)", out).group(1)
    if done < count * bursts:
        raise RuntimeError(f"{workload}: {done} of {count * bursts} answered")
    ticks = peer.cpu_ticks() - before
    return {"cpu_us": ticks * 1e6 / os.sysconf("SC_CLK_TCK") / done, "per_second": rate, "mean": latency}


def table(results, names, workloads, skipped):
    """CPU time per request in microseconds: median (lowest-highest), and the ratio to the best peer."""
    width = 26
    lines = ["CPU per request, us: median (lowest-highest); ratio: gatehouse to the best peer", ""]
    lines.append("workload".ljust(12) + "".join(name.rjust(width) for name in names) + "ratio".rjust(8))
    for workload in workloads:
        row, medians = workload.ljust(12), {}
        for name in names:
            values = [run["cpu_us"] for run in results[workload].get(name, [])]
            if not values:
                row += "-".rjust(width)
                continue
            medians[name] = statistics.median(values)
            row += f"{medians[name]:.2f} ({min(values):.2f}-{max(values):.2f})".rjust(width)
        best = min((value for name, value in medians.items() if name != "gatehouse"), default=None)
        ours = medians.get("gatehouse")
        lines.append(row + (f"{ours / best:.2f}" if ours and best else "-").rjust(8))
    lines.append("")
    lines.append("requests/s, thousands: median")
    for workload in workloads:
        row = workload.ljust(12)
        for name in names:
            values = [run["per_second"] for run in results[workload].get(name, [])]
            row += (f"{statistics.median(values) / 1000:.1f}" if values else "-").rjust(width)
        lines.append(row)
    lines += ["", *(f"skipped: {name}: {why}" for name, why in skipped.items())]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gatehouse", default=ROOT / ".build/release/gatehouse", help="the binary to measure")
    parser.add_argument("--peers", help="names, separated by commas; all that are installed by default")
    parser.add_argument("--workloads", help="names, separated by commas; all by default")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of requests")
    parser.add_argument("--json", type=pathlib.Path, help="write every figure to this file")
    parser.add_argument("--list", action="store_true", help="names of peers and workloads")
    arguments = parser.parse_args()
    everyone = peers(arguments.gatehouse)
    if arguments.list:
        print("peers:    ", ", ".join(peer.name for peer in everyone))
        print("workloads:", ", ".join(WORKLOADS))
        return 0
    wanted = set(arguments.peers.split(",")) | {"gatehouse"} if arguments.peers else {p.name for p in everyone}
    workloads = arguments.workloads.split(",") if arguments.workloads else list(WORKLOADS)
    unknown = (wanted - {p.name for p in everyone}) | (set(workloads) - set(WORKLOADS))
    if unknown:
        parser.error("unknown: " + ", ".join(sorted(unknown)))
    return measure([p for p in everyone if p.name in wanted], workloads, arguments)


def measure(chosen, workloads, arguments):
    skipped, running, results = {}, [], {workload: {} for workload in workloads}
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        started, backends = prepare(folder)
        try:
            for peer in chosen:
                why = None if peer.binary() else "not installed"
                if not why and peer.backend not in backends:
                    why = "its backend is not installed"
                if not why:
                    try:
                        peer.start(folder, backends)
                        why = answers_rightly(peer)
                    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                        why = str(error)
                if why:
                    skipped[peer.name] = why
                    peer.stop()
                else:
                    running.append(peer)
            if not any(peer.name == "gatehouse" for peer in running):
                print("the gateway itself does not run:", skipped.get("gatehouse"), file=sys.stderr)
                return 1
            for round_number in range(arguments.rounds):
                for workload in workloads:
                    for peer in running:
                        run = run_once(peer, workload, folder, arguments.scale)
                        results[workload].setdefault(peer.name, []).append(run)
                print(f"round {round_number + 1} of {arguments.rounds}", file=sys.stderr)
        finally:
            for peer in running:
                peer.stop()
            for process in started:
                process.terminate()
                process.wait(10)
    print(table(results, [peer.name for peer in running], workloads, skipped))
    if arguments.json:
        arguments.json.write_text(json.dumps({"results": results, "skipped": skipped}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
