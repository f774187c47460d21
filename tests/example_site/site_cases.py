"""Cases that run under the example site's own settings; `test_example_site.py` starts them."""

import importlib
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches
from wagtail.models import Page, PageViewRestriction, Site

import example_site.urls
from example_site.home.content import build_site, feature_coaching
from example_site.home.models import AssociationDetails, HomePage, StandardPage
from example_site.outbox.mailbox import read_mails
from wagtail_coaching.pages.models import CoachingProgramPage

SEPARATOR = b"\n" + b"-" * 79 + b"\n"


class SiteCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.built = build_site()

    def setUp(self) -> None:
        cache.clear()

    def html(self, url: str) -> str:
        response = self.client.get(url)
        assert response.status_code == 200, url
        return response.content.decode()


class ContentCase(SiteCase):
    def test_takes_the_place_of_wagtails_welcome(self) -> None:
        site = Site.objects.get()

        assert site.root_page.specific == self.built.home
        assert not Page.objects.filter(title__startswith="Welcome").exists()

    def test_second_run_changes_nothing(self) -> None:
        titles = list(Page.objects.order_by("pk").values_list("title", "latest_revision"))

        assert build_site().made == []
        assert list(Page.objects.order_by("pk").values_list("title", "latest_revision")) == titles

    def test_second_run_adds_only_what_is_missing(self) -> None:
        missing = self.built.articles[0]
        Page.objects.get(pk=missing.pk).delete()

        assert build_site().made == [f"page {missing.title}"]

    def test_refuses_a_site_with_other_content(self) -> None:
        own = Page(title="Ours", slug="ours")
        Page.objects.get(depth=1).add_child(instance=own)
        own.add_child(instance=Page(title="Child", slug="child"))
        Site.objects.update(root_page=own)

        with self.assertRaisesMessage(ValueError, "empty site only"):
            build_site()

    def test_command_says_what_it_found(self) -> None:
        call_command("example_content")

    def test_front_page_features_coaching_once(self) -> None:
        program = CoachingProgramPage(title="Coaching", slug="coaching")
        self.built.home.add_child(instance=program)

        assert feature_coaching(HomePage.objects.get(), program)
        assert not feature_coaching(HomePage.objects.get(), program)
        assert self.html("/").count("See the coaching program") == 1


class PagesCase(SiteCase):
    def test_every_page_answers(self) -> None:
        for page in [self.built.home, self.built.about, self.built.news, *self.built.articles]:
            with self.subTest(page=page.title):
                html = self.html(page.url)
                assert 'href="#main"' in html
                assert html.count("<h1") == 1

    def test_menu_marks_where_the_visitor_is(self) -> None:
        assert 'href="/news/" aria-current="page"' in self.html("/news/")
        assert 'href="/news/" aria-current="true"' in self.html(self.built.articles[0].url)
        assert "aria-current" not in self.html("/")

    def test_menu_leaves_out_private_pages(self) -> None:
        PageViewRestriction.objects.create(
            page=self.built.about, restriction_type=PageViewRestriction.LOGIN
        )

        assert "/about/" not in self.html("/news/")

    def test_details_change_at_once(self) -> None:
        self.html("/")
        details = AssociationDetails.objects.get()
        details.phone = "(217) 555-0199"
        details.save()

        assert "(217) 555-0199" in self.html("/")

    def test_design_costs_a_page_one_query(self) -> None:
        self.html("/about/")

        with CaptureQueriesContext(connection) as queries:
            self.html("/about/")

        own = [q["sql"] for q in queries if "home_associationdetails" in q["sql"]]
        menus = [q["sql"] for q in queries if "show_in_menus" in q["sql"].partition("WHERE")[2]]
        assert (len(own), len(menus)) == (0, 1)

    def test_missing_page_has_the_sites_design(self) -> None:
        response = self.client.get("/nowhere/")

        self.assertContains(response, "site-header", status_code=404)
        self.assertContains(response, "Prairie State", status_code=404)

    def test_missing_page_answers_without_any_site(self) -> None:
        Site.objects.all().delete()

        assert self.client.get("/nowhere/").status_code == 404

    def test_coaching_pages_are_inside_the_sites_design(self) -> None:
        self.built.home.add_child(instance=CoachingProgramPage(title="Coaching", slug="coaching"))

        html = self.html("/coaching/")

        assert "site-header" in html
        assert 'class="coaching"' in html
        assert html.count("css/coaching.css") == 1
        assert html.index("css/coaching.css") < html.index("</head>")


