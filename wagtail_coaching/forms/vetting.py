"""The modal in which a reviewer ticks, notes and decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.services import vetting as vetting_service
from wagtail_coaching.services import vetting_decision
from wagtail_coaching.services.vetting_actions import MAX_LENGTH, SAVE

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachVetting


class DecisionForm(forms.Form):
    """A decision, or what was found so far. Its cleaned data is plain JSON, as Wagtail asks."""

    #: The revision that the reviewer saw when the form was made.
    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    ticked = forms.MultipleChoiceField(
        label=_("Checklist"), widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.CharField(
        label=_("Private notes"),
        help_text=_("Only reviewers of this site see these."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MAX_LENGTH,
        required=False,
    )
    comment = forms.CharField(
        label=_("Comment to the applicant"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MAX_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, vetting: CoachVetting, action: str, **kwargs: Any) -> None:
        """Show the site's checklist with what is ticked and noted already."""
        super().__init__(*args, **kwargs)
        self.vetting = vetting
        self.action = action
        page = vetting_service.page_of(vetting)
        self.initial.setdefault(
            "revision",
            vetting_decision.revision_stamp(page.get_latest_revision() if page else None),
        )
        self.initial.setdefault("notes", vetting.notes)
        self.initial.setdefault(
            "ticked", [str(n) for n, item in enumerate(vetting.checklist) if item["ticked"]]
        )
        if vetting.checklist:
            self.fields["ticked"].choices = [  # type: ignore[attr-defined]
                (str(n), _item_label(item)) for n, item in enumerate(vetting.checklist)
            ]
        else:
            del self.fields["ticked"]
        if action == SAVE:
            del self.fields["comment"]
        elif action == vetting_decision.REJECT:
            comment = self.fields["comment"]
            comment.required = True
            comment.label = gettext("What has to change")
            comment.help_text = gettext("The applicant reads this.")
        else:
            self.fields["comment"].help_text = gettext("The applicant reads this. May be empty.")

    def clean_ticked(self) -> list[str]:
        """Hold an approval to the items that are required.

        Raises:
            ValidationError: one of them is not ticked.
        """
        ticked: list[str] = self.cleaned_data["ticked"]
        missing = [
            item["label"]
            for n, item in enumerate(self.vetting.checklist)
            if item["required"] and str(n) not in ticked
        ]
        if missing and self.action == vetting_decision.APPROVE:
            raise forms.ValidationError(
                gettext("Nobody is approved before these are ticked: %(items)s.")
                % {"items": ", ".join(missing)}
            )
        return ticked


def _item_label(item: dict[str, Any]) -> str:
    """Return what to check; whether it has to be; and the hint, on a line of its own."""
    label = item["label"]
    if item["required"]:
        label = gettext("%(item)s (required)") % {"item": label}
    hint = item.get("help_text")
    if not hint:
        return str(label)
    return format_html(
        '<span class="coaching-check">{}<span class="help">{}</span></span>', label, hint
    )
