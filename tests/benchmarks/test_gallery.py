"""How long a gallery of the example site takes, against a bare page of it in the same run.

Milliseconds differ from machine to machine; the ratio tells a change of ours from a slow machine.
``BENCH_SIZES`` names other sizes ("200 2000"); ``BENCH_POSTGRES_URL`` another server, on which a
database is made and removed again.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.benchmark, pytest.mark.own_process]

ROOT = Path(__file__).parents[2]
SIZES = os.environ.get("BENCH_SIZES", "200 2000 20000 50000").split()
POSTGRES = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
DATABASE = "wagtail_coaching_bench"
#: Far above what is measured, so that only a mistake of another order fails.
LIMIT = 40
#: The same whatever the size.
QUERIES = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    if request.param == "sqlite":
        yield ""
        return
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("needs psycopg (the extra “postgres”)")
    import psycopg

    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as problem:
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {problem}")
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
        yield urlsplit(POSTGRES)._replace(path=f"/{DATABASE}").geturl()
        server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def test_galleries_of_all_sizes(database_url, tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.site_settings",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.gallery_site", *SIZES],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        rows = [show(json.loads(line)) for line in process.stdout]

    assert process.returncode == 0
    pages = [row for row in rows if row["what"] == "gallery"]
    assert len(pages) >= len(SIZES)
    assert max(row["ratio"] for row in pages) < LIMIT
    assert max(row["queries"] for row in pages) <= QUERIES
    for name in {row["page"] for row in pages}:
        same = {row["queries"] for row in pages if row["page"] == name}
        # On the last page there may be nobody with a portrait, or nobody at all.
        assert max(same) - min(same) <= 3, (name, same)


def show(row):
    """Print one result, and return it."""
    facts = {
        name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()
    }
    what, size = facts.pop("what"), facts.pop("size", "")
    page = facts.pop("page", "")
    numbers = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items())
    print(f"{what:8} {size:>6} {page:28} {numbers}", flush=True)  # noqa: T201
    return row
