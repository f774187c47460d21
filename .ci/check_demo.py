"""Start `make demo` twice, as a newcomer does: it fills an empty site, then starts in no time.

    python .ci/check_demo.py FOLDER

FOLDER takes what the site writes; it is emptied first.
"""

import html
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import Browser, StepError
from demo import PASSWORD, USERS

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND = 600, 5  # seconds
FEWEST_PAGES = 20
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')


def main(folder: Path) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        port = free_port()
        with started(folder, port, FIRST) as browser:
            walk(browser)
            for user in USERS:
                somebody = Browser(browser.root, browser.server)
                somebody.log_in(user, PASSWORD)
                somebody.get("/admin/pages/")
        with started(folder, port, SECOND):
            pass
    except StepError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(folder: Path, port: int, limit: float) -> Iterator[Browser]:
    """Run the demo.

    Raises:
        StepError: it does not serve in time.
    """
    environment = {**os.environ, "VAR_DIR": str(folder.resolve()), "PORT": str(port)}
    start = time.monotonic()
    demo = subprocess.Popen(["make", "demo"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        browser = Browser(f"http://127.0.0.1:{port}", demo, patience=FIRST)
        seconds = time.monotonic() - start
        print(f"make demo serves after {seconds:.1f} s", flush=True)
        if seconds > limit:
            raise StepError(f"That is too long: the limit is {limit} s")
        yield browser
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.wait(timeout=20)


def walk(browser: Browser) -> None:
    """Open the home page, what it links to, and what these pages link to on the same site."""
    seen: set[str] = set()
    level = {f"{browser.root}/"}
    for _ in range(3):
        links = [
            urllib.parse.urljoin(url, link)
            for url in sorted(level)
            for link in map(html.unescape, LINK.findall(browser.get(url)))
        ]
        seen |= level
        level = {url for url in links if url.startswith(f"{browser.root}/")} - seen
        # Mail in the outbox names addresses of the admin in full.
        level = {url for url in level if not url.startswith(f"{browser.root}/admin/")}
    if len(seen) < FEWEST_PAGES:
        raise StepError(f"{len(seen)} pages are too few for a site with demo data")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
