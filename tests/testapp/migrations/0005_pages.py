"""The host's page types."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import wagtail_coaching.fields


class Migration(migrations.Migration):
    dependencies = [
        ("testapp", "0004_images_and_documents"),
        ("wagtail_coaching", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoachApplicationPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
                (
                    "takes_learners",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise the form is for coaches alone.",
                        verbose_name="learners may join",
                    ),
                ),
                (
                    "takes_nominations",
                    models.BooleanField(
                        default=True,
                        help_text="Nobody is nominated without being asked first.",
                        verbose_name="others may be nominated",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                wagtail.contrib.routable_page.models.RoutablePageMixin,
                "testapp.basepage",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="CoachGalleryPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CoachingProgramPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
                (
                    "body",
                    wagtail_coaching.fields.CoachingStreamField(
                        0,
                        blank=True,
                        block_lookup={0: ("wagtail_coaching.blocks.ProgramBlock", [], {})},
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CoachRequestPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
                (
                    "consent_text",
                    models.TextField(
                        blank=True,
                        help_text="What a learner agrees to. Empty: our standard text.",
                        max_length=1000,
                        verbose_name="consent text",
                    ),
                ),
                (
                    "thank_you_text",
                    wagtail.fields.RichTextField(blank=True, verbose_name="thank-you text"),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                wagtail.contrib.routable_page.models.RoutablePageMixin,
                "testapp.basepage",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="FAQPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
                (
                    "body",
                    wagtail_coaching.fields.CoachingStreamField(
                        0,
                        blank=True,
                        block_lookup={0: ("wagtail_coaching.blocks.FAQBodyBlock", [], {})},
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="StoryPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("paragraph", 0), ("faq", 1), ("quote", 2), ("aside", 4)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.RichTextBlock", (), {}),
                            1: ("wagtail_coaching.blocks.FAQBlock", [], {}),
                            2: ("wagtail_coaching.blocks.QuoteBlock", [], {"group": "Stories"}),
                            3: ("wagtail_coaching.blocks.CardsBlock", [], {}),
                            4: ("wagtail.blocks.StructBlock", [[("cards", 3)]], {}),
                        },
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage",),
        ),
        migrations.CreateModel(
            name="WebinarSchedulePage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="introduction"),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CoachApplicationQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "clean_name",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Safe name of the form field, the label converted to ascii_snake_case",
                        max_length=255,
                        verbose_name="name",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="The label of the form field",
                        max_length=255,
                        verbose_name="label",
                    ),
                ),
                (
                    "field_type",
                    models.CharField(
                        choices=[
                            ("singleline", "Single line text"),
                            ("multiline", "Multi-line text"),
                            ("email", "Email"),
                            ("number", "Number"),
                            ("url", "URL"),
                            ("checkbox", "Checkbox"),
                            ("checkboxes", "Checkboxes"),
                            ("dropdown", "Drop down"),
                            ("multiselect", "Multiple select"),
                            ("radio", "Radio buttons"),
                            ("date", "Date"),
                            ("datetime", "Date/time"),
                            ("hidden", "Hidden field"),
                        ],
                        max_length=16,
                        verbose_name="field type",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="required")),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.",
                        verbose_name="choices",
                    ),
                ),
                (
                    "default_value",
                    models.TextField(
                        blank=True,
                        help_text="Default value. Comma or new line separated values supported for checkboxes.",
                        verbose_name="default value",
                    ),
                ),
                (
                    "help_text",
                    models.CharField(blank=True, max_length=255, verbose_name="help text"),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="testapp.coachapplicationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CoachPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "preferred_name",
                    models.CharField(
                        blank=True,
                        help_text="What to call the coach, such as “Bob”. Empty: the name as above.",
                        max_length=80,
                        verbose_name="preferred name",
                    ),
                ),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                ("job_title", models.CharField(blank=True, max_length=150, verbose_name="title")),
                (
                    "organization",
                    models.CharField(blank=True, max_length=150, verbose_name="organization"),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many residents the organization serves. The page shows a range.",
                        null=True,
                        verbose_name="population",
                    ),
                ),
                (
                    "us_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("AL", "Alabama"),
                            ("AK", "Alaska"),
                            ("AZ", "Arizona"),
                            ("AR", "Arkansas"),
                            ("CA", "California"),
                            ("CO", "Colorado"),
                            ("CT", "Connecticut"),
                            ("DE", "Delaware"),
                            ("DC", "District of Columbia"),
                            ("FL", "Florida"),
                            ("GA", "Georgia"),
                            ("HI", "Hawaii"),
                            ("ID", "Idaho"),
                            ("IL", "Illinois"),
                            ("IN", "Indiana"),
                            ("IA", "Iowa"),
                            ("KS", "Kansas"),
                            ("KY", "Kentucky"),
                            ("LA", "Louisiana"),
                            ("ME", "Maine"),
                            ("MD", "Maryland"),
                            ("MA", "Massachusetts"),
                            ("MI", "Michigan"),
                            ("MN", "Minnesota"),
                            ("MS", "Mississippi"),
                            ("MO", "Missouri"),
                            ("MT", "Montana"),
                            ("NE", "Nebraska"),
                            ("NV", "Nevada"),
                            ("NH", "New Hampshire"),
                            ("NJ", "New Jersey"),
                            ("NM", "New Mexico"),
                            ("NY", "New York"),
                            ("NC", "North Carolina"),
                            ("ND", "North Dakota"),
                            ("OH", "Ohio"),
                            ("OK", "Oklahoma"),
                            ("OR", "Oregon"),
                            ("PA", "Pennsylvania"),
                            ("RI", "Rhode Island"),
                            ("SC", "South Carolina"),
                            ("SD", "South Dakota"),
                            ("TN", "Tennessee"),
                            ("TX", "Texas"),
                            ("UT", "Utah"),
                            ("VT", "Vermont"),
                            ("VA", "Virginia"),
                            ("WA", "Washington"),
                            ("WV", "West Virginia"),
                            ("WI", "Wisconsin"),
                            ("WY", "Wyoming"),
                        ],
                        max_length=2,
                        verbose_name="state",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        help_text="Such as “Fox Valley”.",
                        max_length=100,
                        verbose_name="region",
                    ),
                ),
                (
                    "years_in_local_government",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(80)],
                        verbose_name="years in local government",
                    ),
                ),
                (
                    "ask_me_about",
                    models.TextField(
                        blank=True,
                        help_text="One thing a line.",
                        max_length=1000,
                        verbose_name="ask me about",
                    ),
                ),
                (
                    "biography",
                    wagtail_coaching.fields.CoachingStreamField(
                        0,
                        blank=True,
                        block_lookup={0: ("wagtail_coaching.blocks.BiographyBlock", [], {})},
                        verbose_name="biography",
                    ),
                ),
                ("favorite_book", models.CharField(blank=True, max_length=150)),
                (
                    "career_stage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_coaching.careerstage",
                        verbose_name="career stage",
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who this is, and how to reach them. The record says what the profile shows of it, and to whom.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(app_label)s_%(class)s_set",
                        to="wagtail_coaching.coach",
                        verbose_name="contact record",
                    ),
                ),
                (
                    "organization_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_coaching.organizationtype",
                        verbose_name="organization type",
                    ),
                ),
                (
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        help_text="Without one, the page shows the coach's initials.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="testapp.customimage",
                        verbose_name="portrait",
                    ),
                ),
                (
                    "roles",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="+",
                        to="wagtail_coaching.coachrole",
                        verbose_name="roles",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CoachPageCredential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day it holds; after it, the profile does not show it. Empty: never.",
                        null=True,
                        verbose_name="expires on",
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtail_coaching.credential",
                        verbose_name="credential",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="testapp.coachpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "credential",
                "verbose_name_plural": "credentials",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WebinarPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences.",
                        max_length=500,
                        verbose_name="summary",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                (
                    "time_zone",
                    wagtail_coaching.fields.TimeZoneField(
                        blank=True,
                        help_text="Empty: the association's time zone.",
                        max_length=64,
                        verbose_name="shown in time zone",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("scheduled", "Scheduled"), ("canceled", "Canceled")],
                        default="scheduled",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "description",
                    wagtail.fields.RichTextField(blank=True, verbose_name="description"),
                ),
                (
                    "presenters",
                    wagtail_coaching.fields.CoachingStreamField(
                        0,
                        blank=True,
                        block_lookup={0: ("wagtail_coaching.blocks.PresentersBlock", [], {})},
                        verbose_name="presenters",
                    ),
                ),
                ("registration_url", models.URLField(blank=True, verbose_name="registration link")),
                ("recording_url", models.URLField(blank=True, verbose_name="recording link")),
                (
                    "topics",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="+",
                        to="wagtail_coaching.topic",
                        verbose_name="topics",
                    ),
                ),
                (
                    "webinar",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(app_label)s_%(class)s_set",
                        to="wagtail_coaching.webinar",
                        verbose_name="calendar entry",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("testapp.basepage", models.Model),
        ),
    ]
