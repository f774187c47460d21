"""Questions and answers for two audiences, and three guides to take along."""

from typing import Any

from example_site.demo.parts import Demo, counted
from example_site.demo.texts import load
from example_site.home.models import StandardPage
from wagtail_coaching.pages.models import FAQPage


def build_questions(demo: Demo) -> list[str]:
    """Fill the page that setup made with the learners' questions, and make the other one."""
    pages = list(FAQPage.objects.child_of(demo.program).order_by("path"))
    if len(pages) != 1 or pages[0].body:
        return []
    texts = load("pages")
    asked = 0
    for name in ("faq_learners", "faq_associations"):
        page = pages.pop() if pages else FAQPage(owner=demo.editor)
        for field in ("title", "introduction", "search_description"):
            setattr(page, field, texts[name][field])
        page.body = [("faq", questions_of(texts[name]))]
        if page.pk is None:
            demo.program.add_child(instance=page)
        demo.publish(page)
        asked += len(texts[name]["questions"])
    return ["2 pages", counted(asked, "question", "questions")]


def questions_of(part: dict[str, Any]) -> dict[str, Any]:
    """The value of a block of questions, which `part` names."""
    questions = load("pages")["questions"]
    return {
        "heading": part["heading"],
        "questions": [questions[name] for name in part["questions"]],
    }


def build_guides(demo: Demo) -> list[str]:
    """Make pages of the site's own type below the program, as any host may."""
    slugs = set(guide_pages(demo).values_list("slug", flat=True))
    made = [guide for guide in load("pages")["guides"] if guide["slug"] not in slugs]
    for guide in made:
        page = StandardPage(
            slug=guide["slug"],
            title=guide["title"],
            introduction=guide["introduction"],
            search_description=guide["introduction"],
            body=[
                block
                for part in guide["parts"]
                for block in (("heading", part["heading"]), ("paragraph", part["text"]))
            ],
            owner=demo.editor,
        )
        demo.program.add_child(instance=page)
        demo.publish(page)
    return [counted(len(made), "page", "pages")] if made else []


def guide_pages(demo: Demo) -> Any:
    return StandardPage.objects.child_of(demo.program).live().order_by("path")
