"""Install the built wheel into a bare `wagtail start` site, walk through it, and take it out again.

    python .ci/bare_site.py dist/wagtail_coaching-0.1.0-py3-none-any.whl --require "wagtail==8.0.*"

Run it with the Python that the site is to use. Everything happens in a new temporary folder.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import Browser, StepError

USER, PASSWORD = "admin", "a-password-for-one-minute"
APPS = ["wagtail_coaching", "wagtail_coaching.pages", "wagtail_modeladmin"]
WAGTAIL_APPS = ["wagtail.contrib.settings", "wagtail.contrib.routable_page"]
URLS = '    path("coaching/", include("wagtail_coaching.urls")),\n'
BASE_TEMPLATE = """{% extends "base.html" %}
{% block content %}{% block coaching_main %}{% endblock %}{% endblock %}
"""
STYLES = "/static/wagtail_coaching/css/coaching.css"
PAGES = {
    "program": "CoachingProgramPage",
    "gallery": "CoachGalleryPage",
    "request": "CoachRequestPage",
    "schedule": "WebinarSchedulePage",
    "FAQ": "FAQPage",
}
# What an administrator may open on any Wagtail site.
ADMIN_PATHS = [
    "",
    "pages/",
    "reports/locked/",
    "reports/workflow/",
    "reports/workflow_tasks/",
    "reports/aging-pages/",
    "reports/page-types-usage/",
    "reports/site-history/",
    "workflows/list/",
    "workflows/tasks/index/",
    "users/",
    "groups/",
    "sites/",
    "images/",
    "documents/",
    "snippets/",
]
READ_STATE = """
import json, django
django.setup()
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Collection, Page, Task, Workflow
print(json.dumps({
    "pages": [
        {"id": page.pk, "type": page.cached_content_type.model, "url": page.url}
        for page in Page.objects.order_by("path")
    ],
    "groups": sorted(Group.objects.values_list("name", flat=True)),
    "collections": sorted(Collection.objects.values_list("name", flat=True)),
    "workflows": sorted(Workflow.objects.values_list("name", flat=True)),
    "tasks": sorted(Task.objects.values_list("name", flat=True)),
    "content types": sorted(map("{0[0]}.{0[1]}".format, ContentType.objects.values_list(
        "app_label", "model"))),
    "permissions": sorted(Permission.objects.values_list("codename", flat=True)),
    "tables": sorted(connection.introspection.table_names()),
}))
"""


class Site:
    """A project made by `wagtail start`, in an environment that holds nothing but the wheel."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "environment" / "bin" / "python"
        self.root = folder / "site"
        self.package = self.root / "bare"

    def make(self, wheel: Path, requirements: list[str]) -> None:
        environment = self.python.parent.parent
        run([sys.executable, "-m", "venv", environment])
        run([self.python, "-m", "pip", "install", "-qq", wheel, *requirements])
        self.root.mkdir()
        run([self.python.parent / "wagtail", "start", "bare", self.root])

    def manage(self, *arguments: str) -> str:
        return run([self.python, "manage.py", *arguments], cwd=self.root)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.package / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise StepError(f"{name} of the new site holds no {old!r}")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def install(self) -> None:
        """Follow the install guide."""
        lines = "".join(f'    "{app}",\n' for app in [*APPS, *WAGTAIL_APPS])
        self.edit("settings/base.py", "INSTALLED_APPS = [\n", f"INSTALLED_APPS = [\n{lines}")
        self.edit("urls.py", "urlpatterns = [\n", f"urlpatterns = [\n{URLS}")
        template = self.package / "templates" / "wagtail_coaching" / "base.html"
        template.parent.mkdir()
        template.write_text(BASE_TEMPLATE, encoding="utf-8")

    def remove(self) -> None:
        """Undo :meth:`install`, except for Wagtail's own apps."""
        for app in APPS:
            self.edit("settings/base.py", f'    "{app}",\n', "")
        self.edit("urls.py", URLS, "")
        shutil.rmtree(self.package / "templates" / "wagtail_coaching")
        run([self.python, "-m", "pip", "uninstall", "-qq", "-y", "wagtail-coaching"])

    def check(self) -> None:
        self.manage("check", "--fail-level", "WARNING")
        self.manage("makemigrations", "--check", "--dry-run")

    def state(self) -> dict[str, list]:
        """Return what the database holds that the package may touch."""
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bare.settings.dev"}
        command = [self.python, "-c", READ_STATE]
        return json.loads(run(command, cwd=self.root, env=environment, loud=False))

    def expect(self, expected: dict[str, list], why: str) -> None:
        """Fail, and name every difference, unless the state is the expected one."""
        found = self.state()
        differences = [
            f"{kind}: {'not' if item in expected[kind] else 'now'} there: {item}"
            for kind in expected
            for item in [*expected[kind], *found[kind]]
            if (item in expected[kind]) != (item in found[kind])
        ]
        if differences:
            raise StepError("\n    ".join([why, *differences]))

    @contextmanager
    def serve(self) -> Iterator["Browser"]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        log_path = self.root / "server.log"
        with log_path.open("w", encoding="utf-8") as log:
            server = subprocess.Popen(
                [str(self.python), "manage.py", "runserver", "--noreload", address],
                cwd=self.root,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                yield Browser(f"http://{address}", server)
            except Exception:
                print(log_path.read_text(encoding="utf-8")[-4000:])
                raise
            finally:
                server.terminate()
                server.wait(timeout=20)


def run(command: list, *, loud: bool = True, **options) -> str:
    """Run a program; fail with what it printed unless it ends well."""
    command = [str(part) for part in command]
    shown = " ".join([Path(command[0]).name, *command[1:]])
    if loud:
        print(f"    $ {shown}", flush=True)
    result = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        **options,
    )
    if result.returncode:
        raise StepError(
            f"{command[0]} ended with {result.returncode}\n{result.stdout}{result.stderr}"
        )
    if loud and result.stdout.strip():
        print(result.stdout.rstrip())
    return result.stdout


