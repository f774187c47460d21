"""Who presents a webinar."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_coaching.blocks.base import CoachingStreamBlock, CoachingStructBlock


class PresenterBlock(CoachingStructBlock):
    """One presenter."""

    name = blocks.CharBlock(label=_("Name"), max_length=150)
    job_title = blocks.CharBlock(label=_("Title"), required=False, max_length=150)
    organization = blocks.CharBlock(label=_("Organization"), required=False, max_length=150)

    class Meta:
        icon = "user"
        label = _("Presenter")
        template = "wagtail_coaching/blocks/presenter_block.html"


class PresentersBlock(CoachingStreamBlock):
    """The presenters of a webinar."""

    presenter = PresenterBlock()
