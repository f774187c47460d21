"""A browser just good enough to walk through a site, for bare_site.py and check_demo.py."""

import http.cookiejar
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class StepError(Exception):
    """A step did not do what it must."""


class Browser:
    """Keeps cookies, and insists on the answer 200."""

    def __init__(self, root: str, server: subprocess.Popen, patience: float = 60) -> None:
        """Wait until the server answers.

        Raises:
            StepError: it stops, or lets us wait for longer than ``patience`` seconds.
        """
        self.root = root
        self.server = server
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + patience
        while True:
            try:
                self.opener.open(f"{root}/admin/login/", timeout=30).close()
            except urllib.error.HTTPError:
                return
            except OSError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise StepError("The server does not start") from error
                time.sleep(0.2)
            else:
                return

    def get(self, path: str, data: dict[str, str] | None = None) -> str:
        url = urllib.parse.urljoin(self.root, path)
        body = urllib.parse.urlencode(data).encode() if data else None
        try:
            with self.opener.open(url, body, timeout=60) as answer:
                text = answer.read().decode()
                final = urllib.parse.urlsplit(answer.geturl()).path
        except urllib.error.HTTPError as error:
            raise StepError(
                f"{path} answers {error.code}\n{error.read().decode()[:2000]}"
            ) from error
        if data is None and final != urllib.parse.urlsplit(url).path and "login" in final:
            raise StepError(f"{path} asks to log in")
        print(f"    200 {path}")
        return text

    def log_in(self, user: str, password: str) -> None:
        page = self.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise StepError("The log-in form holds no token")
        self.get(
            "/admin/login/",
            {"username": user, "password": password, "csrfmiddlewaretoken": token[1]},
        )
