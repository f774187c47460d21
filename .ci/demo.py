"""Run the example site with its demo data: environment, database, data, server.

`make demo` calls this. What is up to date is left alone, so that the second start takes seconds.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environment

ROOT = environment.ROOT
HOST = "127.0.0.1"
# Whom coaching_demo lets in.
USERS = ("admin", "editor", "reviewer")
PASSWORD = "coaching-demo"  # noqa: S105


def main() -> int:
    port = os.environ.get("PORT") or "8000"
    if not (port.isdecimal() and 0 < int(port) < 65536):
        return fail(f"PORT={port} is not a port: give a number from 1 to 65535.")
    if is_taken(int(port)):
        return fail(
            f"Port {port} on {HOST} is taken. Stop what runs there, or choose another one:\n"
            f"    make demo PORT={int(port) + 1 if int(port) < 65535 else 8000}"
        )
    # The site's links in the admin and in mail name the port that it is served on.
    os.environ.setdefault("WAGTAILADMIN_BASE_URL", f"http://{HOST}:{port}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_site.settings.dev"
    try:
        python = environment.ensure(ROOT / ".venv", ["demo"], [])
        prepare(python)
    except subprocess.CalledProcessError as error:
        return fail(f"Stopped, because this failed (see above): {' '.join(map(str, error.cmd))}")
    environment.say(f"Serving http://{HOST}:{port}/ and http://{HOST}:{port}/admin/")
    print(f"    Log in as {', '.join(USERS[:-1])} or {USERS[-1]}; the password is {PASSWORD}")
    print(f"    Mail is not sent, but shown on http://{HOST}:{port}/outbox/")
    return serve(python, f"{HOST}:{port}")


def serve(python: Path, address: str) -> int:
    """Run the server, and beside it the periodic work, which sends the mail, until Ctrl-C."""
    # Watching the code for changes would double the time to start.
    watch = [] if os.environ.get("RELOAD") else ["--noreload"]
    with (
        running(python, "coaching_tick", "--every", "5", "--verbosity", "0"),
        running(python, "runserver", *watch, address) as server,
    ):
        stop_on_signals(server)
        code = server.wait()
    return max(code, 0)  # below: ended by a signal, as wished


@contextmanager
def running(python: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of the site; it ends with the block."""
    process = subprocess.Popen([str(python), "example_site/manage.py", *arguments], cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def stop_on_signals(server: subprocess.Popen[bytes]) -> None:
    """Pass on what would end this process, so that it outlives what it has started."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())


def prepare(python: Path) -> None:
    """Migrate the database and fill it, unless that was done since the last change."""
    stamp = var_dir() / ".demo.json"
    migrations = [
        path
        for folder in ("wagtail_coaching", "example_site")
        for path in (ROOT / folder).glob("**/migrations/*.py")
    ]
    wanted = {
        "installed": (ROOT / ".venv" / environment.STAMP).stat().st_mtime_ns,
        "migrations": environment.digest(*migrations),
        "database": os.environ.get("DATABASE_URL", ""),
        "address": os.environ["WAGTAILADMIN_BASE_URL"],
    }
    if (wanted["database"] or (var_dir() / "db.sqlite3").exists()) and read(stamp) == wanted:
        return
    started = time.monotonic()
    var_dir().mkdir(parents=True, exist_ok=True)
    environment.say("Preparing the database")
    manage(python, "migrate", "--verbosity", "0")
    environment.say("Filling an empty site with demo data")
    manage(python, "coaching_demo", "--if-empty")
    stamp.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
    environment.say(f"Ready after {time.monotonic() - started:.0f} s")


def manage(python: Path, *arguments: str) -> None:
    command = [str(python), "example_site/manage.py", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


def var_dir() -> Path:
    """Where the example site keeps what it writes."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "example_site" / "var")


def read(stamp: Path) -> object:
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a connection that is only waiting to end does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
