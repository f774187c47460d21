"""Leaving reminders in a browser, and what it looks like to assistive technology."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.test_accessibility import OPTIONS
from tests.mail import Nudge
from wagtail_coaching.models import OptOut
from wagtail_coaching.services import envelope


@pytest.mark.parametrize("width", [390, 1440])
def test_the_button_and_back_again(page, origin, greet, width):
    address = envelope.unsubscribe_url(greet(Nudge)).partition("prairie.example.org")[2]
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{origin}{address}")
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You get no more reminders").wait_for()
    assert OptOut.objects.count() == 1
    assert Axe().run(page, options=OPTIONS).response["violations"] == []

    page.get_by_role("button", name="I want them again").click()
    page.get_by_role("heading", name="Get no more reminders?").wait_for()
    assert OptOut.objects.count() == 0
