"""Several processes search one gallery: what one changes, the next request of another shows."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import make_coach_page, set_settings
from tests.services.test_delivery_processes import database_url
from wagtail_coaching.models import Coach, GalleryChange, GalleryEntry
from wagtail_coaching.services import gallery_index

pytestmark = pytest.mark.django_db(transaction=True)


class Process:
    """One more process with the same database."""

    def __init__(self, gallery):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.searching", str(gallery.pk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DATABASE_URL": database_url()},
        )
        assert self.answer() == "ready"

    def order(self, text):
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def names(self):
        self.order("names")
        return json.loads(self.answer())

    def end(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def processes(program):
    set_settings(program.site, vetting_required=False)
    with contextlib.ExitStack() as stack:
        started = []
        for _ in range(2):
            started.append(Process(program.gallery))
            stack.callback(started[-1].end)
        yield started


def test_change_shows_on_the_next_request_in_every_process(program, processes):
    ann, bob = (make_coach_page(program, title=title) for title in ("Ann", "Bob"))
    assert [p.names() for p in processes] == [[str(ann.pk), str(bob.pk)]] * 2

    bob.title = "Abe"
    bob.save()
    assert [p.names() for p in processes] == [[str(bob.pk), str(ann.pk)]] * 2

    ann.unpublish()
    assert [p.names() for p in processes] == [[str(bob.pk)]] * 2


def test_processes_that_change_at_once_leave_the_entries_right(program, processes):
    for title in ("Ann", "Bob", "Cleo"):
        make_coach_page(program, title=title)

    for number, process in enumerate(processes):
        process.order(f"save {8 + number}")
    assert [process.answer() for process in processes] == ["done", "done"]

    assert processes[0].names() == processes[1].names()
    assert not GalleryChange.objects.exists()
    stored = sorted(
        facts["capacity"] for facts in GalleryEntry.objects.values_list("facts", flat=True)
    )
    assert stored == sorted(Coach.objects.values_list("capacity", flat=True))
    assert gallery_index.rebuild(gallery_pk=str(program.gallery.pk)) == 0
