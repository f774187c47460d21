"""Makes what tests need: records by factory_boy, page trees by functions.

Page classes always come from the settings, so the same tests run with the stock pages and with a
host's own.
"""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.enums import (
    ApplicationRole,
    ApplicationState,
    CoachState,
    ConsentSource,
    RequestKind,
    StaffRecipientKind,
    VettingState,
)
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachApplication,
    CoachConsent,
    CoachingSettings,
    CoachLanguage,
    CoachNomination,
    CoachRequest,
    CoachRole,
    CoachVetting,
    Credential,
    MeetingFormat,
    Message,
    OrganizationType,
    Person,
    SearchSynonym,
    StaffRecipient,
    Topic,
    Webinar,
)
from wagtail_coaching.models.vetted_content import vetted_content

_numbers = itertools.count(1)


# --- users --------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    """A user who may not enter the admin. Traits: ``superuser``."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    username = factory.Sequence(lambda n: f"user-{n}")
    first_name = "Uma"
    last_name = factory.Sequence(lambda n: f"User {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")

    @factory.post_generation
    def password(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or "secret")
        if create:
            self.save()


# --- vocabularies -------------------------------------------------------------------------------


class TermFactory(DjangoModelFactory):
    """Base of the vocabularies' factories; needs ``site``. The slug comes from the name."""

    class Meta:
        abstract = True

    locale = factory.LazyFunction(Locale.get_default)
    name = factory.Sequence(lambda n: f"Term {n}")
    slug = factory.LazyAttribute(lambda term: slugify(term.name))
    sort_order = factory.Sequence(lambda n: n)


