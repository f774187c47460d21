"""Who may open which of the package's admin pages, and whose records they find there."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests import factories
from tests.admin.conftest import ROLES
from tests.admin.outbox import make_message
from tests.management.snapshots import OUR_APPS, differences, take_snapshot
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import CoachConcern, CoachConfirmation, CoachVetting, MessageText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

VOCABULARIES = (
    "topic",
    "organizationtype",
    "careerstage",
    "credential",
    "coachrole",
    "meetingformat",
    "coachlanguage",
)

# What each role gets:
#   login         sent to the login page
#   no            refused: not found, or sent to the admin's home page
#   done          what was asked for is done or refused in words, on the page it leads to
#   A, B, AB, -   the page, with records of these associations in it, or of none
#   .             nothing of anybody's: refused, or the page with nothing in it
# An address with "a" or "b" is that of association A's or B's record.
_REQUESTS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index ?export=csv           login  login   no        A         no        B        AB
index ?export=xlsx          login  login   no        A         no        B        AB
create                      login  login   no       no         no       no        no
inspect a                   login  login   no        A         no       no         A
inspect b                   login  login   no       no         no        B         B
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
delete a                    login  login   no        A         no       no         A
delete b                    login  login   no       no         no        B         B
"""
_COACHES = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A          A        B        AB
index ?export=csv           login  login   no        -          -        -         -
index_results               login  login   no        A          A        B        AB
add                         login  login   no        A         no        B        AB
inspect a                   login  login   no        A          A       no         A
inspect b                   login  login   no       no         no        B         B
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
delete a                    login  login   no        A         no       no         A
delete b                    login  login   no       no         no        B         B
history a                   login  login   no        A         no       no         A
history b                   login  login   no       no         no        B         B
history_results a           login  login   no        -         no       no         -
history_results b           login  login   no       no         no        -         -
usage a                     login  login   no        A         no       no         A
usage b                     login  login   no       no         no        B         B
"""
_COACH_CHOOSER = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
choose                      login  login    -        A          A        B        AB
choose_results              login  login    -        A          A        B        AB
chosen a                    login  login   no        A          A       no         A
chosen b                    login  login   no       no         no        B         B
chosen_multiple ?id={a}     login  login    -        A          A        -         A
chosen_multiple ?id={b}     login  login    -        -          -        B         B
create                      login  login   no        A         no        B        AB
"""
_TERMS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
list                        login  login   no        A         no        B        AB
list_results                login  login   no        A         no        B        AB
add                         login  login   no        -         no        -         -
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
delete a                    login  login   no        A         no       no         A
delete b                    login  login   no       no         no        B         B
history a                   login  login   no        A         no       no         A
history b                   login  login   no       no         no        B         B
history_results a           login  login   no        -         no       no         -
history_results b           login  login   no       no         no        -         -
usage a                     login  login   no        A         no       no         A
usage b                     login  login   no       no         no        B         B
reorder a ?position=0       login  login   no        -         no       no         -
reorder b ?position=0       login  login   no       no         no        -         -
"""
_TERM_CHOOSER = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
choose                      login  login    -        A          -        B        AB
choose_results              login  login    -        A          -        B        AB
chosen a                    login  login   no        A         no       no         A
chosen b                    login  login   no       no         no        B         B
chosen_multiple ?id={a}     login  login    -        A          -        -         A
chosen_multiple ?id={b}     login  login    -        -          -        B         B
create                      login  login   no        -         no        -         -
"""
_SETTINGS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
edit                        login  login   no        A         no        B         A
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
"""
_BULK = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
action ?id={a}              login  login    .        A          .        .         A
action ?id={b}              login  login    .        .          .        B         B
"""
_VETTING = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A          A        B        AB
index_results               login  login   no        A          A        B        AB
inspect a                   login  login   no        A          A       no         A
inspect b                   login  login   no       no         no        B         B
claim a                     login  login   no       no       done       no      done
claim b                     login  login   no       no         no       no      done
release a                   login  login   no       no       done       no      done
release b                   login  login   no       no         no       no      done
"""
_VETTING_BESIDES = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
report                      login  login   no        A          A        B        AB
report ?export=csv          login  login   no        A          A        B        AB
report ?export=xlsx         login  login   no        A          A        B        AB
report_results              login  login   no        A          A        B        AB
taken a                     login  login   no        A          A       no         A
taken b                     login  login   no       no         no        B         B
"""
_SUSPENSION = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
suspend a                   login  login   no        A         no       no         A
suspend b                   login  login   no       no         no        B         B
reinstate a                 login  login   no        A         no       no         A
reinstate b                 login  login   no       no         no        B         B
bring_back a                login  login   no        A         no       no         A
bring_back b                login  login   no       no         no        B         B
"""
_CONSENT = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
ask a                       login  login   no        A         no       no         A
ask b                       login  login   no       no         no        B         B
"""
_MESSAGES = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index ?export=csv           login  login   no        -         no        -         -
index_results               login  login   no        A         no        B        AB
inspect a                   login  login   no        A         no       no         A
inspect b                   login  login   no       no         no        B         B
resend a                    login  login   no        A         no       no         A
resend b                    login  login   no       no         no        B         B
cancel a                    login  login   no        A         no       no         A
cancel b                    login  login   no       no         no        B         B
"""
_MESSAGE_TEXTS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        -         no        -         -
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
preview a                   login  login   no        A         no       no         A
preview b                   login  login   no       no         no        B         B
reset a                     login  login   no        A         no       no         A
reset b                     login  login   no       no         no        B         B
"""
_COACH_PAGES = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A          A        B        AB
index ?export=csv           login  login   no        A          A        B        AB
index ?export=xlsx          login  login   no        A          A        B        AB
index_results               login  login   no        A          A        B        AB
choose_parent               login  login    -      add          -      add         -
pause ?page={a}             login  login   no        A         no     none         A
pause ?page={b}             login  login   no     none         no        B         B
resume ?page={a}            login  login   no        A         no     none         A
resume ?page={b}            login  login   no     none         no        B         B
"""
_SYNONYMS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index_results               login  login   no        A         no        B        AB
add                         login  login   no        -         no        -         -
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
delete a                    login  login   no        A         no       no         A
delete b                    login  login   no       no         no        B         B
history a                   login  login   no        A         no       no         A
history b                   login  login   no       no         no        B         B
history_results a           login  login   no        -         no       no         -
history_results b           login  login   no       no         no        -         -
usage a                     login  login   no        A         no       no         A
usage b                     login  login   no       no         no        B         B
"""
_CONCERNS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index_results               login  login   no        A         no        B        AB
inspect a                   login  login   no        A         no       no         A
inspect b                   login  login   no       no         no        B         B
edit a                      login  login   no        A         no       no         A
edit b                      login  login   no       no         no        B         B
delete a                    login  login   no       no         no       no         A
delete b                    login  login   no       no         no       no         B
"""
_APPLICATIONS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index_results               login  login   no        A         no        B        AB
inspect a                   login  login   no        A         no       no         A
inspect b                   login  login   no       no         no        B         B
delete a                    login  login   no        A         no       no         A
delete b                    login  login   no       no         no        B         B
decide a                    login  login   no        A         no       no         A
decide b                    login  login   no       no         no        B         B
photo a                     login  login   no        -         no       no         -
photo b                     login  login   no       no         no        -         -
"""
_NOMINATIONS = """
address                 anonymous nobody bare editor_a reviewer_a editor_b superuser
index                       login  login   no        A         no        B        AB
index_results               login  login   no        A         no        B        AB
inspect a                   login  login   no        A         no       no         A
inspect b                   login  login   no       no         no        B         B
"""
TABLES = {
    "wagtail_coaching_nominations:": _NOMINATIONS,
    "wagtail_coaching_applications:": _APPLICATIONS,
    "coaching_requests_modeladmin_": _REQUESTS,
    "wagtail_coaching_coaches:": _COACHES,
    "wagtail_coaching_coach_chooser:": _COACH_CHOOSER,
    "wagtail_coaching_coach_pages:": _COACH_PAGES,
    "wagtail_coaching_concerns:": _CONCERNS,
    "wagtail_coaching_synonyms:": _SYNONYMS,
    **{f"wagtailsnippets_wagtail_coaching_{name}:": _TERMS for name in VOCABULARIES},
    **{f"wagtailsnippetchoosers_wagtail_coaching_{name}:": _TERM_CHOOSER for name in VOCABULARIES},
    "wagtailsettings:": _SETTINGS,
    "wagtail_coaching_vetting:": _VETTING,
    "wagtail_coaching_vetting_": _VETTING_BESIDES,
    "wagtail_coaching_suspension_": _SUSPENSION,
    "wagtail_coaching_consent_": _CONSENT,
    "wagtail_coaching_messages:": _MESSAGES,
    "wagtail_coaching_message_texts:": _MESSAGE_TEXTS,
    "wagtail_bulk_": _BULK,
}
# Wagtail's own views, to which models of ours are an argument.
ARGUMENTS = {
    "wagtailsettings:": ["wagtail_coaching", "coachingsettings"],
    "wagtail_bulk_": ["wagtail_coaching", "topic", "delete"],
}
# What follows the record's key in an address.
MORE_ARGUMENTS = {"wagtail_coaching_message_texts:": ["request_received", "en"]}


