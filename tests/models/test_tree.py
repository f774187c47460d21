"""Which pages may stand where."""

import pytest
from wagtail.models import Locale

from tests.factories import add_page, make_host_page, page_class
from wagtail_coaching.conf import base_page_model, coaching_settings

SETTINGS = (
    "PROGRAM_PAGE_MODEL",
    "GALLERY_PAGE_MODEL",
    "COACH_PAGE_MODEL",
    "REQUEST_PAGE_MODEL",
    "APPLICATION_PAGE_MODEL",
    "WEBINAR_SCHEDULE_PAGE_MODEL",
    "WEBINAR_PAGE_MODEL",
    "FAQ_PAGE_MODEL",
)
HOST = "host page"
#: What editors may add, by what it stands under.
ALLOWED = {
    HOST: {HOST, "PROGRAM_PAGE_MODEL"},
    "PROGRAM_PAGE_MODEL": {
        HOST,
        "GALLERY_PAGE_MODEL",
        "REQUEST_PAGE_MODEL",
        "APPLICATION_PAGE_MODEL",
        "WEBINAR_SCHEDULE_PAGE_MODEL",
        "FAQ_PAGE_MODEL",
    },
    "GALLERY_PAGE_MODEL": {"COACH_PAGE_MODEL"},
    "COACH_PAGE_MODEL": set(),
    "REQUEST_PAGE_MODEL": set(),
    "APPLICATION_PAGE_MODEL": set(),
    "WEBINAR_SCHEDULE_PAGE_MODEL": {"WEBINAR_PAGE_MODEL"},
    "WEBINAR_PAGE_MODEL": set(),
    "FAQ_PAGE_MODEL": set(),
}


def model(name):
    return base_page_model() if name == HOST else page_class(name)


@pytest.mark.parametrize("parent", ALLOWED)
def test_allowed_children(parent):
    allowed = model(parent).allowed_subpage_models()

    assert {name for name in ALLOWED if model(name) in allowed} == ALLOWED[parent]


@pytest.mark.parametrize("child", ALLOWED)
def test_allowed_parents(child):
    allowed = model(child).allowed_parent_page_models()

    assert {name for name in ALLOWED if model(name) in allowed} == {
        parent for parent, children in ALLOWED.items() if child in children
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_page_type_says_what_it_is_for(setting):
    assert str(page_class(setting).get_page_description()).endswith(".")


def test_own_rule_of_a_host_replaces_ours(monkeypatch):
    gallery, coach = page_class("GALLERY_PAGE_MODEL"), page_class("COACH_PAGE_MODEL")
    monkeypatch.setattr(gallery, "subpage_types", [], raising=False)
    monkeypatch.setattr(coach, "parent_page_types", [page_class("FAQ_PAGE_MODEL")], raising=False)
    monkeypatch.setattr(gallery, "_clean_subpage_models", None)
    monkeypatch.setattr(coach, "_clean_parent_page_models", None)

    assert gallery.clean_subpage_models() == []
    assert coach.clean_parent_page_models() == [page_class("FAQ_PAGE_MODEL")]


def test_one_program_a_site(program_a, site_b):
    program_model = page_class("PROGRAM_PAGE_MODEL")

    assert not program_model.can_create_at(program_a.home)
    assert program_model.can_create_at(site_b.root_page.specific)


def test_one_program_a_language(program):
    spanish = Locale.objects.create(language_code="es")
    spanish_home = program.home.copy_for_translation(spanish)
    spanish_home.save_revision().publish()

    program_model = page_class("PROGRAM_PAGE_MODEL")
    assert program_model.can_create_at(spanish_home)

    add_page(spanish_home, program_model, title="Mentores")
    assert not program_model.can_create_at(spanish_home)


def test_program_under_a_page_of_ours_is_refused(program):
    assert not page_class("PROGRAM_PAGE_MODEL").can_create_at(program.gallery)


def test_program_takes_pages_of_the_host(program):
    page = make_host_page(program.program, title="About the program")

    assert page.get_parent().specific == program.program
    assert base_page_model() in program.program.allowed_subpage_models()


def test_section_may_be_created_under_the_program_only(program):
    for section in program.sections:
        assert type(section).can_exist_under(program.program)
        assert not type(section).can_exist_under(program.home)
        assert not type(section).can_exist_under(section)


def test_settings_name_the_classes_of_the_tree(program):
    found = [
        page_class(name)
        for name in SETTINGS
        if name not in ("COACH_PAGE_MODEL", "WEBINAR_PAGE_MODEL", "APPLICATION_PAGE_MODEL")
    ]

    assert [type(p) for p in [program.program, *program.sections]] == found
    assert program.program._meta.label == coaching_settings.PROGRAM_PAGE_MODEL
