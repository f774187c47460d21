"""What a search in a gallery finds, and in which order. In memory: no database is asked."""

import datetime

import pytest

from tests.services.gallery_cases import DAY, ask, make_facts, memory_of
from wagtail_coaching.enums import GallerySort
from wagtail_coaching.services.gallery_words import fold, phrases_of, typed_words, words_of

MATCH = GallerySort.MATCH


@pytest.fixture
def fields():
    """Four people with the same word, each in another field, and one with something else."""
    return memory_of(
        {
            "bio": make_facts(("bo", "", "", "budget plans")),
            "ask": make_facts(("al", "", "budget", "")),
            "title": make_facts(("cy", "budget director", "", "")),
            "name": make_facts(("di budget", "", "", "")),
            "other": make_facts(("ed", "clerk", "snow", "garden")),
        }
    )


def found(memory, text, **query):
    query.setdefault("sort", MATCH)
    return ask(memory, text=text, **query).page_pks


def test_best_match_goes_by_field(fields):
    assert found(fields, "budget") == ["name", "title", "ask", "bio"]


def test_whole_word_goes_before_a_beginning_in_the_same_field():
    memory = memory_of(
        {
            "beginning": make_facts(("", "budgets", "", "")),
            "whole": make_facts(("", "budget", "", "")),
            "weightier": make_facts(("budgets", "", "", "")),
        }
    )

    assert found(memory, "budget") == ["weightier", "whole", "beginning"]


def test_topic_weighs_like_a_title():
    memory = memory_of(
        {
            "ask": make_facts(("", "", "planning", "")),
            "topic": make_facts(topic=["t1"]),
            "name": make_facts(("planning", "", "", "")),
        }
    )
    topics = {"Budget planning": "t1"}

    assert found(memory, "planning", topics=topics) == ["name", "topic", "ask"]
    assert found(memory, "plan", topics=topics) == ["name", "topic", "ask"]


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_no_text_finds_everybody(fields, text):
    assert ask(fields, text=text).total == 5


@pytest.mark.parametrize("text", ["?", "% _ \\", "'", "budget nobodyatall", "x"])
def test_text_that_finds_nobody(fields, text):
    assert found(fields, text) == []


@pytest.mark.parametrize("text", ["BUDGET", " budget ", "búdget", "“budget”", "budget, cy!"])
def test_case_accents_and_punctuation_do_not_matter(fields, text):
    assert "title" in found(fields, text)


def test_all_words_must_be_found(fields):
    assert found(fields, "budget dir") == ["title"]


def test_one_letter_is_a_whole_word_only():
    memory = memory_of(
        {"1": make_facts(("ann b", "", "", "")), "2": make_facts(("bo", "", "", ""))}
    )

    assert found(memory, "b") == ["1"]
    assert found(memory, "bo") == ["2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("gardne", "garden"), ("graden", "garden"), ("garten", "garden"), ("direktr", ""),
     ("direktors", "director"), ("drector", "director"), ("snw", "")],
)  # fmt: skip
def test_slips_are_forgiven_and_said(fields, typed, meant):
    result = ask(fields, text=typed)

    assert result.corrections == ([(typed, meant)] if meant else [])
    assert bool(result.total) == bool(meant)


def test_two_slips_are_forgiven_in_long_words():
    memory = memory_of({"1": make_facts(("administrator", "", "", ""))})

    assert ask(memory, text="adminstrater").corrections == [("adminstrater", "administrator")]


def test_slip_is_taken_for_what_most_people_have():
    memory = memory_of({str(n): make_facts((w, "", "", "")) for n, w in
                        enumerate(["planter", "planner", "planner"])})  # fmt: skip

    assert ask(memory, text="plaxner").corrections == [("plaxner", "planner")]


def test_word_of_a_hidden_page_is_not_known(fields):
    result = ask(fields, text="gardne", hidden_pages=frozenset(["other"]))

    assert (result.total, result.corrections) == (0, [])


# --- synonyms ------------------------------------------------------------------------------------


@pytest.fixture
def managers():
    return memory_of(
        {
            "manager": make_facts(("ann", "city manager | city of elgin", "", "")),
            "apart": make_facts(("bob", "budget manager | city of elgin", "", "")),
            "across": make_facts(("cy", "clerk of the city | manager", "", "")),
            "short": make_facts(("di", "cao", "", "")),
            "asked": make_facts(("ed", "clerk", "how to be a city manager", "")),
            "bio": make_facts(("flo", "clerk", "", "city manager")),
        }
    )


