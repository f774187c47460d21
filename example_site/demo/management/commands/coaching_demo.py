"""Fill the example site with demo data."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from example_site.demo.build import build_demo, is_there
from example_site.demo.parts import Demo
from example_site.demo.parts.people import PASSWORD, USERS
from example_site.demo.progress import Progress
from example_site.home.content import follow_address

DEFAULT_COACHES = 200


class Command(BaseCommand):
    help = (
        "Fills an empty site with the example association and its coaching program: invented "
        "coaches, learners, requests, webinars, and users whose password is printed. What is "
        "there already is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are coaches already"
        )
        parser.add_argument(
            "--coaches",
            metavar="N",
            type=int,
            default=DEFAULT_COACHES,
            help=f"how many coaches (default: {DEFAULT_COACHES})",
        )
        parser.add_argument(
            "--force", action="store_true", help="run although DEBUG is off (for a test server)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "This makes users whose password everybody knows, so it runs only where DEBUG is "
                "on. Add --force if this server is for trying things out."
            )
        if options["coaches"] < 1:
            raise CommandError("--coaches takes a number from 1.")
        if options["if_empty"] and is_there():
            follow_address()
            self.stdout.write("The demo data is there already. Nothing was changed.")
            return
        started = time.perf_counter()
        try:
            demo = build_demo(coach_count=options["coaches"], progress=Progress(self.stdout))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if demo.made:
            self.stdout.write(
                self.style.SUCCESS(
                    f"The demo is ready, after {time.perf_counter() - started:.0f} s."
                )
            )
        else:
            self.stdout.write("Everything was there already. Nothing was changed.")
        self._say_where_to_look(demo)

    def _say_where_to_look(self, demo: Demo) -> None:
        root = demo.site.root_url
        self.stdout.write(f"\n  Site      {root}/\n  Coaching  {root}{demo.program.url}")
        self.stdout.write(f"  Admin     {root}/admin/\n")
        for username, _, _, group in USERS:
            user = User.objects.get(username=username)
            what = demo.groups[group] if group else "may do everything"
            # Somebody may have been here before, or have changed it since.
            password = PASSWORD if user.check_password(PASSWORD) else "(own password)"
            self.stdout.write(f"  {username:<10}{password:<16}{user.get_full_name()}, {what}")
        self.stdout.write("\n  Everybody knows the password, so keep this site to yourself.")
