"""The gallery in memory says what going through everybody says, on random galleries."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.gallery_cases import DAY, Brute, make_facts, memory_of
from wagtail_coaching.enums import GallerySort
from wagtail_coaching.models import Topic
from wagtail_coaching.services.gallery_query import GalleryQuery, run_query

WORDS = ["ann", "anna", "city", "manager", "manger", "budget", "budgets", "planning", "cao", "a"]
TOPICS = {"budget planning": "t1", "city": "t2", "interview": "t3"}
SYNONYMS = [["cao", "city manager"], ["city manager", "planning city budget"], ["anna", "a"]]
KEYS = ["1", "2", "10", "11", "100", "x", "y", "z", "zz", "w"]
DAYS = [DAY + datetime.timedelta(days=days) for days in range(3)]

texts = st.lists(st.sampled_from([*WORDS, "|"]), max_size=4).map(" ".join)
some = st.lists(st.sampled_from(["t1", "t2", "t3", "t4"]), unique=True, max_size=3)
one = st.lists(st.sampled_from(["a", "b"]), max_size=1)
dates = st.sampled_from(["", *(day.isoformat() for day in DAYS)])
entries = st.builds(
    make_facts,
    st.tuples(texts, texts, texts, texts),
    name=st.sampled_from(["ann", "bob", "zoe"]),
    joined=st.integers(0, 3),
    capacity=st.integers(0, 3),
    taken=st.integers(0, 3),
    paused_until=dates,
    accepting_until=dates,
    topic=some,
    state=one,
    role=some,
    language=one,
    career_stage=one,
)
galleries = st.dictionaries(st.sampled_from(KEYS), entries, max_size=10)
typed = st.lists(
    st.sampled_from([*WORDS, "bu", "manag", "plannig", "cyti", "interviwe", "?"]), max_size=4
).map(" ".join)
chosen = st.frozensets(
    st.sampled_from(["t1", "t2", "t4", "a", "b", "none", "open", "paused"]), max_size=2
)
queries = st.builds(
    GalleryQuery,
    text=typed,
    choices=st.dictionaries(
        st.sampled_from(["topic", "state", "role", "language", "availability", "unknown"]),
        chosen,
        max_size=3,
    ),
    sort=st.sampled_from(GallerySort),
    page=st.integers(-1, 5),
    per_page=st.integers(1, 4),
    hidden_pages=st.frozensets(st.sampled_from([*KEYS, "elsewhere"]), max_size=3),
)
changes = st.lists(st.tuples(st.sampled_from(KEYS), st.none() | entries), max_size=4)


@settings(max_examples=150)
@given(
    galleries, st.lists(st.tuples(queries, st.sampled_from(DAYS), changes), min_size=1, max_size=4)
)
def test_answers_are_those_of_going_through_everybody(facts, steps):
    memory = memory_of(facts)
    topics = [Topic(name=name, translation_key=key) for name, key in TOPICS.items()]

    for query, day, changed in steps:
        # The brute force splits words at spaces only; so does the query, where "?" is no word.
        plain = query.text.replace("?", "").strip()
        expected = Brute(
            facts, query_with(query, plain or query.text.strip()), day, TOPICS, SYNONYMS
        )
        answer = run_query(memory=memory, query=query, today=day, topics=topics, synonyms=SYNONYMS)
        wanted = expected.answer()
        wanted.without[:] = [
            (name, query.text if name == "q" else value, count)
            for name, value, count in wanted.without
        ]
        assert answer == wanted
        for pk, row in changed:
            facts = {k: v for k, v in facts.items() if k != pk} | ({pk: row} if row else {})
            memory.apply([(pk, row is not None, row or {})])


def query_with(query, text):
    return GalleryQuery(**{**vars(query), "text": text})