SYNONYMS = [["CAO", "City Manager", "administrator"]]


def test_synonym_is_found_as_a_phrase(managers):
    assert found(managers, "cao", synonyms=SYNONYMS) == ["short", "manager", "asked"]


def test_words_of_a_phrase_are_still_words(managers):
    everybody = {"manager", "apart", "across", "short", "asked", "bio"}

    assert set(found(managers, "city manager", synonyms=SYNONYMS)) == everybody
    assert set(found(managers, "city manager")) == everybody - {"short"}


def test_phrase_with_synonyms_is_one_of_several_words(managers):
    assert found(managers, "ed city manager", synonyms=SYNONYMS) == ["asked"]
    assert found(managers, "administrator", synonyms=SYNONYMS) == found(
        managers, "administrator", synonyms=[*SYNONYMS, ["x", "y"]]
    )


# --- choices, orders, pages ----------------------------------------------------------------------


def test_result_without_anybody_says_what_to_drop(fields):
    result = ask(
        fields, text="budget", choices={"state": frozenset(["IL"]), "topic": frozenset(["t"])}
    )

    assert (result.total, result.page_pks, result.page, result.page_count) == (0, [], 1, 1)
    assert result.without == []
    assert ask(fields, text="budget", choices={"state": frozenset(["IL"])}).without == [
        ("state", "IL", 4)
    ]


def test_text_may_be_what_to_drop():
    memory = memory_of({"1": make_facts(state=["IL"]), "2": make_facts(("ann", "", "", ""))})

    result = ask(memory, text="ann", choices={"state": frozenset(["IL"])})

    assert result.without == [("q", "ann", 1), ("state", "IL", 1)]


def test_pages_clamp():
    memory = memory_of({str(n): make_facts(name=f"{n}") for n in range(5)})

    pages = [ask(memory, page=page, per_page=2, sort=GallerySort.NAME) for page in (-3, 0, 2, 99)]

    assert [(p.page, p.page_pks) for p in pages] == [
        (1, ["0", "1"]), (1, ["0", "1"]), (2, ["2", "3"]), (3, ["4"])
    ]  # fmt: skip
    assert {p.page_count for p in pages} == {3}


def test_shuffle_is_another_one_each_day_and_fair():
    memory = memory_of({str(n): make_facts() for n in range(20)})

    first: dict[str, int] = {}
    for number in range(200):
        result = ask(memory, day=DAY + datetime.timedelta(days=number), per_page=20)
        assert sorted(result.page_pks) == sorted(map(str, range(20)))
        first[result.page_pks[0]] = first.get(result.page_pks[0], 0) + 1
    # Ten times each, on average.
    assert len(first) == 20
    assert max(first.values()) < 30


def test_orders():
    memory = memory_of(
        {
            "1": make_facts(name="zoe", joined=3, capacity=1),
            "2": make_facts(name="ann", joined=1, capacity=5, paused_until="2030-01-01"),
            "3": make_facts(name="bob", joined=2, capacity=4, taken=1),
            "10": make_facts(name="bob", joined=2, capacity=1, taken=1),
            "11": make_facts(name="bob", capacity=0),
        }
    )

    assert ask(memory, sort=GallerySort.NAME).page_pks == ["2", "3", "10", "11", "1"]
    assert ask(memory, sort=GallerySort.NEWEST).page_pks == ["1", "3", "10", "2", "11"]
    assert ask(memory, sort=GallerySort.AVAILABILITY).page_pks == ["3", "1", "10", "2", "11"]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O’Brien & Söhne, 311!", ["obrien", "sohne", "311"]),
        ("Résumé-Prüfung", ["resume", "prufung"]),
        ("a_b", ["a", "b"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("…", []),
    ],
)
def test_words_of(text, words):
    assert words_of(text) == words


def test_too_much_text_is_left_out():
    assert len(typed_words("word " * 100)) == 8
    assert typed_words("a" * 1000) == ["a" * 200]


def test_phrases_do_not_run_over_fields():
    assert phrases_of("City Manager", "", "Elgin") == " city manager | elgin"
    assert fold("Ünal") == "unal"
