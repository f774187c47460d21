"""The command that does the periodic work."""

import os
import signal
import subprocess
import sys
from io import StringIO
from threading import Event

import pytest
from django.core.management import CommandError, call_command

from wagtail_coaching.management.commands import coaching_tick
from wagtail_coaching.models import Heartbeat
from wagtail_coaching.services import tick
from wagtail_coaching.services.tick import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(monkeypatch):
    """One job that does two things, and one that fails if ``fails``."""
    monkeypatch.setattr(tick, "_JOBS", {})
    # The test's transaction is on a connection that would be closed.
    monkeypatch.setattr(coaching_tick, "close_old_connections", lambda: None)
    monkeypatch.setattr(tick, "_stopping", Event())

    def register(*, fails=False, done=2):
        def run(now):
            if fails:
                raise LookupError("gone")
            return 1

        tick.register_job(Job("work", due=lambda now: ["2 things"], run=lambda now: done))
        tick.register_job(Job("other", due=lambda now: [], run=run, order=1))

    return register


def run(*args, **options):
    out, err = StringIO(), StringIO()
    call_command("coaching_tick", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_it_says_what_was_done(jobs):
    jobs()

    assert run() == ("  other: 1\n  work: 2\n", "")
    assert tick.last_finished() is not None


def test_it_says_nothing_of_jobs_that_had_nothing_to_do(jobs):
    jobs(done=0)

    assert run() == ("  other: 1\n", "")
    assert run(verbosity=2) == ("  other: 1\n  work: 0\n", "")
    assert run(verbosity=0) == ("", "")


def test_it_ends_with_an_error_when_a_job_failed(jobs):
    jobs(fails=True)
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"^Failed: other\.") as caught:
        call_command("coaching_tick", stdout=out, stderr=err)

    assert caught.value.returncode == 1
    assert out.getvalue() == "  work: 2\n"
    assert err.getvalue() == "  other failed: LookupError: gone\n"


def test_a_dry_run_says_what_is_due_and_changes_nothing(jobs):
    jobs(fails=True)

    out, _err = run("--dry-run")

    assert out == "  work: 2 things\nNothing was changed: this was a dry run.\n"
    assert not Heartbeat.objects.exists()


def test_a_dry_run_says_so_when_nothing_is_due(jobs):
    assert run("--dry-run")[0].startswith("Nothing is due.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stays_until_it_is_told_to_end(jobs, monkeypatch, number):
    """The second round is cut short by a signal; a failing one is said, and ends nothing."""
    jobs(fails=True)
    rounds = []

    def wait(seconds):
        rounds.append(seconds)
        if len(rounds) == 2:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(tick, "wait", wait)
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        out, err = run("--every", "60")
    finally:
        for each, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(each, handler)

    assert rounds == [60, 60]
    assert err == "  other failed: LookupError: gone\n" * 2
    assert out == "  work: 2\n" * 2


def test_a_database_that_is_away_ends_nothing(jobs, monkeypatch):
    jobs()
    rounds = iter([RuntimeError("no database"), []])

    def run_all():
        answer = next(rounds)
        if isinstance(answer, Exception):
            raise answer
        tick.stop()
        return answer

    monkeypatch.setattr(tick, "run_all", run_all)
    monkeypatch.setattr(tick, "wait", lambda seconds: None)
    monkeypatch.setattr(coaching_tick.signal, "signal", lambda *args: None)

    assert run("--every", "1") == ("", "  failed: RuntimeError: no database\n")


@pytest.mark.parametrize("seconds", ["0", "-5", "soon", "nan"])
def test_it_refuses_what_is_no_number_of_seconds(jobs, seconds):
    with pytest.raises(CommandError, match="--every"):
        run("--every", seconds)


@pytest.mark.own_process
def test_every_job_is_registered_in_a_fresh_process():
    """No view, no admin and no test has been loaded there."""
    program = (
        "import django; django.setup();"
        "from wagtail_coaching.services import tick;"
        "print(*(job.name for job in tick.jobs()))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert found == [job.name for job in tick.jobs()]
    assert {"deliver_messages", "links", "report_failed_messages"} <= set(found)
