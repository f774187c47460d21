"""The pages of one message text: edit it with a preview, have a test sent, go back to ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views import View
from wagtail.admin import messages as notices
from wagtail.admin.views import generic
from wagtail.coreutils import get_content_languages

from wagtail_coaching.admin.dashboard_mail import when_it_goes_out
from wagtail_coaching.admin.message_preview import may_see_messages, preview_of
from wagtail_coaching.exceptions import CoachingError, TextChangedError
from wagtail_coaching.forms.message_text import MessageTextForm
from wagtail_coaching.messages import get_kind
from wagtail_coaching.models import MessageText
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.services import delivery
from wagtail_coaching.services import message_texts as texts_service
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind

NAME: Final = "wagtail_coaching_message_texts"
MEDIA: Final = forms.Media(css={"all": ["wagtail_coaching/css/admin-messages.css"]})
SCRIPT: Final = "wagtail_coaching/js/message-text.js"


def sites_of(user: Any) -> list[Site]:
    """Return the sites whose texts a user may change."""
    policy = site_policy(MessageText)
    return list(policy.sites_user_has_any_permission_for(user, ["change"]).order_by("pk"))


def text_url(name: str, site: Site, kind: type[MessageKind], language: str) -> str:
    """Return the address of one of a text's pages."""
    return reverse(f"{NAME}:{name}", args=[site.pk, kind.key, language])


