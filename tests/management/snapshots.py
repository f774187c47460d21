"""The whole database as plain values, so that a test can say "nothing was changed"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable

    Snapshot = dict[str, list[dict[str, object]]]

OUR_APPS = ("wagtail_coaching", "wagtail_coaching_pages")
# Bookkeeping of Django and of the search engine inside SQLite: no rows that anybody wrote.
_LEFT_OUT = ("django_migrations", "django_session", "sqlite_sequence")
# A statistic over all rows.
_LEFT_OUT_COLUMNS = ("title_norm",)


def take_snapshot() -> Snapshot:
    """Return every row of every table, sorted."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in _LEFT_OUT or "_fts" in table:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            rows = [
                {
                    name: value
                    for name, value in zip(names, row, strict=True)
                    if name not in _LEFT_OUT_COLUMNS
                }
                for row in cursor.fetchall()
            ]
            found[table] = sorted(rows, key=repr)
    return found


def differences(before: Snapshot, after: Snapshot) -> dict[str, dict[str, list[object]]]:
    """Return the rows that went and came, by table; empty where all is as it was."""
    found = {}
    for table in sorted({*before, *after}):
        old, new = before.get(table, []), after.get(table, [])
        if old != new:
            found[table] = {
                "gone": [row for row in old if row not in new],
                "come": [row for row in new if row not in old],
            }
    return found


def without_our_types(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot as a site has it that never knew the package, but for empty tables."""
    types = set(ContentType.objects.filter(app_label__in=OUR_APPS).values_list("pk", flat=True))
    return {
        **snapshot,
        "django_content_type": _without(snapshot["django_content_type"], "id", types),
        "auth_permission": _without(snapshot["auth_permission"], "content_type_id", types),
    }


def _without(
    rows: list[dict[str, object]], column: str, values: Iterable[int]
) -> list[dict[str, object]]:
    return [row for row in rows if row[column] not in values]
