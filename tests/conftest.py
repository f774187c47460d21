"""What the whole suite shares: markers, the test databases, the browser."""

import gc
import importlib.util
import os
import shutil
import zlib
from pathlib import Path

import pytest

# Playwright runs an event loop in the main thread; Django reads this when it is first imported.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest_plugins = ["tests.fixtures"]

# The browser tests need an extra of their own; the rest of the suite does without it.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["e2e"]

# Files whose tests do the same whatever a host's pages are: a host with its own need not run them
# again.
TESTS = Path(__file__).parent
ANY_HOST = tuple(
    TESTS / name
    for name in (
        "admin/test_applications.py",
        "admin/test_dashboard_mail.py",
        "admin/test_message_actions.py",
        "admin/test_message_texts.py",
        "admin/test_messages.py",
        "admin/test_request_edit.py",
        "admin/test_request_export.py",
        "admin/test_request_inbox.py",
        "admin/test_vetting_queue.py",
        "admin/test_vetting_report.py",
        "admin/test_vocabularies.py",
        "forms/test_application.py",
        "forms/test_protection.py",
        "management/test_coaching_tick.py",
        "messages/test_application.py",
        "messages/test_confirmation.py",
        "messages/test_people_and_requests.py",
        "models/test_enums.py",
        "models/test_person.py",
        "models/test_settings.py",
        "models/test_taxonomy.py",
        "services/test_address.py",
        "services/test_application_draft.py",
        "services/test_application_processes.py",
        "services/test_confirmation_processes.py",
        "services/test_delivery.py",
        "services/test_delivery_backends.py",
        "services/test_delivery_processes.py",
        "services/test_gallery_jobs.py",
        "services/test_gallery_processes.py",
        "services/test_gallery_random.py",
        "services/test_gallery_search.py",
        "services/test_ical.py",
        "services/test_links.py",
        "services/test_message_texts.py",
        "services/test_messages.py",
        "services/test_mime.py",
        "services/test_nomination.py",
        "services/test_person.py",
        "services/test_portrait.py",
        "services/test_rendering.py",
        "services/test_request_state.py",
        "services/test_throttle.py",
        "services/test_tick.py",
        "test_packaging.py",
        "test_tasks.py",
        "views/test_links.py",
        "views/test_person.py",
        "views/test_unsubscribe.py",
    )
)

# Tests that run on every database: they lock, race, search, or ask in SQL of our own. Of the rest,
# each database may take a share: with SUITE_SHARE=1/2 on one and 2/2 on the other, each test runs
# on one of them (and on SQLite).
EVERY_DATABASE = (
    "management/*",
    "models/*",
    "services/*_processes.py",
    "services/test_confirmation.py",
    "services/test_consent.py",
    "services/test_gallery*.py",
    "services/test_links.py",
    "services/test_person.py",
    "services/test_taxonomy.py",
    "services/test_throttle.py",
    "services/test_tick.py",
    "services/test_uninstall.py",
    "vetting/*",
)

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    shutil.rmtree(settings.SCRATCH_DIR, ignore_errors=True)
    settings.SCRATCH_DIR.mkdir()


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    shutil.rmtree(settings.SCRATCH_DIR, ignore_errors=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the garbage collector pass over all that was imported: it takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what a host with its own pages can't run, and what would run the same again; keep
    initial data where tests flush.
    """
    from django.apps import apps

    missing = [str(path) for path in ANY_HOST if not path.exists()]
    missing += [pattern for pattern in EVERY_DATABASE if not any(TESTS.glob(pattern))]
    if missing:
        raise pytest.UsageError(f"{', '.join(missing)}: named here, but not there")
    has_stock_pages = apps.is_installed("wagtail_coaching.pages")
    is_first_choice = has_stock_pages and not os.environ.get("DATABASE_URL")
    kept, left_out = [], []
    for item in items:
        needs_stock_pages = [_reason(item, mark) for mark in item.iter_markers("stock_pages")]
        wrong_host = needs_stock_pages and not has_stock_pages
        repeats = (item.get_closest_marker("own_process") and not is_first_choice) or (
            not has_stock_pages and item.path in ANY_HOST
        )
        repeats = repeats or not _is_in_share(item)
        (left_out if wrong_host or repeats else kept).append(item)
        _keep_initial_data(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _is_in_share(item: pytest.Item) -> bool:
    share = os.environ.get("SUITE_SHARE", "")
    if not share or any(item.path.match(pattern) for pattern in EVERY_DATABASE):
        return True
    number, count = (int(part) for part in share.split("/"))
    return zlib.crc32(item.nodeid.encode()) % count == number - 1


def _reason(item: pytest.Item, mark: pytest.Mark) -> str:
    reason = mark.kwargs.get("reason", mark.args[0] if mark.args else None)
    if not isinstance(reason, str) or not reason.strip():
        raise pytest.UsageError(f"{item.nodeid}: stock_pages needs its reason as a string")
    return reason


def _keep_initial_data(item: pytest.Item) -> None:
    """Restore the rows that migrations made (root page, groups, workflow) after each flush."""
    mark = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    if (
        "live_server" in fixtures
        or "transactional_db" in fixtures
        or (mark is not None and mark.kwargs.get("transaction"))
    ):
        options = {**(mark.kwargs if mark else {}), "transaction": True}
        item.add_marker(
            pytest.mark.django_db(**{**options, "serialized_rollback": True}), append=False
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start the browser before the database is set up.

    Its event loop changes which connection object Django hands out; in the other order the rows to
    restore would be kept on a connection that nobody looks at.
    """
    if any(item.get_closest_marker("e2e") for item in request.session.items):
        request.getfixturevalue("playwright")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Use the system's Chromium (or the one that ``CHROMIUM`` names): nothing is downloaded."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None or not Path(path).exists():
        pytest.fail("No Chromium found. Install one, or set CHROMIUM to the path of its program.")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGS}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start without what an earlier test left: Wagtail keeps the sites' root paths there."""
    from django.core.cache import cache

    cache.clear()
