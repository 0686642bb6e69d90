#!/usr/bin/env python3
"""Starts the recording Tomcat alone, for trying things by hand, until Ctrl-C: serve.py [PORT]"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from trial.processes import end_on_signals
from trial.tomcat import Tomcat


def main() -> None:
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="gatehouse-tomcat-") as folder:
        tomcat = Tomcat(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else None)
        print(f"http://127.0.0.1:{tomcat.port}/  record: {tomcat.record_file}", flush=True)
        try:
            tomcat.server.process.wait()
        except KeyboardInterrupt:
            pass
        finally:
            tomcat.stop()


if __name__ == "__main__":
    main()
