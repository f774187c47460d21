"""Tasks: handed to a worker where there is one, and nowhere else."""

import pytest
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend

from wagtail_coaching import tasks
from wagtail_coaching.enums import MessageState
from wagtail_coaching.services import tick
from wagtail_coaching.services.tick import JobResult

pytestmark = pytest.mark.django_db


class WaitingBackend(BaseTaskBackend):
    """Keeps tasks until :meth:`work` is called, as a worker elsewhere would."""

    supports_defer = False
    waiting = []

    def enqueue(self, task, args, kwargs):
        self.waiting.append((task, args, kwargs))

    @classmethod
    def work(cls):
        while cls.waiting:
            task, args, kwargs = cls.waiting.pop(0)
            task.call(*args, **kwargs)


class BrokenBackend(BaseTaskBackend):
    def enqueue(self, task, args, kwargs):
        raise ConnectionError("the queue is down")


@pytest.fixture
def use_tasks(settings):
    def use(path):
        settings.TASKS = {"default": {"BACKEND": path}}
        task_backends.__dict__.pop("settings", None)
        if hasattr(task_backends._connections, "default"):
            del task_backends._connections.default

    yield use
    del settings.TASKS
    use_default = task_backends.__dict__.pop("settings", None)
    assert use_default is None or use_default
    if hasattr(task_backends._connections, "default"):
        del task_backends._connections.default


def test_a_worker_sends_each_message_once(
    greet, mail_server, use_tasks, django_capture_on_commit_callbacks
):
    use_tasks(f"{__name__}.WaitingBackend")
    with django_capture_on_commit_callbacks(execute=True):
        message = greet()
    assert mail_server.mails == []  # not in the request

    [again] = WaitingBackend.waiting
    WaitingBackend.waiting.append(again)  # queues may hand out a task twice
    WaitingBackend.work()
    tick.run_all()

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize(
    "path",
    [
        "django_tasks.backends.immediate.ImmediateBackend",
        "django_tasks.backends.dummy.DummyBackend",
    ],
)
def test_without_a_worker_the_request_only_writes_the_row(
    greet, mail_server, use_tasks, path, django_capture_on_commit_callbacks
):
    use_tasks(path)
    with django_capture_on_commit_callbacks(execute=True):
        message = greet()

    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert mail_server.mails == []


def test_a_queue_that_is_down_is_no_trouble_to_the_visitor(
    greet, mail_server, use_tasks, django_capture_on_commit_callbacks
):
    use_tasks(f"{__name__}.BrokenBackend")
    with django_capture_on_commit_callbacks(execute=True):
        message = greet()
    tick.run_all()

    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_what_is_for_later_is_not_handed_to_a_worker_now(
    greet, use_tasks, django_capture_on_commit_callbacks
):
    use_tasks(f"{__name__}.WaitingBackend")
    with django_capture_on_commit_callbacks(execute=True):
        greet(due_at=timezone.now() + timezone.timedelta(hours=1))

    assert WaitingBackend.waiting == []


def test_the_periodic_work_can_be_a_task(monkeypatch):
    results = [JobResult("good", done=1, error="")]
    monkeypatch.setattr(tick, "run_all", lambda: results)
    tasks.run_periodic_work.call()

    results.append(JobResult("bad", done=0, error="gone"))
    with pytest.raises(RuntimeError, match=r"^Failed: bad\.$"):
        tasks.run_periodic_work.call()