def step(text: str) -> None:
    print(f"--> {text}", flush=True)


def walk(site: Site) -> None:
    """Install the package as a host does, look at every part, and take it out again."""
    step("A bare site")
    site.manage("migrate", "--verbosity", "0")
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    site.manage("createsuperuser", "--noinput", "--username", USER, "--email", "admin@example.org")
    before = site.state()

    step("Install the package")
    site.install()
    site.manage("migrate", "--verbosity", "0")
    site.check()

    step("Set up the coaching program")
    installed = site.state()
    site.manage("coaching_setup", "--dry-run")
    site.expect(installed, "coaching_setup --dry-run has changed something")
    site.manage("coaching_setup")
    made = site.state()
    site.manage("coaching_setup")
    site.expect(made, "A second coaching_setup has changed something")

    step("Look at it")
    urls = {page["type"]: page["url"] for page in made["pages"]}
    with site.serve() as browser:
        for name, model in PAGES.items():
            if not urls.get(model.lower()):
                raise StepError(f"coaching_setup has made no {name} page")
            text = browser.get(urls[model.lower()])
            if 'class="coaching' not in text or "css/bare.css" not in text:
                raise StepError(f"The {name} page is not drawn inside the site's own base template")
            if STYLES not in text:
                raise StepError(f"The {name} page does not load the package's styles")
        browser.get(STYLES)
        browser.log_in(USER, PASSWORD)
        for path in ADMIN_PATHS:
            browser.get(f"/admin/{path}")
        look_into_folders(browser, made["pages"])

    step("Take it out again")
    site.manage("coaching_uninstall", "--dry-run")
    site.expect(made, "coaching_uninstall --dry-run has changed something")
    site.manage("coaching_uninstall", "--no-input")
    tables = site.state()["tables"]
    site.expect({**before, "tables": tables}, "coaching_uninstall leaves something behind")
    site.manage("migrate", "wagtail_coaching", "zero", "--verbosity", "0")
    site.remove()
    site.check()
    # While the apps were still there, Wagtail made the content types of their snippets again after
    # the last migration.
    site.manage("remove_stale_contenttypes", "--include-stale-apps", "--no-input")
    site.expect(before, "The site is not as it was before the package came")
    with site.serve() as browser:
        browser.get("/")
        browser.log_in(USER, PASSWORD)
        for path in ADMIN_PATHS:
            browser.get(f"/admin/{path}")
        look_into_folders(browser, before["pages"])


def look_into_folders(browser: Browser, pages: list[dict]) -> None:
    for page in pages:
        browser.get(f"/admin/pages/{page['id']}/")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--require", nargs="*", default=[], help="further pip requirements")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wagtail-coaching-bare-") as folder:
        site = Site(Path(folder))
        try:
            step("An empty environment with the wheel")
            site.make(options.wheel.resolve(), options.require)
            walk(site)
        except StepError as failure:
            print(f"FAILED: {failure}", file=sys.stderr)
            return 1
    print("The bare site installs, serves and removes the package")
    return 0


if __name__ == "__main__":
    sys.exit(main())
