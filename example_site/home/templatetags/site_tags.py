"""Template tags that the site's base template uses."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Site

register = template.Library()


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    """The pages below the front page that are marked "show in menus".

    Works without a request, site, or page too: error pages use the same base template.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return {"items": []}
    current_path = getattr(context.get("page"), "path", None) or ""
    items = []
    # Only of the types that may stand there: otherwise the database looks at every page below, too.
    types = site.root_page.specific_class.allowed_subpage_models()
    pages = site.root_page.get_children().exact_type(*types).live().in_menu()
    # Under a public front page, only a restriction on the page itself can make it private.
    for page in pages.filter(view_restrictions=None):
        # Treebeard's path of a page begins with the paths of all pages above it.
        inside = current_path.startswith(page.path)
        items.append(
            {
                "title": page.title,
                "url": page.get_url(request, site),
                "current": ("page" if current_path == page.path else "true") if inside else "",
            }
        )
    return {"items": items}