class TextView(generic.WagtailAdminTemplateMixin, View):
    """Base of the pages of one text: of a site, a kind and a language."""

    header_icon = "edit"
    site: Site
    kind: type[MessageKind]
    language: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find out which text it is.

        Raises:
            Http404: there is no such text, or it is none of the user's business.
        """
        super().setup(request, *args, **kwargs)
        key = record_key(str(kwargs["site_pk"]))
        site = next((site for site in sites_of(request.user) if site.pk == key), None)
        kind = get_kind(kwargs["kind"])
        if site is None or kind is None:
            raise Http404
        self.site, self.kind, self.language = site, kind, kwargs["language"]
        if self.language not in get_content_languages() and self.stored is None:
            raise Http404

    @cached_property
    def stored(self) -> MessageText | None:
        """What an editor made of it, if anything."""
        return texts_service.stored_text(site=self.site, kind=self.kind, language=self.language)

    @property
    def index_url(self) -> str:
        """Where all texts of the site are."""
        return f"{reverse(f'{NAME}:index')}?site={self.site.pk}"

    def url(self, name: str) -> str:
        """Return the address of another page of the same text."""
        return text_url(name, self.site, self.kind, self.language)

    @property
    def language_name(self) -> str:
        """What people call the language."""
        return str(get_content_languages().get(self.language, self.language))

    def get_page_title(self) -> str:
        """Return what kind of page it is."""
        return gettext("Message text")

    def get_page_subtitle(self) -> str:
        """Return which message, in which language."""
        return f"{self.kind.title} · {self.language_name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": gettext("Message texts")},
            {"url": "", "label": self.get_page_subtitle()},
        ]


class TextEditView(TextView):
    """Edits a text, with a preview; sends a test; keeps what was typed whatever happens."""

    template_name = "wagtail_coaching/admin/message_texts/edit.html"
    #: What somebody else has stored meanwhile.
    theirs: MessageText | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the text that holds."""
        subject, body = self._text_now()
        initial = {
            "subject": subject,
            "body": body,
            "version": texts_service.version_of(self.stored),
        }
        return self._show(MessageTextForm(kind=self.kind, initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Store it, send a test, or show the preview anew."""
        form = MessageTextForm(request.POST, kind=self.kind)
        is_valid = form.is_valid()
        if "action-preview" in request.POST:
            return self._show(form)
        if not is_valid:
            notices.validation_error(
                request, gettext("The text was not saved, because of errors."), form
            )
            return self._show(form)
        if "action-test" in request.POST:
            self._send_test(form)
            return self._show(form)
        return self._save(form)

    def _save(self, form: MessageTextForm) -> Any:
        try:
            texts_service.save_text(
                site=self.site,
                kind=self.kind,
                language=self.language,
                user=self.request.user,
                **form.cleaned_data,
            )
        except TextChangedError as error:
            return self._show_conflict(error)
        except ValidationError as error:
            form.add_error(None, error)
            return self._show(form)
        notices.success(
            self.request,
            gettext("Saved: “%(kind)s” in %(language)s. It holds for every message from now on.")
            % {"kind": self.kind.title, "language": self.language_name},
            buttons=[notices.button(self.url("edit"), gettext("Edit"))],
        )
        return redirect(self.index_url)

    def _show_conflict(self, error: TextChangedError) -> Any:
        """Show what was typed beside what is stored by now; saved again, it takes its place."""
        self.__dict__.pop("stored", None)  # read it again
        self.theirs = self.stored
        data = self.request.POST.copy()
        data["version"] = texts_service.version_of(self.stored)
        # No error of the form's: Wagtail would offer to go to the first.
        notices.warning(self.request, str(error))
        form = MessageTextForm(data, kind=self.kind)
        form.is_valid()
        return self._show(form, conflict=True)

    def _send_test(self, form: MessageTextForm) -> None:
        """Have a test sent to the user, with invented data: real people's stays in the admin."""
        user: Any = self.request.user
        try:
            test = delivery.send_test(
                kind=self.kind,
                site=self.site,
                language=self.language,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                to_email=user.email,
                user=user,
            )
        except CoachingError as error:
            notices.error(self.request, str(error))
            return
        placed = gettext("A test to %(address)s is in the outbox.") % {"address": user.email}
        url = reverse("wagtail_coaching_messages:inspect", args=[test.pk])
        look = notices.button(url, gettext("See what becomes of it"))
        notices.success(
            self.request,
            f"{placed} {when_it_goes_out()}",
            buttons=[look] if may_see_messages(user, self.site) else [],
        )

    def _text_now(self) -> tuple[str, str]:
        if self.stored is not None:
            return self.stored.subject, self.stored.body
        return self._fallback

    @cached_property
    def _fallback(self) -> tuple[str, str]:
        return texts_service.fallback_text(site=self.site, kind=self.kind, language=self.language)

    def _show(self, form: MessageTextForm, *, conflict: bool = False) -> Any:
        typed = (form["subject"].value() or "", form["body"].value() or "")
        subject, body = self._fallback
        user: Any = self.request.user
        return self.render_to_response(
            self.get_context_data(
                form=form,
                kind=self.kind,
                site=self.site,
                stored=self.stored,
                theirs=self.theirs,
                conflict=conflict,
                placeholders=_placeholders(self.kind),
                default_subject=subject,
                default_body=body,
                preview=preview_of(self.kind, self.site, self.language, *typed, user=user),
                user_email=user.email,
                index_url=self.index_url,
                preview_url=self.url("preview"),
                reset_url=self.url("reset"),
                action_url=self.url("edit"),
                submit_button_label=gettext("Save"),
                submit_button_active_label=gettext("Saving…"),
                has_unsaved_changes=form.is_bound,
                media=MEDIA,
                script=SCRIPT,
            )
        )


def _placeholders(kind: type[MessageKind]) -> list[dict[str, Any]]:
    return [
        {
            "code": f"{{{name}}}",
            "label": placeholder.label,
            "sample": "" if name in kind.links else placeholder.sample,
            "is_url": placeholder.is_url,
            "is_personal": name in kind.links,
            "is_required": name in kind.required,
        }
        for name, placeholder in kind.placeholders.items()
    ]


class TextPreviewView(TextView):
    """The preview of what is being typed, as a piece of the page."""

    http_method_names = ["post"]
    template_name = "wagtail_coaching/admin/message_texts/preview.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the preview. Nothing is stored."""
        typed = (request.POST.get("subject", ""), request.POST.get("body", ""))
        preview = preview_of(self.kind, self.site, self.language, *typed, user=request.user)
        return self.render_to_response({"preview": preview})


class TextResetView(TextView):
    """Asks, and goes back to our own text."""

    template_name = "wagtail_coaching/admin/message_texts/reset.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        if self.stored is None:
            notices.info(request, gettext("This text has not been changed."))
            return redirect(self.url("edit"))
        subject, body = texts_service.fallback_text(
            site=self.site, kind=self.kind, language=self.language
        )
        return self.render_to_response(
            self.get_context_data(
                stored=self.stored,
                version=texts_service.version_of(self.stored),
                default_subject=subject,
                default_body=body,
                edit_url=self.url("edit"),
                media=MEDIA,
            )
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Do it, unless somebody else has changed the text since it was asked."""
        try:
            texts_service.reset_text(
                site=self.site,
                kind=self.kind,
                language=self.language,
                version=request.POST.get("version", ""),
                user=request.user,
            )
        except TextChangedError as error:
            notices.error(request, str(error))
            return redirect(self.url("edit"))
        notices.success(
            request,
            gettext("“%(kind)s” in %(language)s has its original text again.")
            % {"kind": self.kind.title, "language": self.language_name},
        )
        return redirect(self.index_url)
