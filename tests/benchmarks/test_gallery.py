"""How long the gallery takes, against a bare page of the same site in the same run.

Milliseconds differ from machine to machine; the ratio tells a change of ours from a slow machine.
"""

import statistics
import time

import pytest

from tests.factories import (
    OrganizationTypeFactory,
    TopicFactory,
    make_coach_page,
    make_host_page,
    make_image,
)

pytestmark = pytest.mark.benchmark

ROUNDS = 15
#: Far above what is measured, so that only a mistake of another order fails.
LIMIT = 25


def milliseconds(get):
    """Return the median time of a request, after one to warm up."""
    get()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        get()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


@pytest.fixture
def bare(program, revisit):
    return milliseconds(revisit(make_host_page(program.home)))


@pytest.fixture
def gallery(program):
    topics = [TopicFactory(site=program.site, name=f"Subject {n}") for n in range(8)]
    types = [OrganizationTypeFactory(site=program.site, name=f"Kind {n}") for n in range(10)]
    images = [make_image() for _ in range(24)]
    for n in range(200):
        make_coach_page(
            program,
            title=f"Coach {n:03}",
            job_title="Manager",
            organization="City",
            organization_type=types[n % 10],
            coach__topics=[topics[n % 8], topics[(n + 3) % 8]],
            portrait=images[n % 24],
        )
    return program.gallery


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?page=9",
        "?q=coach",
        "?topic=subject-1",
        "?q=manager&topic=subject-1&organization_type=kind-1",
    ],
)
def test_gallery_of_200_coaches(gallery, bare, revisit, query, record_property):
    taken = milliseconds(revisit(gallery, query))

    ratio = taken / bare
    record_property("ratio", round(ratio, 1))
    print(f"\n{query or 'all':60} {taken:6.1f} ms, {ratio:4.1f} bare pages")  # noqa: T201
    assert ratio < LIMIT
