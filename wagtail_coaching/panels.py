"""Forms that models name for their editing in the admin; a leaf, so it imports no model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.panels import ObjectList, Panel, TabbedInterface

from wagtail_coaching.permissions import sites_for_adding

if TYPE_CHECKING:
    from collections.abc import Callable


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
        """Limit every field that chooses among a site's terms, those of child records too."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if _chooses_a_term(field):
                field.queryset = self._own_terms(field.queryset)
        self._terms: dict[Any, tuple[Any, list[tuple[str, str]]]] = {}
        for formset in self.formsets.values():
            # The formset makes its forms when they are asked for, the empty one each time anew.
            formset.add_fields = partial(self._add_fields, formset.add_fields)

    def _add_fields(self, add_fields: Callable[..., None], form: Any, index: int | None) -> None:
        add_fields(form, index)
        for field in form.fields.values():
            if not _chooses_a_term(field):
                continue
            model = field.queryset.model
            if model not in self._terms:
                own = self._own_terms(field.queryset)
                self._terms[model] = own, [(str(term.pk), str(term)) for term in own]
            # One query for all rows; what is sent is still looked up in the site's own terms.
            field.queryset, choices = self._terms[model]
            field.choices = [("", field.empty_label or ""), *choices]

    def _own_terms(self, terms: Any) -> Any:
        own = terms.filter(site=self.page_site)
        translated = own.filter(locale=self._page_locale)
        # A site that has not translated its terms uses the ones it has.
        return translated if translated.exists() else own

    @cached_property
    def page_site(self) -> Any:
        """The site that the page stands in, or will stand in; ``None`` outside of every site."""
        return self.parent_page.get_site() if self.parent_page is not None else None

    @property
    def _page_locale(self) -> Any:
        return self.instance.locale_id or getattr(self.parent_page, "locale_id", None)


def _chooses_a_term(field: Any) -> bool:
    if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        return False
    return {"site", "locale"} <= {f.name for f in field.queryset.model._meta.get_fields()}


class CoachPageForm(CoachingPageForm):
    """The editing form of a coach page.

    Asks whose profile it is before it is published (a draft may do without: Wagtail defers
    required fields), and takes only a coach of the page's own site.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the coach a required field, and say what the title is here."""
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            # The job title is the one that is called so.
            title = self.fields["title"]
            title.label = gettext("Name")
            title.help_text = gettext("The coach's name, as it is shown.")
            title.widget.attrs["placeholder"] = gettext("Name") + "*"
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
            for name in self.instance.fields_to_vet({**cleaned, **self._child_records()}):
                message = gettext(
                    "This has changed since the profile was approved. Submit it for vetting, or "
                    "save it as a draft: what was approved stays public."
                )
                if name in self.fields:
                    self.add_error(name, message)
                elif name in self.formsets:
                    # A formset has no add_error(); its own list stands above the records.
                    self.formsets[name].non_form_errors().append(message)
        return cleaned

    def _child_records(self) -> dict[str, _Records]:
        """Return the child records as they are to be, by relation, where all of them are valid."""
        return {
            name: _Records(
                form.instance
                for form in formset.forms
                if not formset._should_delete_form(form)
                and (form.has_changed() or form.instance.pk is not None)
            )
            for name, formset in self.formsets.items()
            if name in self.instance.vetted_fields and formset.is_valid()
        }


class _Records(list[Any]):
    """Child records that a form brings, asked for as those of a page are."""

    def all(self) -> list[Any]:
        """Return all of them."""
        return self


class CoachingTab(ObjectList):
    """Panels that have a tab of their own in the editor of a coach page.

    It stands among the page's ``content_panels``; in a page class with an ``edit_handler`` of its
    own it is a group of panels like any other.
    """


def tabbed_edit_handler(page_class: Any) -> Any:
    """Return the editor of a page class: its content, each :class:`CoachingTab`, and the rest.

    A page class with an ``edit_handler`` of its own has that.
    """
    handler = getattr(page_class, "edit_handler", None)
    if handler is None:
        content = list(page_class.content_panels)
        tabs = [panel for panel in content if isinstance(panel, CoachingTab)]
        profile = [panel for panel in content if panel not in tabs]
        lists = (
            (profile, _("Profile")),
            *((tab.children, tab.heading) for tab in tabs),
            (page_class.promote_panels, _("Promote")),
            (page_class.settings_panels, _("Settings")),
        )
        handler = TabbedInterface(
            [ObjectList(panels, heading=heading) for panels, heading in lists if panels],
            base_form_class=page_class.base_form_class,
        )
    return handler.bind_to_model(page_class)


class _FoundPanel(Panel):
    """Shows in the editor of a profile what a function of the admin has found out about it; nothing
    where that returns ``None``.

    By dotted path, as a model's panels cannot import the admin.
    """

    own_heading: ClassVar[Any]
    own_icon: ClassVar[str]
    finder: ClassVar[str]

    def __init__(self, **kwargs: Any) -> None:
        """Have a heading and an icon of its own, unless told otherwise."""
        kwargs["heading"] = kwargs.get("heading") or self.own_heading
        kwargs["icon"] = kwargs.get("icon") or self.own_icon
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one profile."""

        def more(self) -> dict[str, Any]:
            """Return what the function takes besides page and request."""
            return {}

        @cached_property
        def found(self) -> dict[str, Any] | None:
            """What there is to show."""
            find = import_string(self.panel.finder)
            context: dict[str, Any] | None = find(self.instance, self.request, **self.more())
            return context

        def is_shown(self) -> bool:
            """Whether there is something to show."""
            return self.request is not None and self.found is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what is shown."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **(self.found or {})}


class VettingPanel(_FoundPanel):
    """Shows where a profile's vetting stands, and what to do next."""

    own_heading = _("Vetting")
    own_icon = "clipboard-list"
    finder = "wagtail_coaching.admin.vetting_editor.panel_context"

    class BoundPanel(_FoundPanel.BoundPanel):
        """The panel of one profile; nothing is shown where the site does not vet its coaches."""

        template_name = "wagtail_coaching/admin/vetting/editor_panel.html"

        def more(self) -> dict[str, Any]:
            """Return the gallery, where the profile is new."""
            return {"parent": getattr(self.form, "parent_page", None)}


class ApplicationPanel(_FoundPanel):
    """Shows what a coach told in the application that does not stand on the profile, to those
    alone who may see the vettings of the site.
    """

    own_heading = _("Application")
    own_icon = "form"
    finder = "wagtail_coaching.admin.application_facts.panel_context"

    class BoundPanel(_FoundPanel.BoundPanel):
        """The panel of one profile."""

        template_name = "wagtail_coaching/admin/applications/editor_panel.html"

        class Media:
            css: ClassVar = {"all": ["wagtail_coaching/css/admin-coaches.css"]}


class CoachFactsPanel(_FoundPanel):
    """Shows what is on the coach's record: time, topics, contact.

    None of it is part of the page, and none of it can be changed here: it leads to the record.
    """

    own_heading = _("Time, topics and contact")
    own_icon = "user"
    finder = "wagtail_coaching.admin.coach_facts.facts_context"

    class BoundPanel(_FoundPanel.BoundPanel):
        """The panel of one profile; not shown to somebody who may not see the record."""

        template_name = "wagtail_coaching/admin/coaches/facts_panel.html"

        class Media:
            css: ClassVar = {"all": ["wagtail_coaching/css/admin-coaches.css"]}
