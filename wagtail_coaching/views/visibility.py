"""Which pages a visitor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from wagtail_coaching.services.sections import paths_down_to

if TYPE_CHECKING:
    from django.db.models import QuerySet


class GalleryAccess(NamedTuple):
    """What view restrictions leave of a gallery."""

    #: The keys of its pages that the visitor may not see, as strings.
    hidden_pages: frozenset[str]
    #: Whether everybody may see the gallery itself.
    is_public: bool
    #: Whether the visitor may see the gallery itself.
    is_open: bool


def gallery_access(request: HttpRequest, gallery: Any) -> GalleryAccess:
    """Return whether a visitor may see a gallery, and what of the pages right under it not.

    One query at most, whatever the gallery's size: restrictions are few. A restriction of a kind
    we do not know hides its page. An alias is as restricted as the page it shows, as in Wagtail.
    """
    is_stored = gallery.pk is not None  # not in the preview of a new page
    if not is_stored or getattr(gallery, "known_unrestricted", False):
        return GalleryAccess(frozenset(), is_public=True, is_open=True)
    above = paths_down_to(gallery)
    on_gallery = Q(page__path__in=above)
    if gallery.alias_of_id:
        on_gallery |= Q(page__pk=gallery.alias_of_id)
    rows = (
        PageViewRestriction.objects.filter(
            on_gallery | _child("page", gallery) | _child("page__aliases", gallery)
        )
        .order_by()
        .values_list("page_id", "page__path", "page__aliases__pk", "page__aliases__path")
        .annotate(is_passed=_is_passed(request))
    )
    hidden = set()
    is_public = is_open = True
    for page_pk, path, alias_pk, alias_path, is_passed in rows:
        if path in above or page_pk == gallery.alias_of_id:
            is_public = False
            is_open = is_open and bool(is_passed)
        if is_passed:
            continue
        if _is_child(path, gallery):
            hidden.add(str(page_pk))
        if alias_path is not None and _is_child(alias_path, gallery):
            hidden.add(str(alias_pk))
    return GalleryAccess(frozenset(hidden), is_public, is_open)


def anybody() -> HttpRequest:
    """Return a request of somebody of whom nothing is known, to ask what everybody may see."""
    return HttpRequest()


def visible_to(request: HttpRequest, pages: QuerySet[Any], *, under: Any) -> QuerySet[Any]:
    """Return those of ``pages``, all below the page ``under``, that the visitor may see.

    Wagtail's ``public()`` would hide a members' gallery from its members. The visitor has been
    let through to ``under``, so only restrictions below it are left to ask. They are asked inside
    the query: a restriction of a kind we do not know hides its pages.
    """
    if getattr(_user(request), "is_superuser", False):
        return pages
    closed = (
        PageViewRestriction.objects.filter(
            page__path__startswith=under.path, page__depth__gt=under.depth
        )
        .exclude(pk__in=_passed(request))
        .annotate(listed_path=ExpressionWrapper(OuterRef("path"), CharField()))
        .filter(listed_path__startswith=F("page__path"))
    )
    return pages.filter(~Exists(closed))


def may_see(request: HttpRequest, page: Any) -> bool:
    """Return whether the visitor passes every view restriction on the page and above it."""
    return all(r.accept_request(request) for r in page.get_view_restrictions())


def _passed(request: HttpRequest) -> Any:
    """Return the keys of the restrictions that the visitor passes: a query, or a list."""
    user = _user(request)
    session = getattr(request, "session", None)
    key = PageViewRestriction.passed_view_restrictions_session_key
    passwords = session.get(key, []) if session is not None else []
    if user is None or not user.is_authenticated:
        return passwords
    return PageViewRestriction.objects.filter(
        Q(pk__in=passwords)
        | Q(restriction_type=PageViewRestriction.LOGIN)
        | Q(restriction_type=PageViewRestriction.GROUPS, groups__in=user.groups.all())
    ).values("pk")


def _is_passed(request: HttpRequest) -> Any:
    """Return an expression, 1 or 0: whether the visitor passes the restriction.

    Numbers, because MariaDB casts nothing to a boolean.
    """
    number = IntegerField()
    if getattr(_user(request), "is_superuser", False):
        return Value(1, number)
    passed = When(pk__in=_passed(request), then=Value(1))
    return Case(passed, default=Value(0), output_field=number)


def _child(prefix: str, parent: Any) -> Q:
    """Return the condition that the page found by ``prefix`` stands right under ``parent``."""
    return Q(**{f"{prefix}__path__startswith": parent.path, f"{prefix}__depth": parent.depth + 1})


def _is_child(path: str, parent: Any) -> bool:
    return len(path) == len(parent.path) + parent.steplen and path.startswith(parent.path)


def _user(request: HttpRequest) -> Any | None:
    return getattr(request, "user", None)
