"""Building a program on a live site: what is missing is made, what is there is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.html import format_html
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.exceptions import SetupError
from wagtail_coaching.models import CoachingSettings, SearchSynonym
from wagtail_coaching.services import defaults
from wagtail_coaching.services.setup_groups import ensure_group
from wagtail_coaching.services.setup_vetting import ensure_vetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import Group


@dataclass
class SetupReport:
    """What ``coaching_setup`` did, or would do; and what this site's groups are called."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One run over one site."""

    site: Site
    parent: Any
    dry_run: bool
    report: SetupReport = field(default_factory=SetupReport)
    #: The settings that name the classes of the pages made in this run.
    made_pages: set[str] = field(default_factory=set)
    #: The groups of this site by their default name, those made in this run among them.
    groups: dict[str, Group | None] = field(default_factory=dict)

    def ensure(self, what: str, existing: Any | None, make: Callable[[], Any]) -> Any | None:
        """Return what exists already, or make it (unless this is a dry run), and note which."""
        if existing:
            self.report.kept.append(what)
            return existing
        self.report.made.append(what)
        return None if self.dry_run else make()


@transaction.atomic
def setup_program(*, parent: Any, dry_run: bool = False, second_stage: bool = False) -> SetupReport:
    """Build the coaching program of the site that the page ``parent`` belongs to.

    Safe to run again, and on a site with content: nothing that exists is changed. Two runs at
    once wait for one another.

    Args:
        parent: the page under which the program's landing page goes, if there is none yet.
        dry_run: change nothing, and report what would be made.
        second_stage: have a national partner's group approve every coach, too.

    Raises:
        SetupError: the page belongs to no site, or takes no program page.
    """
    site = parent.get_site()
    if site is None:
        raise SetupError(f"The page “{parent}” belongs to no site. Add a site in the admin first.")
    Site.objects.select_for_update().get(pk=site.pk)
    run = Run(site=site, parent=parent.specific, dry_run=dry_run)
    pages = _ensure_pages(run)
    _ensure_terms(run)
    _ensure_synonyms(run)
    has_settings = CoachingSettings.objects.filter(site=site).exists()
    _ensure_settings(run)
    reviewing = [defaults.REVIEWERS]
    if second_stage:
        reviewing.append(defaults.PARTNER_REVIEWERS)
    for name in (defaults.EDITORS, *reviewing):
        ensure_group(run, name, pages)
    ensure_vetting(
        run,
        gallery=pages[defaults.GALLERY],
        is_new_site=not has_settings,
        reviewing=reviewing,
    )
    return run.report


def _ensure_pages(run: Run) -> dict[str, Any]:
    """Return the program's pages by setting; in a dry run, those that exist."""
    model: Any = coaching_settings.page_model(defaults.PROGRAM.setting)
    candidates = model._default_manager.filter(locale_id=run.parent.locale_id).order_by("path")
    existing = next((page for page in candidates if page.get_site() == run.site), None)
    if existing is None and model not in run.parent.allowed_subpage_models():
        raise SetupError(
            f"A page of the type “{run.parent.page_type_display_name}” takes no coaching program. "
            "Choose another with --parent, or extend its subpage_types."
        )
    program = run.ensure(
        _page_label(defaults.PROGRAM, existing),
        existing,
        lambda: _publish_new(run, model, defaults.PROGRAM, run.parent),
    )
    pages = {defaults.PROGRAM.setting: program}
    for section in defaults.SECTIONS:
        model = coaching_settings.page_model(section.setting)
        existing = model._default_manager.child_of(program).first() if program else None
        pages[section.setting] = run.ensure(
            _page_label(section, existing),
            existing,
            partial(_publish_new, run, model, section, program),
        )
    return pages


def _page_label(default: defaults.SectionDefault, existing: Any | None) -> str:
    return f"page “{existing.title if existing else default.title}”"


def _publish_new(run: Run, model: Any, default: defaults.SectionDefault, parent: Any) -> Any:
    page = model(
        title=str(default.title),
        introduction=format_html("<p>{}</p>", default.introduction),
        locale_id=parent.locale_id,
        live=False,
    )
    # Wagtail makes the slug from the title, and another one where the host has a page of that name.
    parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()
    run.made_pages.add(default.setting)
    return page


def _ensure_terms(run: Run) -> None:
    for model, terms in defaults.TERMS.items():
        existing = model._default_manager.filter(site=run.site).exists()
        run.ensure(
            f"{len(terms)} {model._meta.verbose_name_plural}"
            if not existing
            else f"{model._meta.verbose_name_plural}",
            existing,
            partial(_make_terms, model, terms, run),
        )


def _make_terms(model: Any, terms: Any, run: Run) -> list[Any]:
    return [
        model._default_manager.create(
            site=run.site,
            locale_id=run.parent.locale_id,
            slug=term.slug,
            name=str(term.name),
            sort_order=position,
            **{k: str(v) if isinstance(v, Promise) else v for k, v in term.facts.items()},
        )
        for position, term in enumerate(terms)
    ]


def _ensure_synonyms(run: Run) -> None:
    existing = SearchSynonym.objects.filter(site=run.site).exists()
    label = str(SearchSynonym._meta.verbose_name_plural)
    run.ensure(
        label if existing else f"{len(defaults.SYNONYMS)} {label}",
        existing,
        lambda: [
            SearchSynonym.objects.create(site=run.site, words=words) for words in defaults.SYNONYMS
        ],
    )


def _ensure_settings(run: Run) -> None:
    run.ensure(
        "coaching settings",
        CoachingSettings.objects.filter(site=run.site).exists(),
        lambda: CoachingSettings.for_site(run.site),
    )
