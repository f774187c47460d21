"""Rich text of our blocks: the same as Wagtail's, in as few queries as there can be."""

import pickle

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from wagtail import blocks as wagtail_blocks
from wagtail.documents import get_document_model
from wagtail.models import Locale
from wagtail.rich_text import RichText, expand_db_html

from tests.factories import add_page, make_coach_page, make_host_page, page_class
from tests.markup import links, parse
from wagtail_coaching import blocks
from wagtail_coaching.blocks.rich_text import expand


def link(page, text="there"):
    return f'<a linktype="page" id="{page.pk}">{text}</a>'


def paragraph(*pages):
    return f"<p>{' '.join(map(link, pages))}</p>"


@pytest.fixture
def document(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return get_document_model().objects.create(
        title="Plan", file=ContentFile(b"A plan.", name="plan.txt")
    )


@pytest.fixture
def targets(program, program_b):
    """Pages of several classes and of both sites."""
    return [
        make_coach_page(program),
        program.gallery,
        program.faq,
        make_host_page(program.home),
        make_host_page(program.home, live=False),
        program_b.gallery,
    ]


@pytest.fixture
def spanish(program, settings):
    """Spanish pages: a live translation of the gallery, a draft of the request page's."""
    locale = Locale.objects.create(language_code="es")
    gallery = program.gallery.copy_for_translation(locale, copy_parents=True)
    for page in (*gallery.get_ancestors().filter(locale=locale), gallery):
        type(page).objects.filter(pk=page.pk).update(live=True)
    program.request_page.copy_for_translation(locale)
    return gallery


# --- what it says ---------------------------------------------------------------------------------


def test_texts_say_what_wagtail_makes_of_them(targets, document):
    gone = make_host_page(targets[3].get_parent())
    gone.delete()
    sources = [
        "",
        "<p>No link, <b>but</b> an <a>odd one</a>.</p>",
        *(paragraph(target) for target in targets),
        paragraph(*targets),
        f'<p><a linktype="document" id="{document.pk}">Plan</a> {link(targets[0])}</p>',
        '<p><a linktype="document" id="123456">No plan</a></p>',
        '<p><a href="https://example.org/?a=1&amp;b=2">out</a> <a href="#here">here</a></p>',
        '<p><a href="mailto:a@example.org">mail</a> <a linktype="unknown" id="1">what</a></p>',
        f"<p>{link(gone)} &lt;a&gt; &amp; <i>more</i></p>",
        '<p><a linktype="page">no id</a></p>',
        '<p><embed embedtype="unknown" /></p>',
        f"{paragraph(targets[1])}<a linktype=",
        paragraph(targets[2]),
    ]

    assert expand(sources) == [expand_db_html(source) for source in sources]
    assert expand([]) == []


@pytest.mark.parametrize("is_multilingual", [True, False])
@pytest.mark.parametrize("language", ["en", "es", "fr", None])
def test_links_lead_to_the_page_in_the_active_language(
    program, spanish, settings, language, is_multilingual
):
    settings.WAGTAIL_I18N_ENABLED = is_multilingual
    sources = [paragraph(program.gallery, spanish), paragraph(program.request_page, program.faq)]

    with override(language):
        wanted = [expand_db_html(source).replace(' href="None"', "") for source in sources]
        assert expand(sources) == wanted


def test_language_is_that_of_each_time_it_is_shown(program, spanish):
    text = blocks.RichTextBlock().to_python(paragraph(program.gallery))

    shown = {}
    for language in ("en", "es", "en"):
        with override(language):
            shown[language] = str(text)

    assert spanish.url_path.split("/")[-2] in shown["es"]
    assert shown["en"] != shown["es"]


def test_link_to_what_has_no_address_leads_nowhere(program):
    """Where Wagtail says ``None``, or fails."""
    nowhere = page_class("GALLERY_PAGE_MODEL").get_first_root_node()

    assert expand([paragraph(nowhere), '<p><a linktype="page" id="x">odd</a></p>']) == [
        "<p><a>there</a></p>",
        "<p><a>odd</a></p>",
    ]


def test_page_class_may_make_its_addresses_itself(program, monkeypatch, django_assert_num_queries):
    """Of what only the class has, as pages by date do."""

    def get_url_parts(page, request=None):
        return (program.site.pk, "http://prairie.example.org", f"/{page.introduction}/")

    monkeypatch.setattr(page_class("FAQ_PAGE_MODEL"), "get_url_parts", get_url_parts)
    pages = [
        add_page(program.program, "FAQ_PAGE_MODEL", title="FAQ", introduction=f"own-{n}")
        for n in range(3)
    ]
    sources = [paragraph(page, program.gallery) for page in pages]
    expand(sources)

    with django_assert_num_queries(2):
        found = expand(sources)

    assert found == [expand_db_html(source) for source in sources]
    assert "/own-2/" in found[2]


def test_link_handler_of_the_host_is_used(monkeypatch, program):
    from wagtail.rich_text import features

    from wagtail_coaching.blocks import rich_text

    class Handler(features.get_link_types()["page"]):
        @classmethod
        def expand_db_attributes_many(cls, attrs_list):
            return [f'<a data-page="{attrs["id"]}">' for attrs in attrs_list]

    monkeypatch.setitem(features.link_types, "page", Handler)
    rich_text._rewriter.cache_clear()
    try:
        assert expand([link(program.gallery)]) == [f'<a data-page="{program.gallery.pk}">there</a>']
    finally:
        rich_text._rewriter.cache_clear()


# --- the block ------------------------------------------------------------------------------------


def test_values_are_rich_texts():
    block = blocks.RichTextBlock(features=["bold"])
    value, other = block.bulk_to_python(["<p>One</p>", None])

    assert (value, other) == (RichText("<p>One</p>"), RichText(""))
    assert (bool(value), bool(other)) == (True, False)
    assert block.get_prep_value(value) == "<p>One</p>"
    assert str(value) == str(RichText("<p>One</p>"))
    assert block.normalize(value) is value
    assert block.normalize("<p>One</p>") == block.value_from_form("<p>One</p>") == value
    assert isinstance(block, wagtail_blocks.RichTextBlock)
    assert block.deconstruct() == (
        "wagtail_coaching.blocks.RichTextBlock",
        [],
        {"features": ["bold"]},
    )


def test_texts_kept_in_a_cache_find_their_links_anew(program):
    (text,) = blocks.RichTextBlock().bulk_to_python([paragraph(program.gallery)])
    before = str(text)
    stored = pickle.dumps(text)
    program.gallery.slug = "elsewhere"
    program.gallery.save()

    assert str(text) == before
    assert "elsewhere" in str(pickle.loads(stored))  # noqa: S301


# --- queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_texts_take_one_query_for_pages_and_one_for_documents(
    program, document, count, django_assert_num_queries
):
    pages = [make_coach_page(program), program.gallery, program.faq, program.request_page]
    sources = [
        f'{paragraph(pages[n % 4])}<a linktype="document" id="{document.pk}">Plan</a>'
        for n in range(count)
    ]
    expand(sources)

    with django_assert_num_queries(2):
        expand(sources)


