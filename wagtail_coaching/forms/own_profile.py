"""The form with which coaches change their public profile, behind their link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.forms.application_fields import (
    AboutFields,
    ExperienceFields,
    HelpFields,
    NameFields,
    PortraitFields,
)
from wagtail_coaching.forms.plain_fields import LinesField
from wagtail_coaching.services import own_profile, profile_edit

if TYPE_CHECKING:
    from wagtail_coaching.models import Coach, Link
    from wagtail_coaching.services.profile_submission import ProfileOutcome


class OwnProfileForm(NameFields, AboutFields, PortraitFields, ExperienceFields, HelpFields):
    """All that a profile says, filled in as it was saved last."""

    #: Which state of the profile the form was filled in from.
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    wish = LinesField(
        label=_("What should change in your story?"),
        help_text=_(
            "It has headings, quotes or pictures, so we change it for you. Tell us what is not "
            "right any more; only staff read this."
        ),
        max_length=4000,
        required=False,
        rows=4,
    )

    required_facts = ("name",)
    field_order = [
        "name",
        "preferred_name",
        "pronouns",
        "portrait",
        "drop_portrait",
        "job_title",
        "organization",
        "organization_type",
        "population",
        "us_state",
        "region",
        "years_in_local_government",
        "career_stage",
        "credentials",
        "roles",
        "ask_me_about",
        "biography",
        "wish",
    ]

    def __init__(self, *args: Any, page: Any, coach: Coach, **kwargs: Any) -> None:
        """Fill in what the profile says.

        Args:
            args: as for any form.
            page: the profile as it was saved last.
            coach: whose.
            kwargs: as for any form.
        """
        facts = profile_edit.facts_of(page=page, coach=coach)
        initial = {**facts, "stamp": own_profile.stamp_of(page)}
        super().__init__(*args, site=coach.site, initial=initial, **kwargs)
        is_plain = profile_edit.plain_biography(page) is not None
        del self.fields["wish" if is_plain else "biography"]
        if page.portrait_id is None:
            del self.fields["drop_portrait"]
        if "roles" in self.fields:
            self.fields["roles"].label = _("What you are to learners")

    def clean(self) -> dict[str, Any]:
        """Ask for the photo again where something else is wrong: browsers keep no files."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors and cleaned.get("portrait"):
            self.add_error("portrait", gettext("Please choose your photo once more."))
        return cleaned

    def submit(self, *, link: Link) -> ProfileOutcome | None:
        """Store what was changed. Call it on a valid form only.

        Raises:
            DeadLinkError: the link does not work any more.
            IllegalTransitionError: the coach has left, or is suspended.
            StaleProfileError: somebody else has changed the profile meanwhile.
        """
        known = profile_edit.PAGE_FACTS & set(self.cleaned_data)
        return own_profile.save_profile(
            link=link,
            facts={name: self.cleaned_data[name] for name in known},
            stamp=self.cleaned_data["stamp"],
            portrait=self.cleaned_data.get("portrait"),
            drop_portrait=bool(self.cleaned_data.get("drop_portrait")),
            wish=self.cleaned_data.get("wish", ""),
        )
