"""Counts checks, shows the failed ones, and ends with `N passed, M failed`."""

import time


class Report:
    """The outcome of one program. Passed checks are silent unless `verbose`; failed ones are shown, up to a bound."""

    MOST_SHOWN = 60

    def __init__(self, title: str, verbose: bool = False):
        self.title = title
        self.verbose = verbose
        self.passed = 0
        self.failed = 0
        self.started = time.monotonic()
        print(f"== {title}", flush=True)

    def check(self, name: str, passed: bool, detail: object = "") -> bool:
        """Counts one check; `detail` says what was seen, and is shown when it failed."""
        if passed:
            self.passed += 1
            if self.verbose:
                print(f"   ok      {name}", flush=True)
            return True
        self.failed += 1
        if self.failed <= self.MOST_SHOWN:
            print(f"   FAILED  {name}" + (f": {detail}" if detail != "" else ""), flush=True)
        elif self.failed == self.MOST_SHOWN + 1:
            print("   FAILED  ... and more", flush=True)
        return False

    def note(self, text: str) -> None:
        """Says something that is neither passed nor failed."""
        print(f"   {text}", flush=True)

    def finish(self) -> int:
        """Prints the numbers; returns the exit status."""
        print(f"   took {time.monotonic() - self.started:.1f} s")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.failed == 0 and self.passed > 0 else 1