def test_texts_take_one_query_more_for_translations(program, spanish, django_assert_num_queries):
    sources = [paragraph(page) for page in (program.gallery, program.faq, program.request_page)]

    with override("es"):
        expand(sources)
        with django_assert_num_queries(2):
            expand(sources)


def test_text_without_links_takes_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert expand(["<p>One</p>", '<a href="https://example.org">Two</a>']) == [
            "<p>One</p>",
            '<a href="https://example.org">Two</a>',
        ]


@pytest.mark.parametrize("is_busy", [False, True])
def test_profile_with_many_links_stays_in_the_budget(
    program, revisit, is_busy, django_assert_max_num_queries
):
    """The budget is 12; it takes one more than without a link."""
    pages = [make_coach_page(program, title=f"Coach {n}") for n in range(17)]
    pages += [program.gallery, program.faq, program.request_page]
    page = make_coach_page(
        program,
        coach__capacity=0 if is_busy else 2,
        biography=[("paragraph", paragraph(*pages[n : n + 2])) for n in range(0, 20, 2)],
    )
    get_again = revisit(page)

    with django_assert_max_num_queries(12 if is_busy else 10):
        response = get_again()

    found = [a for a in links(parse(response), ".coaching-prose a") if a]
    assert found == [target.relative_url(program.site) for target in pages]


@pytest.mark.parametrize("count", [1, 50])
def test_answers_with_many_links_take_a_fixed_number_of_queries(
    program, revisit, count, django_assert_max_num_queries
):
    """The budget is 15. It takes two more than without a link: answers, and paragraphs."""
    pages = [make_coach_page(program, title=f"Coach {n}") for n in range(count)]
    questions = [
        {"question": f"Question {n}?", "answer": paragraph(p)} for n, p in enumerate(pages)
    ]
    half = count // 2
    program.faq.body = [
        ("faq", {"heading": "One", "questions": questions[half:]}),
        ("faq", {"heading": "Two", "questions": questions[:half]}),
        ("paragraph", paragraph(pages[0])),
    ]
    program.faq.save()
    get_again = revisit(program.faq)

    with django_assert_max_num_queries(12):
        response = get_again()

    assert len(links(parse(response), ".coaching-faq__answer .coaching-prose a")) == count
