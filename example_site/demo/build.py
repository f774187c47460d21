"""Fills the example site: the package's own set-up first, then part by part.

Each part makes what is missing, so that a second run changes nothing, and a part that is new in a
later version comes to a site that has the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.signal_handlers import disable_reference_index_auto_update

from example_site.demo.parts import (
    Demo,
    applications,
    coaches,
    confirmations,
    learners,
    pages,
    people,
    program,
    webinars,
)
from example_site.demo.profiles import invent_profiles
from example_site.demo.progress import Progress
from example_site.home.content import build_site
from wagtail_coaching.models import Coach
from wagtail_coaching.pages.models import CoachPage
from wagtail_coaching.services.defaults import EDITORS
from wagtail_coaching.services.setup import setup_program


def is_there() -> bool:
    """Whether the demo, or a coaching program in earnest, is there already."""
    return Coach.objects.exists()


@transaction.atomic
def build_demo(*, coach_count: int, progress: Progress) -> Demo:
    """Make what is missing: all of it, or nothing where anything goes wrong.

    Raises:
        ValueError: the default site shows other content.
    """
    with _indexes_left_alone():
        demo = _prepare(coach_count, progress)
        for label, build in (
            ("Users", people.build_users),
            ("Settings", program.build_settings),
            ("Coaches", coaches.build_coaches),
            ("Webinars", webinars.build_webinars),
            ("Guides", pages.build_guides),
            ("Questions and answers", pages.build_questions),
            ("Program's pages", program.build_pages),
            ("Learners, requests", learners.build_learners),
            ("Applications", applications.build_applications),
            ("Profiles still right?", confirmations.build_confirmations),
            ("Front page", program.build_front_page),
        ):
            with progress.part(label) as results:
                results += build(demo)
                demo.made += results
    if demo.made:
        with progress.part("Search, references") as results:
            call_command("update_index", verbosity=0)
            call_command("rebuild_references_index", verbosity=0)
            results.append("indexed")
    return demo


def _prepare(coach_count: int, progress: Progress) -> Demo:
    with progress.part("Association's site") as results:
        site = build_site()
        results += [f"{len(site.made)} things"] if site.made else []
    with progress.part("Coaching program") as results:
        report = setup_program(parent=site.home)
        results += [f"{len(report.made)} things"] if report.made else []
    return Demo(
        site=site.site,
        home=site.home,
        groups=report.groups,
        collection=Collection.objects.filter(
            group_permissions__group__name=report.groups[EDITORS]
        ).first(),
        today=timezone.localdate(),
        progress=progress,
        profiles=invent_profiles(coach_count),
        made=[*site.made, *report.made],
    )


@contextmanager
def _indexes_left_alone() -> Iterator[None]:
    """Spare the indexes: a page is saved four times on its way to the public, and what is made in
    bulk does not come into them by itself. They are brought up to date at the end, once.
    """
    models = (CoachPage, get_image_model())
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
