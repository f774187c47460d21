"""The example site with galleries of several sizes, timed, in a process of its own:
``python -m tests.benchmarks.gallery_site SIZE …``. Prints one line of JSON a measured page.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 25
PAGES = {
    "first page": "",
    "last page": "?page=9999999",
    "middle page, by name": "?sort=name&page={middle}",
    "one facet": "?topic=resume-review",
    "one facet, last page": "?topic=resume-review&page=9999999",
    "mix of facets": "?topic=resume-review&topic=management-tools&organization_type=city"
    "&availability=open",
    "mix of facets, last page": "?state=IL&state=TX&state=OH&availability=open&availability=full"
    "&population_band=5000-9999&sort=availability&page=9999999",
    "word of 30 %": "?q=manager",
    "word of 30 %, last page": "?q=manager&page=9999999",
    "word and facet": "?q=manager&topic=resume-review",
    "two words": "?q=city+manager",
    "two letters": "?q=ma",
    "typo": "?q=manaegr",
    "nobody": "?q=xyzxyzxyz&topic=resume-review",
}


def tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def build(sizes: list[int]) -> tuple[Any, dict[int, Any]]:
    """Return a bare page and the galleries."""
    from django.core.management import call_command

    from example_site.home.content import build_site
    from example_site.home.models import StandardPage
    from tests.benchmarks.bulk import make_gallery, make_images
    from wagtail_coaching.pages.models import CoachingProgramPage
    from wagtail_coaching.services import gallery_index
    from wagtail_coaching.services.setup import setup_program

    call_command("migrate", verbosity=0)
    site = build_site()
    setup_program(parent=site.home)
    program = CoachingProgramPage.objects.get()
    site.home.refresh_from_db()
    bare = site.home.add_child(instance=StandardPage(title="Bare", slug="bare", live=True))
    images = make_images()
    galleries = {}
    for size in sizes:
        started = time.perf_counter()
        galleries[size] = gallery = make_gallery(program, site.site, size, images)
        built = time.perf_counter()
        gallery_index.current_state(gallery_pk=str(gallery.pk))
        tell(
            what="build",
            size=size,
            seconds=built - started,
            index_seconds=time.perf_counter() - built,
        )
    return bare, galleries


def visitor() -> Callable[[str], Any]:
    """Return a function that gets an address, as a server's worker would."""
    from django.test.client import RequestFactory

    from example_site.wsgi import application

    factory = RequestFactory()

    def get(url: str) -> Any:
        environ = factory.get(url, headers={"host": "localhost"}).environ
        said: list[str] = []
        started = time.perf_counter()
        response = application(environ, lambda status, headers: said.append(status))
        body = b"".join(response)
        taken = time.perf_counter() - started
        response.close()
        assert said[0].startswith("200"), (url, said, body[:500])
        return taken * 1000

    return get


def measure(bare: Any, galleries: dict[int, Any]) -> None:
    """Time everything in turn, so that what slows the machine slows all of it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    get = visitor()
    urls = {("bare", "", 0): bare.get_url()}
    for size, gallery in galleries.items():
        for name, query in PAGES.items():
            url = gallery.get_url() + query.format(middle=max(size // 48, 1))
            urls[("gallery", name, size)] = url
        coach = gallery.get_first_child()
        urls[("coach", "coach page", size)] = coach.get_url()
    times: dict[Any, list[float]] = {key: [] for key in urls}
    queries = {}
    for key, url in urls.items():
        first = get(url)
        if key[1] == "first page":
            tell(what="load", size=key[2], milliseconds=first)
        get(url)
        with CaptureQueriesContext(connection) as captured:
            get(url)
        queries[key] = len(captured)
    for _round in range(ROUNDS):
        for key, url in urls.items():
            times[key].append(get(url))
    base = statistics.median(times["bare", "", 0])
    for key, taken in times.items():
        kind, name, size = key
        middle = statistics.median(taken)
        tell(
            what=kind,
            page=name,
            size=size,
            milliseconds=middle,
            ratio=middle / base,
            queries=queries[key],
        )


def measure_changes(galleries: dict[int, Any]) -> None:
    """Time what a change costs: writing it down, and the next search."""
    from wagtail_coaching.models import Coach
    from wagtail_coaching.services import gallery as gallery_service

    for size, gallery in galleries.items():
        written, searched = [], []
        query = gallery_service.GalleryQuery()
        gallery_service.search(gallery=gallery, query=query)
        for page in gallery.get_children().specific()[:10]:
            coach = Coach.objects.get(pk=page.coach_id)
            coach.capacity += 1
            started = time.perf_counter()
            coach.save()
            written.append(time.perf_counter() - started)
            started = time.perf_counter()
            gallery_service.search(gallery=gallery, query=query)
            searched.append(time.perf_counter() - started)
        tell(
            what="change",
            size=size,
            save_milliseconds=statistics.median(written) * 1000,
            search_milliseconds=statistics.median(searched) * 1000,
        )


def main(sizes: list[int]) -> None:
    django.setup()
    from django.db import connection

    bare, galleries = build(sizes)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    measure(bare, galleries)
    measure_changes(galleries)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
