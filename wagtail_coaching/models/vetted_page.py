"""The invariant of vetting: an unvetted profile is never live, whichever way it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail.models import PagePermissionTester

from wagtail_coaching.enums import CoachState
from wagtail_coaching.models import vetted_content
from wagtail_coaching.models.coach import Coach

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping

    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import Site


class VettedPageMixin(models.Model):
    """Abstract: a page that is public only with content that was approved, and with the coach's
    consent.

    All that knows only ``live`` is safe by that: the API, the sitemap, search, feeds. Where the
    site does not vet, what is on the page does not matter; whose it is, and that they agree, does.
    """

    #: The fields whose change needs approval again. A subclass may add its own.
    vetted_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "job_title",
        "organization",
        "credentials",
        "roles",
        "biography",
    )

    if TYPE_CHECKING:
        # What every coach page brings along. Wagtail is not typed.
        path: str
        live: bool
        has_unpublished_changes: bool
        first_published_at: datetime.datetime | None
        last_published_at: datetime.datetime | None
        live_revision: Any
        live_revision_id: int | None
        alias_of: Any
        alias_of_id: int | None
        locale_id: int
        coach: Any
        coach_id: Any
        get_site: Callable[[], Site | None]
        get_parent: Callable[[], Any]
        get_latest_revision: Callable[[], Any]
        current_workflow_task: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; as a draft, where the page may not be public."""
        if not vetted_content.touches_publicity(self, kwargs.get("update_fields")):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            changed = self._follow_rules()
            if changed and kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], *changed}
            if not self.live and self.live_revision_id is not None:
                # A copy that was to be live is given these after it was saved.
                if self.first_published_at == self.live_revision.created_at:
                    self.first_published_at = self.last_published_at = None
                self.live_revision = None
            super().save(*args, **kwargs)

    def _follow_rules(self) -> set[str]:
        """Make it a draft that may not be public; return which fields have changed by that."""
        if self.live:
            # Suspending a coach takes the same lock, so neither overlooks the other.
            coach = Coach.objects.select_for_update().filter(pk=self.coach_id).first()
            if vetted_content.may_be_live(self):
                if coach is not None and coach.state == CoachState.APPLICANT:
                    import_string("wagtail_coaching.services.activation.activate")(coach=coach)
                    self.coach.state = coach.state
                return set()
            self.live = False
            self.has_unpublished_changes = True
            return {"live", "has_unpublished_changes", "live_revision", *self._forget_publication()}
        if self.first_published_at is not None and not self._state.adding:
            # Given to another coach, it is a page that was never public.
            return self._forget_publication()
        return set()

    def _forget_publication(self) -> set[str]:
        """Forget when the page was published, unless it was, for its present coach."""
        if not self._state.adding and vetted_content.was_public(self):
            return set()
        self.first_published_at = self.last_published_at = None
        return {"first_published_at", "last_published_at"}

    def fields_to_vet(self, values: Mapping[str, Any]) -> list[str]:
        """Return those of the sensitive fields whose values differ from what was approved last.

        None, where nothing was ever approved: then the whole profile has to be.

        Args:
            values: by field, as a form has cleaned them.
        """
        return vetted_content.changed_since_approval(self, values)

    def publish(
        self,
        revision: Any,
        user: AbstractBaseUser | None = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Any | None = None,
        skip_permission_checks: bool = False,
    ) -> Any:
        """Publish a revision whose content was approved, whatever other rights a reviewer has.

        A superuser may publish any; that is recorded. Otherwise nothing is published: what is
        live stays as it is, and the page's history says so. Nothing is raised, for a list of
        pages that is being published has others in it.
        """
        with transaction.atomic():
            clearance = import_string("wagtail_coaching.services.publication.clear")(
                revision=revision, user=user
            )
            if not clearance.granted:
                return None
            return super().publish(  # type: ignore[misc]
                revision,
                user=user,
                changed=changed,
                log_action=log_action,
                previous_revision=previous_revision,
                skip_permission_checks=skip_permission_checks or clearance.was_reviewed,
            )

    def permissions_for_user(self, user: Any) -> VettedPagePermissionTester:
        """Return what the user may do; publishing what nobody approved is not in it."""
        return VettedPagePermissionTester(user, self)


class VettedPagePermissionTester(PagePermissionTester):
    """Wagtail's rights on a page, less publishing what was not approved."""

    def can_publish(self) -> bool:
        """Whether the user may publish the page's latest revision."""
        return bool(super().can_publish() and (self.user.is_superuser or self._is_covered))

    def can_set_view_restrictions(self) -> bool:
        """Whether the user may say who sees the page: that shows it to fewer, not to more."""
        return bool(super().can_publish())

    def can_unschedule(self) -> bool:
        """Whether the user may call a planned publication off."""
        return bool(super().can_publish())

    @cached_property
    def _is_covered(self) -> bool:
        # Where only the coach's consent is missing, to try is what has the coach asked for it.
        page = self.page.specific.get_latest_revision_as_object()
        return vetted_content.may_be_asked_for(page)


class VettingGalleryPermissionTester(PagePermissionTester):
    """Wagtail's rights on a gallery, less making profiles that are public at once."""

    def can_publish_subpage(self) -> bool:
        """Whether the user may make a page below this one that is live from the start."""
        return bool(
            super().can_publish_subpage()
            and (self.user.is_superuser or not vetted_content.vetting_applies(self.page.get_site()))
        )