@dataclass(frozen=True)
class Address:
    """One line of a table."""

    prefix: str
    name: str
    side: str
    query: str
    expected: dict[str, str]

    @property
    def url_name(self) -> str:
        return self.prefix + self.name

    @property
    def is_posted(self) -> bool:
        """Whether the view takes nothing but POST."""
        return self.name in ("reorder", "claim", "release", "preview")

    def __str__(self) -> str:
        return " ".join(filter(None, (self.url_name, self.side, self.query)))


def addresses() -> Iterator[Address]:
    for prefix, table in TABLES.items():
        head, *lines = table.strip().splitlines()
        assert tuple(head.split()[1:]) == ROLES
        for line in lines:
            words = line.split()
            what, cells = words[: -len(ROLES)], words[-len(ROLES) :]
            query = what.pop() if what[-1].startswith("?") else ""
            side = what[1] if len(what) > 1 else ""
            yield Address(prefix, what[0], side, query, dict(zip(ROLES, cells, strict=True)))


@dataclass(frozen=True)
class World:
    """One record of each kind for each association, marked in its name."""

    keys: dict[tuple[str, str], int]

    def url(self, address: Address) -> str:
        arguments: list[Any] = list(ARGUMENTS.get(address.prefix, []))
        if address.side:
            arguments.append(self._key(address, address.side))
            arguments += MORE_ARGUMENTS.get(address.prefix, [])
        query = address.query
        if "{" in query:
            query = query.format(a=self._key(address, "a"), b=self._key(address, "b"))
        return reverse(address.url_name, args=arguments) + query

    def _key(self, address: Address, side: str) -> int:
        text = address.url_name + " ".join(ARGUMENTS.get(address.prefix, []))
        kinds = ("coachingsettings", "requests", *VOCABULARIES, "taken", "reinstate")
        kinds = (*kinds, "bring_back", "consent", "nominations")
        kinds = (*kinds, "coach_pages", "synonyms", "concerns", "applications")
        kinds = (*kinds, "vetting", "message_texts", "messages", "coach")
        return self.keys[next(kind for kind in kinds if kind in text), side]

    def outcome(self, response: HttpResponse) -> str:
        """Return the word of the tables for what a view answered."""
        if response.status_code == 302:
            if response.url.startswith(reverse("wagtailadmin_login")):
                return "login"
            for side in "ab":
                key = self.keys["coachingsettings", side]
                page_key = self.keys["taken", side]
                if response.url.endswith((f"/coachingsettings/{key}/", f"/pages/{page_key}/edit/")):
                    return side.upper()
            if "/pages/add/" in response.url:
                return "add"
            if response.url == reverse("wagtail_coaching_coach_pages:index"):
                return "none"
            if response.url == reverse("wagtail_coaching_vetting:index"):
                return "done"
            return "no" if response.url == reverse("wagtailadmin_home") else response.url
        if response.status_code in (404, 405):
            return "no"
        if response.status_code != 200:
            return str(response.status_code)
        text = _text_of(response)
        found = [side for side, word in (("A", "Alphaword"), ("B", "Betaword")) if word in text]
        return "".join(found) or "-"


