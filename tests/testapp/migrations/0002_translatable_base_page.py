"""The second step: what Wagtail's locales are needed for, given to the rows that exist."""

from django.db import migrations
from wagtail.models import (
    BootstrapLocaleField,
    BootstrapTranslatableModel,
    BootstrapTranslationKeyField,
)


class Migration(migrations.Migration):
    dependencies = [
        ("testapp", "0001_base_page"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        BootstrapLocaleField("testapp.BasePage"),
        BootstrapTranslationKeyField("testapp.BasePage"),
        BootstrapTranslatableModel("testapp.BasePage"),
    ]
