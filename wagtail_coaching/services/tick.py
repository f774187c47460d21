"""The periodic work: a registry of jobs, run every few minutes by ``coaching_tick``.

Every job is safe to run twice at once, and again after it was cut off half-way: it changes rows by
conditional updates, so what one run does, another finds done.
"""

from __future__ import annotations

import datetime
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.models import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger("wagtail_coaching")

#: The heartbeat of all jobs together.
HEARTBEAT: Final = "tick"


@dataclass(frozen=True)
class Job:
    """One piece of periodic work; :func:`register_job` adds it, next to the service it calls."""

    #: Its name in the heartbeat, the log and the command's output. It never changes.
    name: str
    #: Says what there is to do, a line each, for people; changes nothing.
    due: Callable[[datetime.datetime], Iterable[str]]
    #: Does it, and returns how many things were done.
    run: Callable[[datetime.datetime], int]
    #: Jobs run in this order: what writes messages comes before what sends them (90).
    order: int = 50


@dataclass(frozen=True)
class JobResult:
    """How one job went."""

    name: str
    done: int
    #: What went wrong; empty if nothing did.
    error: str


_JOBS: Final[dict[str, Job]] = {}
_stopping: Final = threading.Event()


def register_job(job: Job) -> Job:
    """Add a job to those there are, and return it. A host does so in its ``AppConfig.ready()``.

    Raises:
        ValueError: there is another of this name.
    """
    if _JOBS.setdefault(job.name, job) != job:
        raise ValueError(f"There is a job {job.name!r} already.")
    return job


def jobs() -> list[Job]:
    """Return all jobs, in the order they run in."""
    return sorted(_JOBS.values(), key=lambda job: job.order)


def run_all(*, now: datetime.datetime | None = None) -> list[JobResult]:
    """Run every job. One that fails is logged, and stops no other.

    Args:
        now: the time it is taken to be; ``None``: the present, anew for each job.
    """
    _begin(HEARTBEAT)
    results: list[JobResult] = []
    for job in jobs():
        if is_stopping():
            return results
        results.append(_run(job, now or timezone.now()))
    failed = ", ".join(result.name for result in results if result.error)
    _finish(HEARTBEAT, error=f"failed: {failed}" if failed else "")
    return results


def due(*, now: datetime.datetime | None = None) -> dict[str, list[str]]:
    """Return what each job has to do, by its name. Changes nothing."""
    now = now or timezone.now()
    return {job.name: list(job.due(now)) for job in jobs()}


def stop() -> None:
    """Let this process begin with nothing more; long jobs ask :func:`is_stopping` in between."""
    _stopping.set()


def is_stopping() -> bool:
    """Return whether this process is about to end."""
    return _stopping.is_set()


def wait(seconds: float) -> bool:
    """Wait, unless this process is about to end; return whether it is."""
    return _stopping.wait(seconds)


def last_finished() -> datetime.datetime | None:
    """Return when all jobs were last through; ``None``: never."""
    heartbeat = Heartbeat.objects.filter(name=HEARTBEAT).first()
    return heartbeat.finished_at if heartbeat is not None else None


def is_stale(now: datetime.datetime | None = None) -> bool:
    """Return whether the periodic work has stopped, or has never begun."""
    finished = last_finished()
    limit = datetime.timedelta(minutes=coaching_settings.TICK_STALE_MINUTES)
    return finished is None or finished < (now or timezone.now()) - limit


def _run(job: Job, now: datetime.datetime) -> JobResult:
    try:
        _begin(job.name)
        done, error = job.run(now), ""
    except Exception as problem:
        logger.exception("The periodic job %r failed.", job.name)
        done, error = 0, f"{type(problem).__name__}: {problem}"
    try:
        _finish(job.name, error=error)
    except Exception as problem:
        # The database is gone, most likely: then the next job says so, too.
        logger.exception("The heartbeat of %r could not be written.", job.name)
        error = error or f"{type(problem).__name__}: {problem}"
    return JobResult(name=job.name, done=done, error=error)


def _begin(name: str) -> None:
    _write(name, started_at=timezone.now())


def _finish(name: str, *, error: str) -> None:
    _write(name, finished_at=timezone.now(), error=error[:2000])


def _write(name: str, **values: object) -> None:
    # Without a transaction around: on SQLite, one that reads before it writes fails where another
    # process writes in between.
    if not Heartbeat.objects.filter(name=name).update(**values):
        Heartbeat.objects.bulk_create([Heartbeat(name=name)], ignore_conflicts=True)
        Heartbeat.objects.filter(name=name).update(**values)