def _text_of(response: HttpResponse) -> str:
    content = response.getvalue() if response.streaming else response.content
    if "spreadsheet" in response.headers["Content-Type"]:
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        return "\n".join(str(cell) for row in sheet.values for cell in row)
    return content.decode()


@pytest.fixture
def world(a: ProgramTree, b: ProgramTree) -> World:
    makers = {
        "topic": factories.TopicFactory,
        "organizationtype": factories.OrganizationTypeFactory,
        "careerstage": factories.CareerStageFactory,
        "coachlanguage": factories.LanguageFactory,
        "coachrole": factories.RoleFactory,
        "credential": factories.CredentialFactory,
        "meetingformat": factories.FormatFactory,
        "requests": factories.CoachRequestFactory,
    }
    keys = {}
    for side, tree, word in (("a", a, "Alphaword"), ("b", b, "Betaword")):
        for kind, maker in makers.items():
            # On the first page of the superuser's lists, too.
            order = {"sort_order": -1} if kind in VOCABULARIES else {}
            keys[kind, side] = maker(site=tree.site, name=f"{word} {kind}", **order).pk
        coach = factories.CoachFactory(site=tree.site, person__name=f"{word} coach")
        keys["coach", side] = coach.pk
        page = factories.make_coach_page(tree, title=f"{word} profile", coach=coach, live=False)
        keys["taken", side] = keys["coach_pages", side] = page.pk
        keys["concerns", side] = CoachConcern.objects.create(
            site=tree.site, profile_name=f"{word} profile", message="It is out of date."
        ).pk
        keys["applications", side] = factories.ApplicationFactory(
            site=tree.site,
            name=f"{word} applicant",
            learner=True,
            state="submitted",
            submitted_at=timezone.now(),
            portrait=b"JPEG",
        ).pk
        keys["nominations", side] = factories.NominationFactory(
            site=tree.site, nominee_name=f"{word} nominee", state="asked"
        ).pk
        new = factories.CoachFactory(
            site=tree.site, person__name=f"{word} new", without_consent=True
        )
        keys["consent", side] = new.pk
        keys["synonyms", side] = factories.SynonymFactory(
            site=tree.site, words=f"{word}, synonym of it"
        ).pk
        keys["vetting", side] = CoachVetting.objects.create(
            site=tree.site, coach=coach, page_pk=str(page.pk), stage=f"{word} stage"
        ).pk
        gone = factories.CoachFactory(site=tree.site, person__name=f"{word} gone", suspended=True)
        keys["reinstate", side] = gone.pk
        silent = factories.CoachFactory(site=tree.site, person__name=f"{word} mute", hidden=True)
        CoachConfirmation.objects.create(
            site=tree.site, coach=silent, state="hidden", next_step_at=timezone.now()
        )
        keys["bring_back", side] = silent.pk
        keys["messages", side] = make_message(
            tree, recipient_name=f"{word} reader", state=MessageState.FAILED
        ).pk
        MessageText.objects.create(
            site=tree.site, kind="request_received", language="en", subject=word, body=word
        )
        keys["message_texts", side] = tree.site.pk
        factories.set_settings(tree.site, association_name=f"{word} association")
        keys["coachingsettings", side] = tree.site.pk
    return World(keys)


