"""Thin page types: everything they do is in the mixins of :mod:`wagtail_coaching.models`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from wagtail_coaching.models import (
    CoachApplicationPageMixin,
    CoachApplicationQuestionMixin,
    CoachCredentialMixin,
    CoachGalleryPageMixin,
    CoachingProgramPageMixin,
    CoachPageMixin,
    CoachRequestPageMixin,
    FAQPageMixin,
    WebinarPageMixin,
    WebinarSchedulePageMixin,
)


class CoachingProgramPage(CoachingProgramPageMixin, Page):
    """The landing page of a coaching program."""

    content_panels = [*Page.content_panels, *CoachingProgramPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *CoachingProgramPageMixin.coaching_search_fields]
    api_fields = [*CoachingProgramPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("coaching program page")
        verbose_name_plural = _("coaching program pages")


class CoachGalleryPage(CoachGalleryPageMixin, Page):
    """The coach gallery."""

    content_panels = [*Page.content_panels, *CoachGalleryPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *CoachGalleryPageMixin.coaching_search_fields]
    api_fields = [*CoachGalleryPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("coach gallery page")
        verbose_name_plural = _("coach gallery pages")


class CoachPage(CoachPageMixin, Page):
    """One coach's public profile."""

    content_panels = [*Page.content_panels, *CoachPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *CoachPageMixin.coaching_search_fields]
    api_fields = [*CoachPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("coach page")
        verbose_name_plural = _("coach pages")


class CoachPageCredential(CoachCredentialMixin):
    """A credential on a coach page."""

    page = ParentalKey(CoachPage, related_name="credentials", on_delete=models.CASCADE)


class CoachRequestPage(CoachRequestPageMixin, Page):
    """The form with which a learner asks for a coach."""

    content_panels = [*Page.content_panels, *CoachRequestPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *CoachRequestPageMixin.coaching_search_fields]
    api_fields = [*CoachRequestPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("coach request page")
        verbose_name_plural = _("coach request pages")


class CoachApplicationPage(CoachApplicationPageMixin, Page):
    """The form with which somebody volunteers to coach, or joins as a learner."""

    content_panels = [*Page.content_panels, *CoachApplicationPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *CoachApplicationPageMixin.coaching_search_fields]
    api_fields = [*CoachApplicationPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("coach application page")
        verbose_name_plural = _("coach application pages")


class CoachApplicationQuestion(CoachApplicationQuestionMixin):
    """An editors' own question on an application page."""

    page = ParentalKey(CoachApplicationPage, related_name="questions", on_delete=models.CASCADE)


class WebinarSchedulePage(WebinarSchedulePageMixin, Page):
    """Upcoming and past webinars."""

    content_panels = [*Page.content_panels, *WebinarSchedulePageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *WebinarSchedulePageMixin.coaching_search_fields]
    api_fields = [*WebinarSchedulePageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("webinar schedule page")
        verbose_name_plural = _("webinar schedule pages")


class WebinarPage(WebinarPageMixin, Page):
    """One webinar."""

    content_panels = [*Page.content_panels, *WebinarPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *WebinarPageMixin.coaching_search_fields]
    api_fields = [*WebinarPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("webinar page")
        verbose_name_plural = _("webinar pages")


class FAQPage(FAQPageMixin, Page):
    """Frequently asked questions."""

    content_panels = [*Page.content_panels, *FAQPageMixin.coaching_panels]
    search_fields = [*Page.search_fields, *FAQPageMixin.coaching_search_fields]
    api_fields = [*FAQPageMixin.coaching_api_fields]

    class Meta:
        verbose_name = _("FAQ page")
        verbose_name_plural = _("FAQ pages")
