"""What several stories do in the browser, and with the mail that arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.mailserver import MailServer

PHONE = {"width": 390, "height": 844}


def choose_action(page: Page, label: str) -> None:
    """Choose an action of the page editor, from the menu at its foot."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name=label, exact=True).click()


def submit_modal(page: Page, label: str) -> None:
    """Send the form of the modal, which sends the editor's form, and wait for what comes next."""
    with page.expect_navigation():
        page.locator(".modal").get_by_role("button", name=label, exact=True).click()


def arrived_since(mails: MailServer, known: int = 0) -> dict[str, Any]:
    """Return the mails after the first ``known``, by address: to each there is one at most."""
    arrived = list(zip(mails.recipients, mails.mails, strict=True))[known:]
    assert len(dict(arrived)) == len(arrived), [address for address, mail in arrived]
    return dict(arrived)


def text_of(mail: Any) -> str:
    """Return a mail's plain text."""
    return str(mail.get_body(("plain",)).get_content())


def address_in(mail: Any, origin: str) -> str:
    """Return where the mail's link leads; its host is the site's, and the browser's is another."""
    found = re.search(r"https?://[^/\s]+(/coaching/link/\S+)", text_of(mail))
    assert found is not None
    assert found.group() in mail.get_body(("html",)).get_content()
    return origin + found.group(1)
