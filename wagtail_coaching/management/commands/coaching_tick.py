"""Do the periodic work: mail, reminders, expiry, clearing up."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from wagtail_coaching.services import tick


class Command(BaseCommand):
    """``manage.py coaching_tick``."""

    help = (
        "Does all periodic work: sends mail that waits, and what else is due. Run it every few "
        "minutes; it is safe to run twice at once. Ends with 1 if something went wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, say what is due"
        )
        parser.add_argument(
            "--every",
            metavar="SECONDS",
            type=_seconds,
            help="stay, and do it again and again, so many seconds after the end of the last time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, once or again and again, and say what was done.

        Raises:
            CommandError: something went wrong, in a single round.
        """
        if options["dry_run"]:
            self._say_what_is_due()
        elif options["every"] is not None:
            self._stay(options["every"], options["verbosity"])
        elif failed := self._run(options["verbosity"]):
            raise CommandError(f"Failed: {', '.join(failed)}. The log has more.")

    def _say_what_is_due(self) -> None:
        is_idle = True
        for name, lines in tick.due().items():
            for line in lines:
                is_idle = False
                self.stdout.write(f"  {name}: {line}")
        if is_idle:
            self.stdout.write("Nothing is due.")
        self.stdout.write("Nothing was changed: this was a dry run.")

    def _stay(self, seconds: float, verbosity: int) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: tick.stop())
        while not tick.is_stopping():
            close_old_connections()
            try:
                self._run(verbosity)
            except Exception as error:
                # The database may be away for a while; the next round will see.
                self.stderr.write(f"  failed: {type(error).__name__}: {error}")
            close_old_connections()
            tick.wait(seconds)

    def _run(self, verbosity: int) -> list[str]:
        """Do everything once; return the names of the jobs that failed."""
        results = tick.run_all()
        for result in results:
            if result.error:
                self.stderr.write(f"  {result.name} failed: {result.error}")
            elif verbosity > 1 or (result.done and verbosity):
                self.stdout.write(f"  {result.name}: {result.done}")
        return [result.name for result in results if result.error]


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds <= 86_400:  # not a number is neither
        raise ValueError
    return seconds