class SearchCase(SiteCase):
    def search(self, query: str, **more: str) -> str:
        response = self.client.get("/search/", {"query": query, **more})
        assert response.status_code == 200, query
        return response.content.decode()

    def test_finds_pages_by_what_is_in_them(self) -> None:
        assert "Six villages, one fellow" in self.search("Thorvaldsen")

    def test_shows_neither_drafts_nor_private_pages(self) -> None:
        for title in ("Rutabaga draft", "Rutabaga private", "Rutabaga public"):
            self.built.home.add_child(
                instance=StandardPage(title=title, live=title != "Rutabaga draft")
            )
        PageViewRestriction.objects.create(
            page=Page.objects.get(title="Rutabaga private"),
            restriction_type=PageViewRestriction.LOGIN,
        )

        html = self.search("rutabaga")

        assert "1 page found" in html
        assert "Rutabaga public" in html

    def test_takes_anything_that_can_be_typed(self) -> None:
        for query in ('"', "'", "\x00", "*", "NEAR(", "a OR", "{", "-x", "\\", "x" * 5000, "😀"):
            with self.subTest(query=query):
                self.search(query)
        for page in ("0", "-1", "x", "9" * 40):
            with self.subTest(page=page):
                self.search("village", page=page)

    def test_shows_the_query_as_text(self) -> None:
        html = self.search("<script>alert(1)</script>")

        assert "<script>alert" not in html


class OutboxPageCase(SiteCase):
    def test_does_not_exist_without_debug(self) -> None:
        assert self.client.get("/outbox/").status_code == 404

    def test_lists_mail_and_keeps_its_html_apart(self) -> None:
        mail = EmailMultiAlternatives(
            "Hello & welcome", "Text body", "a@example.org", ["b@example.org"]
        )
        mail.attach_alternative('<p class="x">HTML body</p>', "text/html")
        mail.attach("invite.ics", "BEGIN:VCALENDAR", "text/calendar")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "1.log").write_bytes(mail.message().as_bytes() + SEPARATOR)
            with override_settings(DEBUG=True, OUTBOX_DIR=folder):
                self.addCleanup(self.reload_urls)
                self.reload_urls()
                html = self.html("/outbox/")

        for text in ("Hello &amp; welcome", "Text body", "b@example.org", "invite.ics"):
            assert text in html
        assert "&lt;p class=&quot;x&quot;&gt;HTML body" in html
        assert '<p class="x">HTML body' not in html
        assert "allow-scripts" not in html
        assert "allow-same-origin" not in html

    @staticmethod
    def reload_urls() -> None:
        importlib.reload(example_site.urls)
        clear_url_caches()


class MailboxCase(SimpleTestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def store(self, name: str, *mails: bytes) -> None:
        (self.folder / name).write_bytes(b"".join(mail + SEPARATOR for mail in mails))

    @staticmethod
    def mail(subject: str, at: datetime, text: str = "Hello") -> bytes:
        message = EmailMessage()
        message["Subject"] = subject
        message["Date"] = at
        message.set_content(text)
        return message.as_bytes()

    def test_newest_comes_first_across_files(self) -> None:
        first, second, third = (
            self.mail(str(hour), datetime(2026, 3, 1, hour, tzinfo=UTC)) for hour in (1, 2, 3)
        )
        self.store("b.log", first, third)
        self.store("a.log", second)

        assert [mail.subject for mail in read_mails(self.folder)] == ["3", "2", "1"]

    def test_ruler_inside_a_text_ends_nothing(self) -> None:
        text = "Above\n\n" + "-" * 79 + "\nBelow"
        self.store("a.log", self.mail("One", datetime(2026, 3, 1, tzinfo=UTC), text))

        [mail] = read_mails(self.folder)

        assert "Below" in mail.text

    def test_mail_without_date_or_known_charset_is_shown(self) -> None:
        self.store("a.log", b"Subject: Odd\nContent-Type: text/plain; charset=no-such\n\nHallo")

        [mail] = read_mails(self.folder)

        assert "Hallo" in mail.text

    def test_no_folder_means_no_mail(self) -> None:
        assert read_mails(self.folder / "none") == []
