"""Search over the public pages of the site."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

RESULTS_PER_PAGE = 10
LONGEST_QUERY = 200
MOST_WORDS = 12
# Where a page keeps the text that says what it is about, most telling first.
SUMMARY_ATTRIBUTES = ("search_description", "introduction", "summary", "hero_text", "job_title")


def clean_query(raw: str) -> str:
    """What was typed, as one line of printable text."""
    printable = "".join(character if character.isprintable() else " " for character in raw)
    return " ".join(printable[:LONGEST_QUERY].split())


def words_of(query: str) -> str:
    """The words of a query without anything else.

    To the full-text search of a database, punctuation is syntax: SQLite's fails at a quotation
    mark. Single letters, such as what is left of "O'Brien", only count where nothing else does.
    """
    words = re.findall(r"\w+", query)[:MOST_WORDS]
    return " ".join([word for word in words if len(word) > 1] or words)


def summary_of(page: Page) -> str:
    """Plain text that says what a page is about, or nothing."""
    for attribute in SUMMARY_ATTRIBUTES:
        text = strip_tags(str(getattr(page, attribute, "") or "")).strip()
        if text:
            return Truncator(text).chars(220)
    return ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = clean_query(request.GET.get("query", ""))
    site = Site.find_for_request(request)
    words = words_of(query)
    found: Any = []
    if words and site is not None:
        found = (
            Page.objects.descendant_of(site.root_page, inclusive=True)
            .live()
            .public()
            .specific()
            .search(words)
        )
    results = Paginator(found, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    items = [
        {
            "title": page.title,
            "url": page.get_url(request, site),
            "kind": page.specific_class._meta.verbose_name if page.specific_class else "",
            "summary": summary_of(page),
        }
        for page in results
    ]
    return render(
        request, "search/search.html", {"query": query, "results": results, "items": items}
    )
