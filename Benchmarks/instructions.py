#!/usr/bin/env python3
"""Instructions per request of the gateway, counted by callgrind: the same figure on a busy machine. See README.md."""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import bench

# Requests of one count, by workload. The same number goes before it, so that pools and tables are warm; then as many, and
# three times as many: the difference is free of handshakes and other beginnings.
COUNTS = {"h2-small": 4_000, "h1-small": 2_000, "h2-post-2k": 3_000, "h1-post-2k": 2_000, "h2-100k": 200, "connect": 200}
BOUNDS = bench.HERE / "instructions.json"
# What a compiler or a Debian update may move before somebody has to look.
TOLERANCE = 1.03
OUTERMOST = ("clone [", "start_thread", "WorkerThread", "startWorker", "main")
RETAINING = ("swift_retain", "swift_release", "swift_bridgeObjectRetain", "swift_bridgeObjectRelease")
ALLOCATING = ("swift_allocObject", "swift_slowAlloc")


def control(pid, option):
    subprocess.run(["callgrind_control", option, str(pid)], check=True, capture_output=True)


def load(port, workload, count, folder, is_warming=False):
    options, _, path = bench.WORKLOADS[workload]
    options = ["--h1", "-c100"] if workload == "connect" else options
    rounds, each = (count // 100, 100) if workload == "connect" else (1, count)
    for _ in range(rounds):
        out = subprocess.run(
            ["h2load", "-n", str(each), "-t1", *(o.format(folder=folder) for o in options),
             f"https://localhost:{port}{path}"], capture_output=True, text=True, timeout=600).stdout
        if f"{each} succeeded" not in out and not is_warming:
            raise RuntimeError(f"{workload}: not all of {each} requests have succeeded\n{out}")


def annotate(file):
    """Instructions and functions of one dump: [(instructions, name)], largest first."""
    out = subprocess.run(
        ["callgrind_annotate", "--threshold=100", str(file)], capture_output=True, text=True, check=True).stdout
    rows = []
    for line in out.splitlines():
        match = re.match(r"\s*([\d,]+) \([^)]*\)\s+(\S.*)$", line)
        if match and not match.group(2).startswith("PROGRAM TOTALS"):
            name = re.sub(r"^\S*?:", "", match.group(2))
            rows.append((int(match.group(1).replace(",", "")), name))
    return rows


def calls(file, names):
    """Calls of these functions in a dump: the counts of its `calls=` lines."""
    total, target, known = 0, None, {}
    for line in open(file, errors="replace"):
        if line.startswith("cfn="):
            match = re.match(r"cfn=\((\d+)\)(?: (.*))?", line.rstrip())
            if match.group(2):
                known[match.group(1)] = match.group(2)
            target = known.get(match.group(1), "")
        elif line.startswith("fn="):
            match = re.match(r"fn=\((\d+)\)(?: (.*))?", line.rstrip())
            if match.group(2):
                known[match.group(1)] = match.group(2)
        elif line.startswith("calls=") and target is not None and target in names:
            total += int(line[6:].split()[0])
    return total


def count(gatehouse, workload, folder, backends):
    """One gateway, warmed up, then counted."""
    dumps = folder / f"callgrind-{workload}"
    dumps.mkdir()
    port = bench.free_port()
    file = folder / f"gatehouse-{workload}.yaml"
    bench.fill("gatehouse.yaml", file, folder, port, backends["h2c"])
    log = open(folder / "gatehouse.log", "ab")
    process = subprocess.Popen(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={dumps}/out", "--separate-threads=no", str(gatehouse),
         "run", "--config", str(file)], stdout=log, stderr=log)
    try:
        bench.wait_for_port(port, process)
        requests = COUNTS[workload]
        load(port, workload, requests, folder, is_warming=True)
        control(process.pid, "--zero")
        for name, times in (("few", 1), ("many", 3)):
            load(port, workload, requests * times, folder)
            control(process.pid, f"--dump={name}")
    finally:
        process.terminate()
        process.wait(60)
    return per_request(dumps / "out.1", dumps / "out.2", requests, workload)


def per_request(few, many, requests, workload):
    """The difference of two dumps, for each of the requests between them; a connection is what `connect` counts."""
    beginnings = 0 if workload == "connect" else 1
    more = requests * (3 - beginnings)
    first, second = dict_of(annotate(few)), dict_of(annotate(many))
    functions = {name: count - beginnings * first.get(name, 0) for name, count in second.items()}
    rows = sorted(((round(n / more, 1), name) for name, n in functions.items() if n > 0), reverse=True)

    def called(names):
        return (calls(many, names) - beginnings * calls(few, names)) / more

    return {
        "instructions": round(sum(functions.values()) / more),
        "retains": round(called(RETAINING) / 2, 1),
        "allocations": round(called(ALLOCATING), 2),
        "functions": rows,
    }


def dict_of(rows):
    # The frames below a worker's loop were entered before the counters were set to zero: callgrind gives them everything.
    return {name: n for n, name in rows if not any(frame in name for frame in OUTERMOST)}


def compare(results):
    """Problems against the recorded bounds."""
    bounds, problems = json.loads(BOUNDS.read_text()), []
    for workload, result in results.items():
        for key, bound in bounds.get(workload, {}).items():
            limit = bound * TOLERANCE if key == "instructions" else bound
            if result[key] > limit:
                problems.append(f"{workload}: {result[key]} {key} per request, the bound is {bound}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gatehouse", default=bench.ROOT / ".build/release/gatehouse", help="the binary to count")
    parser.add_argument("--workloads", default=",".join(COUNTS), help="names, separated by commas")
    parser.add_argument("--top", type=int, default=0, help="also the most expensive functions")
    parser.add_argument("--record", action="store_true", help=f"write the figures to {BOUNDS.name} as the new bounds")
    arguments = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="gatehouse-instructions-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        started, backends = bench.prepare(folder)
        # valgrind 3.19 gives up on the debug information of Swift; names of functions are enough.
        program = folder / "gatehouse"
        subprocess.run(["objcopy", "--strip-debug", arguments.gatehouse, program], check=True)
        try:
            for workload in arguments.workloads.split(","):
                results[workload] = result = count(program, workload, folder, backends)
                print(f"{workload:12} {result['instructions']:>9,} instructions  {result['retains']:>6} retain/release "
                      f"pairs  {result['allocations']:>6} allocations  per request", flush=True)
                for instructions, function in result["functions"][:arguments.top]:
                    print(f"    {instructions:>9,.1f}  {function[:150]}")
        finally:
            for process in started:
                process.terminate()
                process.wait(10)
    if arguments.record:
        recorded = json.loads(BOUNDS.read_text()) if BOUNDS.exists() else {}
        for workload, result in results.items():
            recorded[workload] = {key: result[key] for key in ("instructions", "retains", "allocations")}
        BOUNDS.write_text(json.dumps(recorded, indent=1) + "\n")
        return 0
    problems = compare(results) if BOUNDS.exists() else []
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
