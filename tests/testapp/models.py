"""The host's models: everything that a host may put in the place of a stock one."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from tests.testapp.base import BasePage
from wagtail_coaching.blocks import CardsBlock, FAQBlock, QuoteBlock
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

__all__ = [
    "BasePage",
    "CoachApplicationPage",
    "CoachApplicationQuestion",
    "CoachGalleryPage",
    "CoachPage",
    "CoachPageCredential",
    "CoachRequestPage",
    "CoachingProgramPage",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "FAQPage",
    "StoryPage",
    "WebinarPage",
    "WebinarSchedulePage",
]


class CustomImage(AbstractImage):
    credit = models.CharField(max_length=100, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"),
                name="testapp_unique_rendition",
            )
        ]


class CustomDocument(AbstractDocument):
    source = models.CharField(max_length=100, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "source")


class StoryPage(BasePage):
    """A page of the host's that uses our blocks among its own."""

    body = StreamField(
        [
            ("paragraph", blocks.RichTextBlock()),
            ("faq", FAQBlock()),
            ("quote", QuoteBlock(group="Stories")),
            ("aside", blocks.StructBlock([("cards", CardsBlock())])),
        ],
        blank=True,
    )

    content_panels = [*BasePage.content_panels, "body"]


class CoachingProgramPage(CoachingProgramPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *CoachingProgramPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *CoachingProgramPageMixin.coaching_search_fields]
    api_fields = [*CoachingProgramPageMixin.coaching_api_fields]


class CoachGalleryPage(CoachGalleryPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *CoachGalleryPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *CoachGalleryPageMixin.coaching_search_fields]
    api_fields = [*CoachGalleryPageMixin.coaching_api_fields]


class CoachPage(CoachPageMixin, BasePage):
    """One field more than the mixin has; the template shows it."""

    favorite_book = models.CharField(max_length=150, blank=True)

    content_panels = [
        *BasePage.content_panels,
        *CoachPageMixin.coaching_panels,
        "favorite_book",
    ]
    search_fields = [*BasePage.search_fields, *CoachPageMixin.coaching_search_fields]
    api_fields = [*CoachPageMixin.coaching_api_fields]


class CoachPageCredential(CoachCredentialMixin):
    page = ParentalKey(CoachPage, related_name="credentials", on_delete=models.CASCADE)


class CoachRequestPage(CoachRequestPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *CoachRequestPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *CoachRequestPageMixin.coaching_search_fields]
    api_fields = [*CoachRequestPageMixin.coaching_api_fields]


class CoachApplicationPage(CoachApplicationPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *CoachApplicationPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *CoachApplicationPageMixin.coaching_search_fields]
    api_fields = [*CoachApplicationPageMixin.coaching_api_fields]


class CoachApplicationQuestion(CoachApplicationQuestionMixin):
    page = ParentalKey(CoachApplicationPage, related_name="questions", on_delete=models.CASCADE)


class WebinarSchedulePage(WebinarSchedulePageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *WebinarSchedulePageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *WebinarSchedulePageMixin.coaching_search_fields]
    api_fields = [*WebinarSchedulePageMixin.coaching_api_fields]


class WebinarPage(WebinarPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *WebinarPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *WebinarPageMixin.coaching_search_fields]
    api_fields = [*WebinarPageMixin.coaching_api_fields]


class FAQPage(FAQPageMixin, BasePage):
    content_panels = [*BasePage.content_panels, *FAQPageMixin.coaching_panels]
    search_fields = [*BasePage.search_fields, *FAQPageMixin.coaching_search_fields]
    api_fields = [*FAQPageMixin.coaching_api_fields]
