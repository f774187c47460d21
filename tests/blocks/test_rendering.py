"""What the blocks show on a page, with and without their optional parts."""

import pytest

from tests.factories import make_host_page
from tests.markup import links, parse, text_of, texts

QUESTION = {"question": "Is it <free>?", "answer": "<p>Yes, <b>always</b>.</p>"}


@pytest.fixture
def show(program, visit):
    """Publish blocks on the program page (or the FAQ page), and return what it shows."""

    def publish(*blocks, page=program.program):
        page.body = list(blocks)
        page.save()
        soup = parse(visit(page))
        return soup.select_one(".coaching-body")

    return publish


def test_all_blocks_of_a_program(program, show):
    body = show(
        ("heading", {"text": "How it works"}),
        ("paragraph", "<p>It <i>works</i>.</p>"),
        (
            "steps",
            {"heading": "Steps", "steps": [{"title": "Ask", "text": "<p>Write to us.</p>"}]},
        ),
        (
            "cards",
            {
                "heading": "Offers",
                "cards": [
                    {"title": "Inside", "text": "<p>Ours.</p>", "page": program.gallery, "url": ""},
                    {"title": "Outside", "text": "", "page": None, "url": "https://example.org/x"},
                ],
            },
        ),
        ("quote", {"quote": "It helped.\nA lot.", "name": "Lee", "role": "Analyst"}),
        ("faq", {"heading": "Questions", "questions": [QUESTION]}),
        (
            "call_to_action",
            {
                "heading": "Ready?",
                "text": "<p>Start now.</p>",
                "button_label": "Go",
                "page": program.request_page,
                "url": "",
            },
        ),
    )

    assert texts(body, "h2, h3") == [
        "How it works",
        "Steps",
        "Ask",
        "Offers",
        "Inside",
        "Outside",
        "Questions",
        "Is it <free>?",
        "Ready?",
    ]
    assert texts(body, ".coaching-prose") == [
        "It works .",
        "Write to us.",
        "Ours.",
        "Yes, always .",
        "Start now.",
    ]
    assert texts(body, ".coaching-quote p, .coaching-quote figcaption") == [
        "It helped. A lot.",
        "Lee Analyst",
    ]
    gallery, request_page = (page.get_url() for page in (program.gallery, program.request_page))
    assert links(body, ".coaching-card a, .coaching-cta a") == [
        gallery,
        "https://example.org/x",
        request_page,
    ]


def test_blocks_without_their_optional_parts(show):
    body = show(
        ("steps", {"heading": "", "steps": [{"title": "Ask", "text": ""}]}),
        (
            "cards",
            {"heading": "", "cards": [{"title": "Card", "text": "", "page": None, "url": ""}]},
        ),
        ("quote", {"quote": "It helped.", "name": "", "role": ""}),
        ("faq", {"heading": "", "questions": [QUESTION]}),
        (
            "call_to_action",
            {"heading": "Ready?", "text": "", "button_label": "Go", "page": None, "url": ""},
        ),
    )

    assert [(h.name, text_of(h)) for h in body.select("h2, h3")] == [
        ("h2", "Ask"),
        ("h2", "Card"),
        ("h2", "Is it <free>?"),
        ("h2", "Ready?"),
    ]
    assert body.select("figcaption, .coaching-card a, .coaching-cta a") == []
    assert texts(body, ".coaching-prose") == ["Yes, always ."]


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [("Lee", "", ["Lee"]), ("", "Analyst", ["Analyst"]), ("", "", [])],
)
def test_quote_says_who_said_it(show, name, role, said):
    body = show(("quote", {"quote": "It helped.", "name": name, "role": role}))

    assert texts(body, "figcaption") == said


def test_headings_below_a_heading_are_one_level_down(show):
    body = show(("faq", {"heading": "Questions", "questions": [QUESTION]}))

    assert [(h.name, text_of(h)) for h in body.select("h2, h3")] == [
        ("h2", "Questions"),
        ("h3", "Is it <free>?"),
    ]


def test_question_has_an_address_that_survives_a_new_order(program, show):
    body = show(
        ("faq", {"questions": [{**QUESTION, "question": "One?"}, {**QUESTION, "question": "Two?"}]})
    )
    anchors = {text_of(item.summary): links(item, "a") for item in body.select("details")}
    page = program.program
    page.refresh_from_db()
    raw = [dict(block) for block in page.body.raw_data]
    raw[0]["value"]["questions"].reverse()
    page.body = page.body.stream_block.to_python(raw)
    page.save()

    body = show(*[(block.block_type, block.value) for block in page.body])

    assert [text_of(item.summary) for item in body.select("details")] == ["Two?", "One?"]
    for item in body.select("details"):
        assert links(item, "a") == anchors[text_of(item.summary)]
        assert item.select_one(f"[id='{links(item, 'a')[0][1:]}']") is not None


def test_faq_page_shows_text_and_questions(program, visit, show):
    body = show(
        ("paragraph", "<p>In short:</p>"),
        ("faq", {"heading": "Money", "questions": [QUESTION]}),
        page=program.faq,
    )

    assert texts(body, ".coaching-prose") == ["In short:", "Yes, always ."]
    assert texts(body, "summary") == ["Is it <free>?"]


def test_faq_page_without_anything(program, visit):
    soup = parse(visit(program.faq))

    assert text_of(soup.h1) == "Prairie questions"
    assert soup.select("details, .coaching-panel") == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"contact_email": "office@example.org"}, ["mailto:office@example.org"]),
        ({"contact_phone": "312 555 0100", "contact_name": "Olive"}, ["tel:3125550100"]),
        (
            {"contact_email": "office@example.org", "contact_phone": "312-555-0100"},
            ["mailto:office@example.org", "tel:312-555-0100"],
        ),
    ],
)
def test_faq_page_says_whom_else_to_ask(program, visit, facts, said):
    from tests.factories import set_settings

    set_settings(program.site, **facts)

    soup = parse(visit(program.faq))

    assert links(soup, "main .coaching-panel a") == said
    assert ("Ask Olive:" in text_of(soup.main)) == ("contact_name" in facts)


@pytest.mark.parametrize("state", ["live", "draft", "gone"])
def test_link_to_a_page_leads_to_what_is_public(program, show, visit, state):
    target = make_host_page(program.home, title="Target", live=state != "draft")
    card = {"title": "Card", "text": "", "page": target, "url": ""}
    body = show(("cards", {"heading": "", "cards": [card]}))
    if state == "gone":
        target.delete()
        body = parse(visit(program.program)).select_one(".coaching-body")

    assert links(body, ".coaching-card a") == ([target.get_url()] if state == "live" else [])
    assert texts(body, ".coaching-card h2") == ["Card"]
