"""Fills the example site with an association's own pages; running it again adds what is missing."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from example_site.home import articles
from example_site.home.models import AssociationDetails, HomePage, StandardPage
from example_site.news.models import NewsIndexPage, NewsPage

IMAGES = Path(__file__).resolve().parent / "images"
ASSOCIATION = "Prairie State City & County Managers Association"


@dataclass
class ExampleSite:
    """The pages that were found or made, and a line about each that was made."""

    site: Site
    home: HomePage
    about: StandardPage
    news: NewsIndexPage
    articles: list[NewsPage]
    made: list[str] = field(default_factory=list)


@transaction.atomic
def build_site() -> ExampleSite:
    """Make home, about, news and the site's record; never change what is there already."""
    made: list[str] = []
    site, home = _site_and_home(made)
    about = _page(
        made,
        home,
        StandardPage,
        slug="about",
        title="About us",
        show_in_menus=True,
        search_description="Who we are, what we do, who sits on the board, and how to join.",
        introduction=articles.ABOUT_INTRODUCTION,
        body=articles.ABOUT_BODY,
    )
    news = _page(
        made,
        home,
        NewsIndexPage,
        slug="news",
        title="News",
        show_in_menus=True,
        introduction="From members, for members, and for whoever else likes to know how a town "
        "works.",
    )
    built = [_article(made, news, article) for article in articles.articles(timezone.localdate())]
    if f"page {home.title}" in made:
        _finish_home(home, about, news)
    _details(made, site)
    return ExampleSite(site, home, about, news, built, made)


def feature_coaching(home: HomePage, program: Page) -> bool:
    """Point the front page at the coaching program, unless an editor chose something else.

    Returns whether anything was changed.
    """
    has_call = any(block.block_type == "call_to_action" for block in home.body)
    if has_call or (home.hero_link_page and home.hero_link_page.slug != "about"):
        return False
    home.hero_link_page = program
    home.hero_link_text = "Find a coach"
    home.body = [
        *[(block.block_type, block.value) for block in home.body],
        ("coaches", {"heading": "Coaches who have time for you", "count": 4}),
        (
            "call_to_action",
            {
                "heading": "Somebody has been there before you",
                "text": "A volunteer coach listens, asks, and keeps it between the two of you. "
                "It costs nothing, and you need not be a member.",
                "link_page": program,
                "link_text": "See the coaching program",
            },
        ),
    ]
    home.save_revision().publish()
    return True


def stored_image(filename: str, title: str) -> Any:
    """The image of that title, made from a file in `images/` where there is none yet."""
    image_model = get_image_model()
    image = image_model.objects.filter(title=title).order_by("pk").first()
    if image is None:
        with (IMAGES / filename).open("rb") as opened:
            image = image_model.objects.create(title=title, file=ImageFile(opened, name=filename))
    return image


def _site_and_home(made: list[str]) -> tuple[Site, HomePage]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    old_root = site.root_page if site else None
    if isinstance(old_root and old_root.specific, HomePage):
        return site, old_root.specific
    if old_root is not None:
        if type(old_root.specific) is not Page or not old_root.is_leaf():
            raise ValueError(
                f"The default site shows “{old_root}” already; this fills an empty site only."
            )
        # Wagtail's page of welcome: its slug is freed first, it goes when nothing points at it.
        old_root.slug = "wagtail-welcome"
        old_root.save()

    home = _page(
        made,
        Page.objects.filter(depth=1).get(),
        HomePage,
        slug="home",
        title="Prairie State Managers",
        search_description="The association of the people who run Illinois' cities, villages "
        "and counties.",
        hero_title=articles.HERO_TITLE,
        hero_text=articles.HERO_TEXT,
        introduction=articles.INTRODUCTION,
    )
    site = site or Site(is_default_site=True)
    site.hostname, site.port = _address()
    site.site_name = ASSOCIATION
    site.root_page = home
    site.save()
    made.append(f"site {site.hostname}:{site.port}")
    if old_root is not None:
        Page.objects.get(pk=old_root.pk).delete()
    return site, HomePage.objects.get(pk=home.pk)


def follow_address() -> None:
    """Give the default site the address that the project is served on: links in mail name it."""
    hostname, port = _address()
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()


def _address() -> tuple[str, int]:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    return address.hostname or "localhost", port


def _finish_home(home: HomePage, about: StandardPage, news: NewsIndexPage) -> None:
    """Fill in what points at pages that did not exist when the front page was made."""
    links = [
        {"link_page": about, "link_text": "Who we are"},
        {"link_page": news, "link_text": "What is new"},
        {},
    ]
    cards = [{**card, **link} for card, link in zip(articles.HOME_CARDS, links, strict=True)]
    home.hero_link_page = about
    home.hero_link_text = "Meet the association"
    home.body = [
        ("cards", {"heading": "What you get", "cards": cards}),
        ("figures", {"figures": articles.FIGURES}),
        ("quote", articles.HOME_QUOTE),
    ]
    home.save_revision().publish()


def _article(made: list[str], news: NewsIndexPage, article: articles.Article) -> NewsPage:
    day = timezone.localdate() - timedelta(days=article.days_ago)
    page: NewsPage = _page(
        made,
        news,
        NewsPage,
        slug=article.slug,
        title=article.title,
        date=day,
        introduction=article.introduction,
        image=stored_image(article.image, article.image_title),
        body=article.body,
        first_published_at=timezone.make_aware(datetime.combine(day, time(9))),
    )
    return page


def _details(made: list[str], site: Site) -> None:
    _, created = AssociationDetails.objects.get_or_create(
        site=site,
        defaults={
            "name": ASSOCIATION,
            "short_name": "Prairie State Managers",
            "tagline": "The people behind Illinois' cities, villages and counties, since 1961.",
            "address": "The Old Depot, second floor\n12 Railroad Street\nMarlow Falls, Illinois",
            "phone": "(217) 555-0142",
            "email": "hello@prairiemanagers.example.org",
            "office_hours": "Monday to Thursday, 8 to 4",
        },
    )
    if created:
        made.append("association details")


def _page(made: list[str], parent: Page, model: type[Page], *, slug: str, **values: Any) -> Any:
    """The child of that slug, made where there is none."""
    existing = parent.get_children().filter(slug=slug).first()
    if existing is not None:
        return existing.specific
    page = model(slug=slug, **values)
    parent.add_child(instance=page)
    page.save_revision().publish()
    made.append(f"page {page.title}")
    # Read anew, for publishing wrote to the row behind this object's back.
    return model.objects.get(pk=page.pk)
