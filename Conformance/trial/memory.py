"""Samples the memory of a process while something happens."""

import threading

from trial.processes import Server


class MemoryWatch:
    """Resident bytes at the start, at the highest, and at the end of a `with` block."""

    INTERVAL_SECONDS = 0.05

    def __init__(self, server: Server | None):
        self.server = server
        self.before = self.highest = self.after = 0

    def __enter__(self) -> "MemoryWatch":
        self.before = self.highest = self._sample()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _sample(self) -> int:
        return self.server.resident_bytes() if self.server else 0

    def _watch(self) -> None:
        while not self._ended.wait(self.INTERVAL_SECONDS):
            self.highest = max(self.highest, self._sample())

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join()
        self.after = self._sample()

    @property
    def growth(self) -> int:
        return self.highest - self.before

    def __str__(self) -> str:
        return f"{self.before >> 20} MiB before, {self.highest >> 20} at most, {self.after >> 20} after"
