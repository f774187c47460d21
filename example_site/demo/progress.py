"""Says on the terminal how far the demo has come."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.core.management.base import OutputWrapper

T = TypeVar("T")


class Progress:
    """One line a part; on a terminal, with a counter that runs while the part is made."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.counts_aloud = out.isatty()
        self.label = ""

    @contextmanager
    def part(self, label: str) -> Iterator[list[str]]:
        """Time a part; what it appends to the list it is given, stands in its line."""
        self.label = label
        self._show("…")
        started = time.perf_counter()
        results: list[str] = []
        yield results
        seconds = time.perf_counter() - started
        self._clear()
        self._write(f"  {label:<22}{', '.join(results) or 'there already':<52}{seconds:6.1f} s\n")

    def count(self, items: Sequence[T]) -> Iterator[T]:
        """Go through the items, and show how many are done."""
        for number, item in enumerate(items, start=1):
            yield item
            if number % 5 == 0 or number == len(items):
                self._show(f"{number} of {len(items)}")

    def _show(self, text: str) -> None:
        if self.counts_aloud:
            self._write(f"\r  {self.label:<22}{text:<20}")

    def _clear(self) -> None:
        if self.counts_aloud:
            self._write("\r" + " " * 44 + "\r")

    def _write(self, text: str) -> None:
        self.out.write(text, ending="")
        self.out.flush()
