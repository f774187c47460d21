"""Whatever editors do, in whatever order: no coach is public whom nobody has vetted."""

from __future__ import annotations

import datetime
import itertools
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Locale

from tests import factories
from tests.factories import page_class
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services import suspension
from wagtail_coaching.services.vetting_program import hide_run_out

if TYPE_CHECKING:
    from tests.factories import ProgramTree
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db

PAGES = st.integers(0, 5)
WORDS = st.sampled_from(["Ann Bell", "Carl Dunn", "Eve Field"])
NOBODY, PUBLISHER, SUPERUSER = "nobody", "publisher", "admin"
PEOPLE = st.sampled_from([NOBODY, PUBLISHER, SUPERUSER])
_slugs = itertools.count(1)


class Editors(RuleBasedStateMachine):
    """Two editors, two reviewers, a superuser and a clock, on two sites."""

    vetted: ClassVar[Vetted]
    elsewhere: ClassVar[ProgramTree]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def page(self, number: int) -> Any:
        pages = page_class("COACH_PAGE_MODEL").objects.order_by("pk")
        return pages[number % pages.count()]

    def user(self, who: str) -> Any:
        return None if who == NOBODY else getattr(self.vetted, who)

    def try_to(self, action: Any, *args: Any, **kwargs: Any) -> None:
        """Do it, as far as Wagtail lets one."""
        with (
            suppress(PermissionDenied, ValidationError, IllegalTransitionError),
            transaction.atomic(),
        ):
            action(*args, **kwargs)

    @rule(title=WORDS)
    def draft(self, title: str) -> None:
        if page_class("COACH_PAGE_MODEL").objects.count() < 6:
            self.vetted.draft(title=title)

    @rule(number=PAGES, title=WORDS)
    def edit(self, number: int, title: str) -> None:
        page = self.page(number).get_latest_revision_as_object()
        if page.alias_of_id is None:
            page.title = title
            page.save_revision(user=self.vetted.editor)

    @rule(number=PAGES, who=PEOPLE)
    def publish(self, number: int, who: str) -> None:
        page = self.page(number)
        if page.latest_revision_id:
            self.try_to(page.get_latest_revision().publish, user=self.user(who))

    @rule(number=PAGES, who=PEOPLE)
    def publish_past_the_page(self, number: int, who: str) -> None:
        page = self.page(number)
        if page.latest_revision_id:
            action = PublishPageRevisionAction(page.get_latest_revision(), user=self.user(who))
            self.try_to(action.execute, skip_permission_checks=True)

    @rule(who=PEOPLE)
    def publish_in_bulk(self, who: str) -> None:
        pages = [self.page(n) for n in range(2)]
        self.try_to(
            PublishBulkAction.execute_action,
            [page for page in pages if page.alias_of_id is None],
            include_descendants=True,
            user=self.user(who),
        )

    @rule(number=PAGES)
    def submit(self, number: int) -> None:
        page = self.page(number)
        if page.latest_revision_id and not page.workflow_in_progress and page.get_workflow():
            self.vetted.submit(page)

    @rule(number=PAGES, action=st.sampled_from(["approve", "approve", "reject", "cancel"]))
    def decide(self, number: int, action: str) -> None:
        page = self.page(number)
        state = page.current_workflow_state
        if state is None:
            return
        if action == "cancel":
            state.cancel(user=self.vetted.editor)
        elif CoachVetting.objects.filter(task_state=state.current_task_state).exists() and (
            page.workflow_in_progress
        ):
            self.vetted.decide(page, action)

    @rule(number=PAGES)
    def revert(self, number: int) -> None:
        page = self.page(number)
        first = page.revisions.order_by("pk").first()
        if first is not None:
            self.try_to(first.as_object().save_revision, previous_revision=first)

    @rule(number=PAGES)
    def publish_an_older_revision(self, number: int) -> None:
        first = self.page(number).revisions.order_by("pk").first()
        if first is not None:
            self.try_to(first.publish)

    @rule(number=PAGES)
    def plan(self, number: int) -> None:
        page = self.page(number).get_latest_revision_as_object()
        if page.alias_of_id is None:
            page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
            self.try_to(lambda: page.save_revision().publish())
            past = timezone.now() - datetime.timedelta(hours=1)
            page.revisions.filter(approved_go_live_at__isnull=False).update(
                approved_go_live_at=past
            )
            call_command("publish_scheduled")

    @rule(number=PAGES)
    def unpublish(self, number: int) -> None:
        self.page(number).unpublish()

    @rule(number=PAGES, title=WORDS)
    def save_as_live(self, number: int, title: str) -> None:
        page = self.page(number)
        page.live, page.title = True, title
        self.try_to(page.save)

    @rule(number=PAGES)
    def save_the_base_page_as_live(self, number: int) -> None:
        page = base_page_model().objects.get(pk=self.page(number).pk)
        page.live = True
        self.try_to(page.save)

    @rule(number=PAGES)
    def copy(self, number: int) -> None:
        if page_class("COACH_PAGE_MODEL").objects.count() < 6:
            slug = f"copy-{next(_slugs)}"
            self.try_to(self.page(number).copy, update_attrs={"slug": slug}, keep_live=True)

    @rule(number=PAGES, translated=st.booleans())
    def make_alias(self, number: int, translated: bool) -> None:
        page = self.page(number)
        if not translated:
            self.try_to(page.create_alias, update_slug=f"alias-{next(_slugs)}")
        elif not page.get_translations(inclusive=True).filter(locale=self.spanish).exists():
            self.try_to(page.copy_for_translation, self.spanish, copy_parents=True, alias=True)

    @property
    def spanish(self) -> Locale:
        return Locale.objects.get_or_create(language_code="es")[0]

    @rule(number=PAGES)
    def convert_alias(self, number: int) -> None:
        page = self.page(number)
        if page.alias_of_id:
            self.try_to(ConvertAliasPageAction(page).execute)

    @rule(number=PAGES, away=st.booleans())
    def move(self, number: int, away: bool) -> None:
        page = self.page(number)
        gallery = self.elsewhere.gallery if away else self.vetted.tree.gallery
        page.slug = f"moved-{next(_slugs)}"
        self.try_to(page.save)
        self.try_to(fresh(page).move, fresh(gallery), pos="last-child")

    @rule(required=st.booleans())
    def turn_vetting(self, required: bool) -> None:
        factories.set_settings(self.vetted.site, vetting_required=required)

    @rule()
    def let_approvals_run_out(self) -> None:
        past = timezone.now() - datetime.timedelta(seconds=1)
        CoachVetting.objects.filter(revoked_at__isnull=True).update(valid_until=past)
        hide_run_out(now=timezone.now())

    @rule(number=PAGES, back=st.booleans())
    def suspend_or_reinstate(self, number: int, back: bool) -> None:
        coach = self.page(number).coach
        if coach is not None and back:
            self.try_to(suspension.reinstate, coach=coach, user=None)
        elif coach is not None:
            self.try_to(suspension.suspend, coach=coach, reason="", message="", user=None)

    @rule(number=PAGES)
    def delete_the_coach(self, number: int) -> None:
        coach = self.page(number).coach
        if coach is not None:
            coach.delete()

    @invariant()
    def nobody_is_public_unvetted(self) -> None:
        assert unvetted_live_pages() == []


def test_nobody_is_public_unvetted_whatever_editors_do(
    vetted: Vetted, program_b: ProgramTree
) -> None:
    Editors.vetted, Editors.elsewhere = vetted, program_b
    vetted.draft(title="Ann Bell")
    vetted.vetted(title="Carl Dunn")

    run_state_machine_as_test(
        Editors,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
