"""Pages of frequently asked questions."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from wagtail_coaching.blocks import FAQBodyBlock
from wagtail_coaching.fields import CoachingStreamField
from wagtail_coaching.models.program import SectionPageMixin


class FAQPageMixin(SectionPageMixin):
    """Questions and answers for one audience or several."""

    coaching_template = "wagtail_coaching/faq_page.html"
    page_description = _("Frequently asked questions.")

    body = CoachingStreamField(FAQBodyBlock(), verbose_name=_("body"), blank=True)

    coaching_panels = [*SectionPageMixin.coaching_panels, FieldPanel("body")]
    coaching_search_fields = [
        *SectionPageMixin.coaching_search_fields,
        index.SearchField("body"),
    ]
    coaching_api_fields = [*SectionPageMixin.coaching_api_fields, APIField("body")]

    class Meta:
        abstract = True
