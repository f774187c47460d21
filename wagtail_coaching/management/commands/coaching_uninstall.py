"""Take the package out of this site again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_coaching.exceptions import UninstallError
from wagtail_coaching.services.uninstall import uninstall


class Command(BaseCommand):
    """``manage.py coaching_uninstall``."""

    help = (
        "Removes all coaching pages, records, tasks, rights and content types, on every site. "
        "Run it with --dry-run first, and make a backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, say what would be removed"
        )
        parser.add_argument(
            "--no-input", action="store_true", help="do not ask before removing anything"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what goes, ask, and do it."""
        try:
            plan = uninstall(dry_run=True)
        except UninstallError as error:
            raise CommandError(str(error)) from error
        for what in plan.removed:
            self.stdout.write(f"  would remove: {what}")
        for what in plan.kept:
            self.stdout.write(f"  would keep: {what}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed: this was a dry run.")
            return
        if not options["no_input"]:
            answer = input("This cannot be undone. Type “remove” to go on: ")
            if answer.strip() != "remove":
                raise CommandError("Nothing was changed.")
        try:
            report = uninstall(dry_run=False)
        except UninstallError as error:
            raise CommandError(str(error)) from error
        for what in report.kept:
            self.stdout.write(f"  kept: {what}")
        self.stdout.write(self.style.SUCCESS("The coaching program is removed."))
        self.stdout.write("Left to do by hand:")
        for line in (
            "manage.py migrate wagtail_coaching zero (drops the empty tables)",
            "INSTALLED_APPS: take out wagtail_coaching and wagtail_coaching.pages.",
            "INSTALLED_APPS: take out wagtail_modeladmin, if nothing else of yours uses it.",
            "urls.py: take out the line that includes wagtail_coaching.urls.",
            "manage.py remove_stale_contenttypes --include-stale-apps (Wagtail makes some anew)",
        ):
            self.stdout.write(f"  - {line}")