class TopicFactory(TermFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")


class OrganizationTypeFactory(TermFactory):
    class Meta:
        model = OrganizationType

    name = factory.Sequence(lambda n: f"Type {n}")


class CareerStageFactory(TermFactory):
    class Meta:
        model = CareerStage

    name = factory.Sequence(lambda n: f"Stage {n}")


class CredentialFactory(TermFactory):
    class Meta:
        model = Credential

    name = factory.Sequence(lambda n: f"Credential {n}")


class RoleFactory(TermFactory):
    class Meta:
        model = CoachRole

    name = factory.Sequence(lambda n: f"Role {n}")


class FormatFactory(TermFactory):
    class Meta:
        model = MeetingFormat

    name = factory.Sequence(lambda n: f"Format {n}")


class LanguageFactory(TermFactory):
    class Meta:
        model = CoachLanguage

    name = factory.Sequence(lambda n: f"Language {n}")


class SynonymFactory(DjangoModelFactory):
    """Needs ``site``."""

    class Meta:
        model = SearchSynonym

    words = "CAO, city manager"


# --- people -------------------------------------------------------------------------------------


class PersonFactory(DjangoModelFactory):
    """Needs ``site``."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person-{n}@mail.example.org")
    phone = factory.Sequence(lambda n: f"(312) 555-{100 + n % 100:04d}")


class CoachFactory(DjangoModelFactory):
    """Needs ``site``; ``topics=[…]``, ``languages=[…]``, ``formats=[…]`` and ``person__name=…`` may
    be given.

    Traits: ``paused``, ``full`` (no capacity), ``ended`` (takes no requests any more), ``hidden``,
    ``suspended``, ``left``, ``without_consent`` (has not agreed to a public profile).
    """

    class Meta:
        model = Coach
        skip_postgeneration_save = True

    class Params:
        paused = factory.Trait(paused_until=factory.LazyFunction(lambda: _day(30)))
        full = factory.Trait(capacity=0)
        ended = factory.Trait(accepting_until=factory.LazyFunction(lambda: _day(-1)))
        hidden = factory.Trait(state=CoachState.HIDDEN)
        suspended = factory.Trait(state=CoachState.SUSPENDED)
        left = factory.Trait(state=CoachState.LEFT)
        without_consent = factory.Trait(consent=False)

    person = factory.SubFactory(PersonFactory, site=factory.SelfAttribute("..site"))
    state = CoachState.ACTIVE
    capacity = 2

    @factory.post_generation
    def consent(self: Coach, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            CoachConsent.objects.create(
                site=self.site, coach=self, source=ConsentSource.LINK, text="I agree."
            )

    @factory.post_generation
    def topics(self: Coach, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.topics.set(extracted)

    @factory.post_generation
    def languages(self: Coach, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.languages.set(extracted)

    @factory.post_generation
    def formats(self: Coach, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.formats.set(extracted)


class NominationFactory(DjangoModelFactory):
    """Needs ``site``; nobody has confirmed it, unless ``state`` says so."""

    class Meta:
        model = CoachNomination

    nominator_name = factory.Sequence(lambda n: f"Nominator {n}")
    nominator_email = factory.Sequence(lambda n: f"nominator-{n}@mail.example.org")
    nominee_name = factory.Sequence(lambda n: f"Nominee {n}")
    nominee_email = factory.Sequence(lambda n: f"nominee-{n}@mail.example.org")
    reason = "She has helped half the county with budgets."
    language = "en"


class CoachRequestFactory(DjangoModelFactory):
    """Needs ``site``; ``topics=[…]`` may be given."""

    class Meta:
        model = CoachRequest
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Learner {n}")
    email = factory.Sequence(lambda n: f"learner-{n}@mail.example.org")
    organization = "Town of Little Elm"
    kind = RequestKind.ONE_OFF
    message = "How do I prepare for my first interview?"
    language = "en"
    consented_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def topics(self: CoachRequest, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.topics.set(extracted)


class ApplicationFactory(DjangoModelFactory):
    """A form that somebody has begun; needs ``site``.

    Traits: ``unproven``, ``learner`` (a learner's). For what comes after the proof, send one
    through the services.
    """

    class Meta:
        model = CoachApplication

    class Params:
        unproven = factory.Trait(
            state=ApplicationState.UNPROVEN,
            submitted_at=factory.LazyFunction(timezone.now),
            person=factory.SubFactory(
                PersonFactory,
                site=factory.SelfAttribute("..site"),
                name=factory.SelfAttribute("..name"),
                email=factory.SelfAttribute("..email"),
            ),
        )
        learner = factory.Trait(role=ApplicationRole.LEARNER)

    name = factory.Sequence(lambda n: f"Applicant {n}")
    email = factory.Sequence(lambda n: f"applicant-{n}@mail.example.org")
    language = "en"


class MessageFactory(DjangoModelFactory):
    """A row of the outbox, without a text; needs ``site`` and ``kind`` (a key)."""

    class Meta:
        model = Message

    recipient_name = factory.Sequence(lambda n: f"Reader {n}")
    recipient_email = factory.Sequence(lambda n: f"reader-{n}@mail.example.org")
    language = "en"


class WebinarFactory(DjangoModelFactory):
    """A calendar entry without a page; needs ``site``. Publishing a page makes its own."""

    class Meta:
        model = Webinar

    translation_key = factory.Faker("uuid4")
    title = factory.Sequence(lambda n: f"Webinar {n}")
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda webinar: webinar.starts_at + datetime.timedelta(hours=1))
    time_zone = "America/Chicago"


# --- pages --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgramTree:
    """One association's site with its program. ``word`` stands in every name made for it."""

    word: str
    site: Site
    home: Any
    program: Any
    gallery: Any
    request_page: Any
    schedule: Any
    faq: Any

    @property
    def settings(self) -> CoachingSettings:
        return CoachingSettings.for_site(self.site)

    @property
    def sections(self) -> list[Any]:
        return [self.gallery, self.request_page, self.schedule, self.faq]


def page_class(setting: str) -> Any:
    """Return the page class in use, such as ``page_class("COACH_PAGE_MODEL")``."""
    return coaching_settings.page_model(setting)


def add_page(parent: Any, model: Any, *, title: str, publish: bool = False, **fields: Any) -> Any:
    """Add a page of the class (or the setting that names it) under ``parent``.

    With ``publish`` it gets a revision and Wagtail's signals are sent; without, it is just live
    (or not: ``live=False``).
    """
    if isinstance(model, str):
        model = page_class(model)
    parent.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
    fields.setdefault("slug", f"{slugify(title)}-{next(_numbers)}")
    fields.setdefault("locale", parent.locale)
    page = model(title=title, **fields)
    # Publishing writes the reference index; the rest of the tests need not wait for it.
    with disable_reference_index_auto_update():
        parent.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def make_site(*, hostname: str, name: str, default: bool = False, root: Any = None) -> Site:
    """Make a site with a home page of its own; ``default`` takes the place of Wagtail's."""
    home = root or make_home(name)
    if not default:
        return Site.objects.create(hostname=hostname, site_name=name, root_page_id=home.pk)
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.site_name, site.root_page_id = hostname, name, home.pk
    site.save()
    return Site.objects.get(pk=site.pk)


def make_home(name: str) -> Any:
    """Make a page on the top level of the tree, of the project's base class."""
    model: Any = base_page_model()
    root = model.objects.get(depth=1)
    return add_page(root, model, title=f"{name} home", locale=Locale.get_default())


def make_program(site: Site, *, word: str = "Prairie") -> ProgramTree:
    """Make the page tree of a program, each section with nothing in it yet."""
    home = site.root_page.specific
    program = add_page(
        home, "PROGRAM_PAGE_MODEL", title=f"{word} coaching", slug="coaching-program"
    )
    gallery = add_page(program, "GALLERY_PAGE_MODEL", title=f"{word} coaches", slug="coaches")
    request_page = add_page(program, "REQUEST_PAGE_MODEL", title=f"Ask {word}", slug="ask")
    schedule = add_page(
        program, "WEBINAR_SCHEDULE_PAGE_MODEL", title=f"{word} webinars", slug="webinars"
    )
    faq = add_page(program, "FAQ_PAGE_MODEL", title=f"{word} questions", slug="questions")
    return ProgramTree(
        word=word,
        site=site,
        home=home,
        program=program,
        gallery=gallery,
        request_page=request_page,
        schedule=schedule,
        faq=faq,
    )


def make_application_page(tree: ProgramTree, *, questions: Any = (), **fields: Any) -> Any:
    """Make a live application page in the tree's program.

    Args:
        tree: the program.
        questions: of the editors' own, each as fields: {"label": …, "field_type": …}.
        fields: of the page.
    """
    fields.setdefault("slug", "volunteer")
    page = add_page(
        tree.program, "APPLICATION_PAGE_MODEL", title=f"Volunteer for {tree.word}", **fields
    )
    question = type(page)._meta.get_field("questions").related_model
    page.questions = [question(sort_order=n, **facts) for n, facts in enumerate(questions)]
    page.save()
    return page


def make_coach_page(tree: ProgramTree, *, title: str = "", **fields: Any) -> Any:
    """Make a live coach page in the tree's gallery.

    Makes a coach record for it unless ``coach`` is given (``coach=None``: none); what begins with
    ``coach__`` goes to that record. ``credentials=[…]`` (terms, or pairs of a term and
    the day it ends), ``roles=[…]`` and ``publish=True`` may be given.
    """
    title = title or f"{tree.word} Coach {next(_numbers)}"
    facts = {k.removeprefix("coach__"): fields.pop(k) for k in list(fields) if k[:7] == "coach__"}
    credentials = fields.pop("credentials", ())
    roles = fields.pop("roles", ())
    publish = fields.pop("publish", False)
    if "coach" not in fields:
        facts.setdefault("person__name", title)
        fields["coach"] = CoachFactory(site=tree.site, **facts)
    # As somebody who was vetted gets there: drafted, approved, published.
    live = fields.pop("live", True)
    parent = fields.pop("parent", tree.gallery)
    page = add_page(parent, "COACH_PAGE_MODEL", title=title, live=False, **fields)
    if credentials or roles:
        held = [term if isinstance(term, tuple) else (term, None) for term in credentials]
        child = type(page)._meta.get_field("credentials").related_model
        page.credentials = [child(credential=term, expires_on=day) for term, day in held]
        page.roles.set(roles)
        page.save()
    if publish:
        revision = page.save_revision()
        approve_profile(page, revision=revision)
        revision.publish()
        page.refresh_from_db()
    elif live:
        if page.coach is None:
            # Nobody can be vetted: such a page is public only where nobody is.
            set_settings(page.get_site() or tree.site, vetting_required=False)
        approve_profile(page)
        page.live = True
        page.has_unpublished_changes = False
        page.save()
    return page


def approve_profile(page: Any, *, revision: Any = None, **facts: Any) -> Any:
    """Record that the last stage approved what is on the page now; ``None`` without a coach."""
    if page.coach is None:
        return None
    facts.setdefault("state", VettingState.APPROVED)
    facts.setdefault("decided_at", timezone.now())
    return CoachVetting.objects.create(
        site=page.coach.site,
        coach=page.coach,
        page_pk=str(page.pk),
        revision=revision,
        is_final=True,
        approved_content=vetted_content(page),
        **facts,
    )


def make_webinar_page(
    tree: ProgramTree,
    *,
    title: str = "",
    starts_at: datetime.datetime | None = None,
    minutes: int = 60,
    publish: bool = True,
    **fields: Any,
) -> Any:
    """Make a published webinar page in the tree's schedule, a week from now unless told."""
    title = title or f"{tree.word} Webinar {next(_numbers)}"
    starts_at = starts_at or timezone.now().replace(microsecond=0) + datetime.timedelta(days=7)
    fields.setdefault("ends_at", starts_at + datetime.timedelta(minutes=minutes))
    topics = fields.pop("topics", None)
    page = add_page(tree.schedule, "WEBINAR_PAGE_MODEL", title=title, starts_at=starts_at, **fields)
    if topics:
        page.topics.set(topics)
        page.save()
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def make_host_page(parent: Any, *, title: str = "A page of the host", **fields: Any) -> Any:
    """Make a page of a type that is none of ours: the project's base class."""
    return add_page(parent, base_page_model(), title=title, **fields)


def make_image(title: str = "Portrait", *, size: tuple[int, int] = (400, 500)) -> Any:
    """Make an image of one color."""
    file = BytesIO()
    Image.new("RGB", size, (60, 110, next(_numbers) % 256)).save(file, "JPEG")
    file.seek(0)
    return get_image_model().objects.create(
        title=title, file=ImageFile(file, name=f"image-{next(_numbers)}.jpg")
    )


def set_settings(site: Site, **values: Any) -> CoachingSettings:
    """Set some of a site's coaching settings, and store them."""
    settings = CoachingSettings.for_site(site)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def add_recipient(site: Site, *, kind: str = StaffRecipientKind.REQUESTS, email: str = "") -> Any:
    """Name one more staff member who is told."""
    settings = CoachingSettings.for_site(site)
    settings.save()
    return StaffRecipient.objects.create(
        settings=settings, kind=kind, email=email or f"staff-{next(_numbers)}@example.org"
    )


def translate_term(term: Any, *, language: str, name: str, **fields: Any) -> Any:
    """Make the term's translation; the slug comes from the name unless given."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    translated = term.copy_for_translation(locale)
    translated.name, translated.slug = name, fields.pop("slug", slugify(name))
    for field, value in fields.items():
        setattr(translated, field, value)
    translated.save()
    return translated


def permissions_of(model: Any, *actions: str) -> list[Any]:
    """Return Django's permissions for a model, such as ``permissions_of(Coach, "view")``."""
    from django.contrib.auth.models import Permission

    names = [f"{action}_{model._meta.model_name}" for action in actions]
    content_type = ContentType.objects.get_for_model(model)
    return list(Permission.objects.filter(content_type=content_type, codename__in=names))


def _day(offset: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=offset)