@pytest.mark.parametrize("role", ROLES)
def test_every_admin_page_shows_a_role_its_own_and_no_more(
    world: World, staff: Staff, role: str
) -> None:
    client = staff.client(role)
    expected, found = {}, {}
    for address in addresses():
        ask = client.post if address.is_posted else client.get
        outcome = world.outcome(ask(world.url(address)))
        cell = address.expected[role]
        found[str(address)] = "." if cell == "." and outcome in ("no", "-") else outcome
        expected[str(address)] = cell

    assert found == expected


@pytest.mark.parametrize("role", ROLES[:-1])
def test_what_a_role_may_not_open_it_may_not_send_either(
    world: World, staff: Staff, role: str
) -> None:
    client = staff.client(role)
    refused = [address for address in addresses() if address.expected[role] in ("login", "no", ".")]
    before = take_snapshot()

    outcomes = {
        str(address): world.outcome(client.post(world.url(address), {"position": 0}))
        for address in refused
    }

    # A bulk action goes back to the list; what counts there is that nothing has changed.
    assert {
        name: outcome
        for name, outcome in outcomes.items()
        if outcome not in ("login", "no") and not name.startswith("wagtail_bulk_")
    } == {}
    changed = differences(before, take_snapshot())
    assert [table for table in changed if table.startswith((*OUR_APPS, "wagtailcore"))] == []


def our_url_names() -> set[str]:
    """Walk all URLs of the test site for views that the package has brought."""
    found = set()

    def walk(patterns: list[Any], namespaces: tuple[str, ...], route: str) -> None:
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                more = (pattern.namespace,) if pattern.namespace else ()
                walk(pattern.url_patterns, (*namespaces, *more), here)
            elif _is_ours(pattern.callback, here, ":".join((*namespaces, pattern.name or ""))):
                found.add(":".join((*namespaces, pattern.name or "")))

    walk(get_resolver().url_patterns, (), "")
    return found


def _is_ours(callback: Any, route: str, name: str) -> bool:
    view_class = getattr(callback, "view_class", None)
    model = getattr(callback, "view_initkwargs", {}).get("model") or getattr(
        view_class, "model", None
    )
    owner = getattr(getattr(callback, "__self__", None), "model", None)
    modules = [getattr(thing, "__module__", "") or "" for thing in (callback, view_class)]
    labels = [m._meta.app_label for m in (model, owner) if hasattr(m, "_meta")]
    return (
        "coaching" in route
        or "coaching" in name
        or any(module.startswith("wagtail_coaching") for module in modules)
        or any(label in OUR_APPS for label in labels)
    )


def test_no_admin_page_of_ours_is_missing_from_the_tables() -> None:
    tested = {address.url_name for address in addresses()}

    # The public pages are in a namespace of their own.
    missing = {n for n in our_url_names() - tested if not n.startswith("wagtail_coaching:")}
    assert missing == set()
    assert tested - our_url_names() == {"wagtailsettings:edit", "wagtail_bulk_action"}
