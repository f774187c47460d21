"""Build a coaching program on this site."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.exceptions import SetupError
from wagtail_coaching.services.setup import SetupReport, setup_program


class Command(BaseCommand):
    """``manage.py coaching_setup``."""

    help = (
        "Builds the coaching program: pages, vocabularies, groups with their rights, the "
        "workflow that coaches are vetted in. Safe on a live site, and safe to run again: what is "
        "there is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--parent",
            metavar="ID",
            type=int,
            help="id of the page the program goes under (default: the default site's root page)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, say what would be made"
        )
        parser.add_argument(
            "--second-stage",
            action="store_true",
            help="have a national partner's group approve every coach, too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, and say what was made and what is left to do."""
        dry_run: bool = options["dry_run"]
        try:
            report = setup_program(
                parent=_parent_page(options["parent"]),
                dry_run=dry_run,
                second_stage=options["second_stage"],
            )
        except SetupError as error:
            raise CommandError(str(error)) from error
        for what in report.kept:
            self.stdout.write(f"  there already: {what}")
        for what in report.made:
            self.stdout.write(f"  {'would make' if dry_run else 'made'}: {what}")
        if not report.made:
            self.stdout.write(self.style.SUCCESS("Everything is there. Nothing was changed."))
            return
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
            return
        self.stdout.write(self.style.SUCCESS("The coaching program is set up."))
        self._say_what_is_left(report)

    def _say_what_is_left(self, report: SetupReport) -> None:
        groups = " and ".join(f"“{name}”" for name in report.groups.values())
        self.stdout.write("Left to do by hand:")
        for line in (
            "Settings → Coaching program: names, logos, addresses, time zone.",
            f"Settings → Users: put people into the groups {groups}.",
            "Pages: read the new pages over; tick “Show in menus” where you want them.",
            "Coaches: add a coach page under “Find a coach” for each coach.",
        ):
            self.stdout.write(f"  - {line}")
        try:
            reverse("wagtail_coaching:webinar_calendar", args=[uuid.UUID(int=0)])
        except NoReverseMatch:
            self.stdout.write(
                '  - urls.py: add path("coaching/", include("wagtail_coaching.urls")) before '
                "Wagtail's own."
            )


def _parent_page(pk: int | None) -> Any:
    """Return the page that the user named.

    Raises:
        CommandError: there is no such page, or no default site to start from.
    """
    if pk is None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise CommandError("There is no default site. Name a page with --parent ID.")
        return site.root_page
    page = base_page_model()._default_manager.filter(pk=pk).first()
    if page is None:
        raise CommandError(f"There is no page with the id {pk}.")
    return page.specific
