"""A host overrides what it wants to: our base template, or one named block of a page."""

import copy

import pytest
from django.conf import settings
from django.test import override_settings

from tests.content import populate
from tests.factories import make_coach_page, page_class, set_settings
from tests.markup import links, parse, text_of, texts

HOST_BASE = """<!DOCTYPE html>
<html lang="en">
  <head><title>{% block title %}{% endblock %} | Host</title>{% block head %}{% endblock %}</head>
  <body><nav>Host's own</nav><main>{% block content %}{% endblock %}</main></body>
</html>
"""
#: The two lines that base.html of the package tells a host to write.
COACHING_BASE = """{% extends "base.html" %}
{% block content %}{% block coaching_main %}{% endblock %}{% endblock %}
"""


@pytest.fixture
def host_templates(tmp_path):
    """Give the host a folder of templates: ``host_templates({"base.html": "…"})``."""
    configured = copy.deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [str(tmp_path)]

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    with override_settings(TEMPLATES=configured):
        yield write


def test_every_page_fits_into_the_hosts_own_base(program, visit, host_templates):
    host_templates({"base.html": HOST_BASE, "wagtail_coaching/base.html": COACHING_BASE})
    pages = [p for p in populate(program).pages if p != program.home]

    for page in pages:
        soup = parse(visit(page))
        assert text_of(soup.nav) == "Host's own"
        assert text_of(soup.title).endswith(f"{page.title} | Host")
        assert len(soup.select("main .coaching h1")) == 1
        assert soup.select(".coaching-site__bar, .coaching-site") == []
        assert len(soup.find_all("main")) == 1
        # The style sheet comes along inside the content, as the host's head has no place for it.
        assert links(soup, "link[rel=stylesheet]") == ["/static/wagtail_coaching/css/coaching.css"]


def test_host_may_load_the_style_sheet_in_its_head(program, visit, host_templates):
    host_templates(
        {
            "base.html": HOST_BASE,
            "wagtail_coaching/base.html": """{% extends "base.html" %}
{% block head %}{% include "wagtail_coaching/includes/stylesheet.html" %}{% endblock %}
{% block content %}{% with coaching_stylesheet_loaded=True %}
{% block coaching_main %}{% endblock %}{% endwith %}{% endblock %}""",
        }
    )

    soup = parse(visit(program.gallery))

    assert links(soup, "head link") == ["/static/wagtail_coaching/css/coaching.css"]
    assert soup.select("main link") == []


def test_host_overrides_one_block_of_one_page(program, visit, host_templates):
    label = page_class("COACH_PAGE_MODEL")._meta.app_label
    host_templates(
        {
            f"{label}/coach_page.html": """{% extends "wagtail_coaching/coach_page.html" %}
{% block coaching_header %}<h1 class="own">{{ page.title }} of ours</h1>{% endblock %}"""
        }
    )
    page = make_coach_page(program, title="Ann Bell", ask_me_about="Budgets")

    soup = parse(visit(page))

    assert texts(soup, "h1") == ["Ann Bell of ours"]
    assert texts(soup, ".coaching-ask__text") == ["Budgets"]
    assert text_of(parse(visit(program.gallery)).h1) == "Prairie coaches"


@pytest.mark.parametrize(
    ("template", "block", "section"),
    [
        ("coaching_program_page", "coaching_entries", "program"),
        ("coach_gallery_page", "coaching_filters", "gallery"),
        ("coach_gallery_page", "coaching_results", "gallery"),
        ("coach_request_page", "coaching_form", "request_page"),
        ("coach_request_page", "coaching_next", "request_page"),
        ("webinar_schedule_page", "coaching_upcoming", "schedule"),
        ("faq_page", "coaching_questions", "faq"),
    ],
)
def test_every_page_is_sliced_into_named_blocks(
    program, visit, host_templates, template, block, section
):
    page = getattr(program, section)
    host_templates(
        {
            f"{page._meta.app_label}/{template}.html": (
                f'{{% extends "wagtail_coaching/{template}.html" %}}'
                f'{{% block {block} %}}<p id="own">Own</p>{{% endblock %}}'
            )
        }
    )

    soup = parse(visit(page))

    assert text_of(soup.select_one("main #own")) == "Own"
    assert text_of(soup.h1) == page.title


def test_host_overrides_a_template_of_ours_for_all_pages(program, visit, host_templates):
    host_templates({"wagtail_coaching/includes/coach_card.html": "<li>{{ coach_page.title }}</li>"})
    make_coach_page(program, title="Ann Bell")

    for page in (program.gallery, program.program):
        assert "Ann Bell" in texts(parse(visit(page)), ".coaching-grid > li")


def test_our_base_is_a_complete_page(program, visit):
    set_settings(program.site, association_name="Prairie Managers", contact_phone="312-555-0100")

    soup = parse(visit(program.gallery))

    assert soup.html["lang"] == "en"
    assert soup.select_one("a.coaching-site__skip")["href"] == f"#{soup.main['id']}"
    assert text_of(soup.header) == "Prairie Managers"
    assert links(soup, ".coaching-site__home") == ["/"]
    assert links(soup, "footer a") == ["tel:312-555-0100"]
    assert len(links(soup, "link[rel=stylesheet]")) == 1


def test_our_base_without_contact_has_no_footer(program, visit):
    assert parse(visit(program.gallery)).footer is None


@pytest.mark.stock_pages(reason="the host's base page has no search description")
def test_our_base_describes_the_page_to_search_engines(program, visit):
    program.gallery.search_description = 'Coaches & "mentors"'
    program.gallery.seo_title = "All our coaches"
    program.gallery.save()

    soup = parse(visit(program.gallery))

    assert soup.select_one("meta[name=description]")["content"] == 'Coaches & "mentors"'
    assert text_of(soup.title).startswith("All our coaches")


def test_pages_have_no_inline_scripts_and_no_inline_styles(program, visit):
    for page in populate(program).pages:
        if page == program.home:
            continue
        soup = parse(visit(page))
        scripts = soup.select('script:not([src], [type="application/ld+json"])')
        assert scripts == []
        assert soup.select("style, [style], [onclick], [onload], [onsubmit]") == []


def test_ids_are_unique_on_every_page(program, visit):
    for page in populate(program).pages:
        ids = [element["id"] for element in parse(visit(page)).select("[id]")]
        assert len(ids) == len(set(ids)), page
