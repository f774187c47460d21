"""Forms that models name for their editing in the admin; a leaf, so it imports no model."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.panels import Panel

from wagtail_coaching.permissions import sites_for_adding


class SiteBoundForm(WagtailAdminModelForm):
    """The editing form of a record that belongs to a site.

    Offers the sites that the user works for; asks nothing where there is one; and never moves a
    record from one site to another.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Limit the field ``site``, if the form has it, to the user's own."""
        super().__init__(*args, **kwargs)
        if "site" not in self.fields:
            return
        field = self.fields["site"]
        if self.instance.pk is not None:
            field.disabled = True
            return
        if self.for_user is not None:
            field.queryset = sites_for_adding(self.for_user, self._meta.model)
        sites = list(field.queryset[:2])
        if len(sites) == 1:
            self.initial["site"] = sites[0].pk
            field.widget = forms.HiddenInput()


class CoachingPageForm(WagtailAdminPageForm):
    """The editing form of our pages: offers the terms of the page's own site and language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Limit every field that chooses among a site's terms."""
        super().__init__(*args, **kwargs)
        site = self.page_site
        for field in self.fields.values():
            if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
                continue
            names = {f.name for f in field.queryset.model._meta.get_fields()}
            if {"site", "locale"} <= names:
                terms = field.queryset.filter(site=site)
                translated = terms.filter(locale=self._page_locale)
                # A site that has not translated its terms uses the ones it has.
                field.queryset = translated if translated.exists() else terms

    @property
    def page_site(self) -> Any:
        """The site that the page stands in, or will stand in; ``None`` outside of every site."""
        return self.parent_page.get_site() if self.parent_page is not None else None

    @property
    def _page_locale(self) -> Any:
        return self.instance.locale_id or getattr(self.parent_page, "locale_id", None)


class CoachPageForm(CoachingPageForm):
    """The editing form of a coach page.

    Asks whose profile it is before it is published (a draft may do without: Wagtail defers
    required fields), and takes only a coach of the page's own site.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the coach a required field, and say what the title is here."""
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].help_text = gettext("The coach's name, as it is shown.")
        if "coach" in self.fields:
            self.fields["coach"].required = True

    def clean_coach(self) -> Any:
        """Return the coach.

        Raises:
            ValidationError: the coach belongs to another site than the page.
        """
        coach = self.cleaned_data["coach"]
        site = self.page_site
        if coach is not None and site is not None and coach.site_id != site.pk:
            raise ValidationError(gettext("This coach belongs to another site."))
        return coach

    def clean(self) -> dict[str, Any]:
        """Keep changes that need vetting from being published, each beside its field.

        A superuser may; that is recorded.
        """
        cleaned: dict[str, Any] = super().clean()
        is_publishing = "action-publish" in self.data
        if is_publishing and not getattr(self.for_user, "is_superuser", False):
            for name in self.instance.fields_to_vet(cleaned):
                if name in self.fields:
                    self.add_error(
                        name,
                        gettext(
                            "This has changed since the profile was approved. Submit it for "
                            "vetting, or save it as a draft: what was approved stays public."
                        ),
                    )
        return cleaned


class VettingPanel(Panel):
    """Shows in the editor of a profile where its vetting stands, and what to do next.

    By dotted path, as a model's panels cannot import the admin.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Have a heading and an icon of its own, unless told otherwise."""
        kwargs["heading"] = kwargs.get("heading") or _("Vetting")
        kwargs["icon"] = kwargs.get("icon") or "clipboard-list"
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one profile."""

        template_name = "wagtail_coaching/admin/vetting/editor_panel.html"

        @cached_property
        def vetting(self) -> dict[str, Any] | None:
            """What there is to show; ``None`` where the site does not vet its coaches."""
            context: dict[str, Any] | None = import_string(
                "wagtail_coaching.admin.vetting_editor.panel_context"
            )(self.instance, self.request, getattr(self.form, "parent_page", None))
            return context

        def is_shown(self) -> bool:
            """Whether there is something to show."""
            return self.request is not None and self.vetting is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what is shown."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **(self.vetting or {})}
