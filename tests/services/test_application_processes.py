"""Several processes at once: one application, one mail, one draft."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.application_cases import EMAIL, begun, last_link, mails, send
from tests.services.test_delivery_processes import database_url, go
from tests.vetting.cases import make_vetted_site
from wagtail_coaching.models import Coach, CoachApplication, CoachVetting, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once():
    """Have processes of ``tests/applying.py`` do one thing each; return what came of it."""
    processes = []

    def run(mode, *keys):
        for key in keys:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.applying", mode, str(key)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=Path(__file__).parents[2],
                env={**os.environ, "DATABASE_URL": database_url()},
            )
            processes.append(process)
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(keys)
        for process in processes:
            go(process)
        return sorted(process.stdout.readline().strip() for process in processes)

    yield run
    for process in processes:
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()


def test_form_that_is_sent_twice_at_once_is_one_application(site_a, at_once):
    draft = begun(site_a)

    assert at_once("send", draft.pk, draft.pk, draft.pk) == ["unproven"] * 3

    assert CoachApplication.objects.get().person == Person.objects.get()
    assert mails() == [("application_proof", EMAIL)]


def test_application_that_is_proven_twice_at_once_makes_one_coach(program, at_once):
    make_vetted_site(program)
    send(begun(program.site))
    link = last_link("application_proof")

    assert at_once("prove", *[link.key] * 3) == ["dead", "dead", "submitted"]

    assert Coach.objects.count() == 1
    program.gallery.refresh_from_db()
    assert program.gallery.get_children().count() == 1
    assert CoachVetting.objects.count() == 1
    assert [kind for kind, _ in mails()].count("application_received") == 1


def test_two_applicants_at_once_have_a_place_each(program, at_once):
    make_vetted_site(program)
    keys = []
    for name in ("one", "two", "three"):
        send(begun(program.site, name="Ann Bell", email=f"{name}@example.org"))
        keys.append(last_link("application_proof").key)

    assert at_once("prove", *keys) == ["submitted"] * 3

    program.gallery.refresh_from_db()
    pages = program.gallery.get_children()
    assert sorted(pages.values_list("slug", flat=True)) == ["ann-bell", "ann-bell-2", "ann-bell-3"]
    assert Coach.objects.count() == CoachVetting.objects.count() == 3
