"""Tasks for a worker: thin covers around services. Without one, ``coaching_tick`` does it all."""

from django_tasks import task

from wagtail_coaching.services import delivery, tick


@task()
def deliver_message(message_id: int) -> None:
    """Send one message of the outbox. What goes wrong is on its row, and is tried again."""
    delivery.deliver_one(message_id=message_id)


@task()
def run_periodic_work() -> None:
    """Do what ``coaching_tick`` does, for a host whose worker has a schedule.

    Raises:
        RuntimeError: a job failed; the log has more.
    """
    failed = [result.name for result in tick.run_all() if result.error]
    if failed:
        raise RuntimeError(f"Failed: {', '.join(failed)}.")


def runs_elsewhere() -> bool:
    """Return whether tasks are done outside of the request that asks for them.

    The backend that runs them at once would have a visitor wait for the mail server; that which
    only keeps them would send nothing.
    """
    backend = type(deliver_message.get_backend())
    here = {"ImmediateBackend", "DummyBackend"}
    return here.isdisjoint(base.__name__ for base in backend.__mro__)
