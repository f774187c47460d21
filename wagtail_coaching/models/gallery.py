"""The coach gallery's page."""

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models.program import SectionPageMixin


class CoachGalleryPageMixin(SectionPageMixin):
    """The gallery: the coach pages under it, to search and filter."""

    coaching_template = "wagtail_coaching/coach_gallery_page.html"
    context_view = "wagtail_coaching.views.gallery.gallery_context"
    coaching_children = ("CoachPageMixin",)
    page_description = _("Coaches, to search and filter. Coach profiles stand under it.")

    class Meta:
        abstract = True
