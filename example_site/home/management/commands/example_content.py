"""Fill the example site with the association's own pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from example_site.home.content import build_site


class Command(BaseCommand):
    help = "Makes the example association's home page, about page and news; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = build_site()
        except ValueError as error:
            raise CommandError(str(error)) from error
        for line in built.made:
            self.stdout.write(f"Made {line}")
        if not built.made:
            self.stdout.write("Everything was there already; nothing was changed.")
