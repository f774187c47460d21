"""The parts of the demo. Each makes what is missing, and says what it made."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from wagtail.models import Collection, Page, Site

from example_site.demo.profiles import Profile
from example_site.demo.progress import Progress
from wagtail_coaching.models import VocabularyTerm
from wagtail_coaching.pages.models import (
    CoachApplicationPage,
    CoachGalleryPage,
    CoachingProgramPage,
    CoachRequestPage,
    WebinarSchedulePage,
)


@dataclass
class Demo:
    """What the parts share. The program's pages are those that `coaching_setup` made."""

    site: Site
    home: Page
    groups: dict[str, str]
    collection: Collection | None
    today: datetime.date
    progress: Progress
    profiles: list[Profile]
    made: list[str] = field(default_factory=list)

    @cached_property
    def editor(self) -> User:
        return User.objects.get(username="editor")

    @cached_property
    def reviewer(self) -> User:
        return User.objects.get(username="reviewer")

    @cached_property
    def program(self) -> CoachingProgramPage:
        return CoachingProgramPage.objects.child_of(self.home).get()

    @cached_property
    def gallery(self) -> CoachGalleryPage:
        return CoachGalleryPage.objects.child_of(self.program).get()

    @cached_property
    def request_page(self) -> CoachRequestPage:
        return CoachRequestPage.objects.child_of(self.program).get()

    @cached_property
    def application_page(self) -> CoachApplicationPage:
        return CoachApplicationPage.objects.child_of(self.program).get()

    @cached_property
    def schedule(self) -> WebinarSchedulePage:
        return WebinarSchedulePage.objects.child_of(self.program).get()

    def terms(self, model: type[VocabularyTerm]) -> dict[str, Any]:
        """The site's terms by slug; an editor may have taken some out."""
        return {term.slug: term for term in model._default_manager.filter(site=self.site)}

    def publish(self, page: Page) -> None:
        """Publish a page as the demo's editor would."""
        revision = page.save_revision(user=self.editor, log_action=True)
        revision.publish(user=self.editor, skip_permission_checks=True)


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def chosen(terms: dict[str, Any], slugs: Sequence[str]) -> list[Model]:
    return [terms[slug] for slug in slugs if slug in terms]
