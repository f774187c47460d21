"""What many tests start from, made once a module: that takes longer than most of the tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest
    from pytest_django import DjangoDbBlocker

WorldT = TypeVar("WorldT")


@contextmanager
def lasting(
    make: Callable[[], WorldT], request: pytest.FixtureRequest, blocker: DjangoDbBlocker
) -> Iterator[WorldT | None]:
    """Make something in a transaction around the tests of a module; for a fixture of its scope.

    Each test still rolls back what it does. Give a test a deep copy: it may change the objects.
    ``None`` in a module with a test that ends transactions.
    """
    tests = [item for item in request.session.items if getattr(item, "module", 0) is request.module]
    if any(_is_transactional(item) for item in tests):
        yield None
        return
    with blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        world = make()
    yield world
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _is_transactional(item: Any) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))
