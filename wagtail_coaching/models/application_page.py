"""The page with the form for coaches and learners, and the editors' own questions on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from wagtail_coaching.models.program import SectionPageMixin

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    PageView = Callable[["CoachApplicationPageMixin", HttpRequest], HttpResponse]


class CoachApplicationQuestionMixin(AbstractFormField):
    """Abstract: a question of the editors' own, as in Wagtail's form builder.

    The concrete class belongs to the app of the concrete page, and adds ``page =
    ParentalKey(<its application page>, related_name="questions", on_delete=models.CASCADE)``.
    """

    class Meta(AbstractFormField.Meta):
        abstract = True
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return str(self.label)


class CoachApplicationPageMixin(RoutablePageMixin, SectionPageMixin):
    """The page where somebody offers to coach, or asks to learn; and where others are nominated."""

    coaching_template = "wagtail_coaching/coach_application_page.html"
    page_description = _("The form with which somebody volunteers to coach, or joins as a learner.")

    takes_learners = models.BooleanField(
        _("learners may join"),
        default=True,
        help_text=_("Otherwise the form is for coaches alone."),
    )
    takes_nominations = models.BooleanField(
        _("others may be nominated"),
        default=True,
        help_text=_("Nobody is nominated without being asked first."),
    )

    coaching_panels = [
        *SectionPageMixin.coaching_panels,
        MultiFieldPanel(
            [FieldPanel("takes_learners"), FieldPanel("takes_nominations")],
            heading=_("Who may use the form"),
        ),
        InlinePanel(
            "questions",
            heading=_("Questions of your own"),
            label=_("Question"),
            help_text=_("Asked of everybody, after our own. Reviewers read the answers."),
        ),
    ]

    class Meta:
        abstract = True

    @path("")
    def application_form(self, request: HttpRequest) -> HttpResponse:
        """Show the first step, and take it."""
        view: PageView = import_string("wagtail_coaching.views.application_page.start")
        return view(self, request)

    @path("nominate/", name="nominate")
    def nominate(self, request: HttpRequest) -> HttpResponse:
        """Show the form to nominate somebody else, and take it."""
        view: PageView = import_string("wagtail_coaching.views.nomination.nominate")
        return view(self, request)

    @path("nominate/thanks/", name="nominate_thanks")
    def nominate_thanks(self, request: HttpRequest) -> HttpResponse:
        """Thank whoever nominated, and say that there is a mail to be answered first."""
        view: PageView = import_string("wagtail_coaching.views.nomination.thanks")
        return view(self, request)
