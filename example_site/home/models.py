"""Home page, standard pages, and the association's own details."""

from typing import Any

from django.core.cache import cache
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site
from wagtail.search import index

from example_site.home.blocks import TEXT_FEATURES, BodyBlock


@register_setting(icon="home")
class AssociationDetails(BaseSiteSetting):
    """Name and contact, as they stand in the header and the footer of every page."""

    name = models.CharField(max_length=120, blank=True)
    short_name = models.CharField(
        max_length=60, blank=True, help_text="Shown beside the logo and in the browser's tab."
    )
    tagline = models.CharField(max_length=160, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    office_hours = models.CharField(max_length=120, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("short_name"), FieldPanel("tagline")], "Names"
        ),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("office_hours"),
            ],
            "Contact",
        ),
    ]

    class Meta:
        verbose_name = "association details"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(self._cache_key(self.site_id))

    @classmethod
    def for_site(cls, site: Site | None) -> "AssociationDetails":
        """The details of a site, from the cache: every page shows them, and they rarely change."""
        if site is None:
            raise cls.DoesNotExist
        key = cls._cache_key(site.pk)
        details: AssociationDetails | None = cache.get(key)
        if details is None:
            details = super().for_site(site)
            cache.set(key, details)
        return details

    @staticmethod
    def _cache_key(site_id: int) -> str:
        return f"association-details-{site_id}"


class HomePage(Page):
    """The front page: a hero, an introduction, building blocks, and the latest news."""

    hero_title = models.CharField(max_length=120)
    hero_text = models.TextField(max_length=300, blank=True)
    hero_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Takes the place of the drawn prairie town.",
    )
    hero_link_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hero_link_text = models.CharField(max_length=60, blank=True)
    introduction = RichTextField(blank=True, features=TEXT_FEATURES)
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                FieldPanel("hero_image"),
                FieldPanel("hero_link_page"),
                FieldPanel("hero_link_text"),
            ],
            "Hero",
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("hero_title"),
        index.SearchField("hero_text"),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["wagtailcore.Page"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from example_site.news.models import NewsIndexPage, NewsPage

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["news_index"] = NewsIndexPage.objects.child_of(self).live().public().first()
        context["latest_news"] = (
            NewsPage.objects.descendant_of(self)
            .live()
            .public()
            .select_related("image")
            .order_by("-date", "-pk")[:3]
        )
        return context


class StandardPage(Page):
    """A page of text: about us, membership, privacy."""

    introduction = models.TextField(max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = [
        "home.HomePage",
        "home.StandardPage",
        "wagtail_coaching_pages.CoachingProgramPage",
    ]
