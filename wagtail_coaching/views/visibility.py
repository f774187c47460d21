"""Which pages a visitor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


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


def _user(request: HttpRequest) -> Any | None:
    return getattr(request, "user", None)
