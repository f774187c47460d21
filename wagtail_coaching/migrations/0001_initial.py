"""The first state of the database: regenerated until the first release."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

import wagtail_coaching.fields
import wagtail_coaching.models.link
import wagtail_coaching.models.message
import wagtail_coaching.models.webinar


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(get_image_model_string()),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoachVettingTaskState",
            fields=[
                (
                    "taskstate_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={
                "verbose_name": "coach vetting task state",
                "verbose_name_plural": "coach vetting task states",
            },
            bases=("wagtailcore.taskstate",),
        ),
        migrations.CreateModel(
            name="GalleryChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_pk", models.CharField(blank=True, editable=False, max_length=64)),
                ("coach_pk", models.CharField(blank=True, editable=False, max_length=64)),
                ("gallery_pk", models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "gallery change",
                "verbose_name_plural": "gallery changes",
            },
        ),
        migrations.CreateModel(
            name="GalleryIndex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gallery_pk", models.CharField(editable=False, max_length=64, unique=True)),
                ("generation", models.BigIntegerField(default=0, editable=False)),
                ("tokens", models.JSONField(default=list, editable=False)),
            ],
            options={
                "verbose_name": "gallery index",
                "verbose_name_plural": "gallery indexes",
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "heartbeat",
                "verbose_name_plural": "heartbeats",
            },
        ),
        migrations.CreateModel(
            name="CareerStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "career stage",
                "verbose_name_plural": "career stages",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Coach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applicant", "Applicant"),
                            ("active", "Active"),
                            ("hidden", "Hidden"),
                            ("suspended", "Suspended"),
                            ("left", "Left"),
                        ],
                        default="active",
                        help_text="Any other than “active” takes the profile off the site at once.",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="How many learners this coach has time for at once. 0: none at present.",
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="capacity",
                    ),
                ),
                (
                    "paused_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day this coach takes requests again.",
                        null=True,
                        verbose_name="paused until",
                    ),
                ),
                (
                    "accepting_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day this coach takes new requests. Empty: no end.",
                        null=True,
                        verbose_name="accepting until",
                    ),
                ),
                (
                    "preferred_channel",
                    models.CharField(
                        choices=[("phone", "Phone (recommended)"), ("email", "E-mail")],
                        default="phone",
                        max_length=10,
                        verbose_name="preferred channel",
                    ),
                ),
                (
                    "best_hours",
                    models.CharField(
                        blank=True,
                        help_text="Such as “weekday mornings”.",
                        max_length=200,
                        verbose_name="best hours",
                    ),
                ),
                (
                    "phone_visibility",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone"),
                            ("members", "Members"),
                            ("accepted", "Only somebody whose request the coach has accepted"),
                        ],
                        default="accepted",
                        max_length=10,
                        verbose_name="who sees the phone number",
                    ),
                ),
                (
                    "email_visibility",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone"),
                            ("members", "Members"),
                            ("accepted", "Only somebody whose request the coach has accepted"),
                        ],
                        default="accepted",
                        max_length=10,
                        verbose_name="who sees the e-mail address",
                    ),
                ),
                (
                    "last_confirmed_on",
                    models.DateField(
                        blank=True,
                        help_text="When the coach last said that the profile is right.",
                        null=True,
                        verbose_name="last confirmed on",
                    ),
                ),
                (
                    "left_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="left at"
                    ),
                ),
                (
                    "suspended_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="suspended at"
                    ),
                ),
                (
                    "suspension_reason",
                    models.TextField(
                        blank=True, editable=False, verbose_name="reason of the suspension"
                    ),
                ),
                (
                    "suspension_message",
                    models.TextField(
                        blank=True, editable=False, verbose_name="message about the suspension"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "coach",
                "verbose_name_plural": "coaches",
                "ordering": ["person__name"],
            },
        ),
        migrations.CreateModel(
            name="CoachApplication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=wagtail_coaching.models.link.new_link_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "start_key",
                    models.CharField(editable=False, max_length=64, null=True, unique=True),
                ),
                ("open_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("form_page_pk", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coach", "As a coach"),
                            ("learner", "As a learner"),
                            ("both", "As both"),
                        ],
                        default="coach",
                        max_length=10,
                        verbose_name="applies",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "Being filled in"),
                            ("unproven", "Address not confirmed yet"),
                            ("submitted", "Submitted"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="started",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=200, verbose_name="name")),
                (
                    "email",
                    models.EmailField(
                        editable=False, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, editable=False, max_length=12, verbose_name="language"
                    ),
                ),
                ("typed", models.JSONField(blank=True, default=dict, editable=False)),
                ("facts", models.JSONField(blank=True, default=dict, editable=False)),
                ("answers", models.JSONField(blank=True, default=list, editable=False)),
                ("portrait", models.BinaryField(blank=True, null=True)),
                (
                    "consent_text",
                    models.TextField(blank=True, editable=False, verbose_name="consent text"),
                ),
                (
                    "consented_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="consented at"
                    ),
                ),
                (
                    "comment",
                    models.TextField(
                        blank=True, editable=False, verbose_name="comment to the applicant"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="begun"
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                (
                    "submitted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="submitted"
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applications",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "application",
                "verbose_name_plural": "applications",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CoachConcern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "profile_name",
                    models.CharField(editable=False, max_length=255, verbose_name="profile"),
                ),
                ("page_pk", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "message",
                    models.TextField(editable=False, max_length=4000, verbose_name="concern"),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="from"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, editable=False, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "New"), ("handled", "Handled")],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "staff_notes",
                    models.TextField(
                        blank=True,
                        help_text="Only staff of this site see these.",
                        verbose_name="staff notes",
                    ),
                ),
                (
                    "handled_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="handled at"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                (
                    "coach",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="concerns",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handled by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "concern",
                "verbose_name_plural": "concerns",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CoachConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for the coach's answer"),
                            ("confirmed", "Still right"),
                            ("paused", "The coach takes a break"),
                            ("stopped", "The coach has stopped"),
                            ("hidden", "No answer; the profile is hidden"),
                            ("canceled", "Not needed any more"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="asked at"
                    ),
                ),
                (
                    "reminders",
                    models.PositiveSmallIntegerField(default=0, verbose_name="reminders sent"),
                ),
                ("next_step_at", models.DateTimeField(verbose_name="next step")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation",
                "verbose_name_plural": "confirmations",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CoachConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("form", "Given in the application"),
                            ("link", "Given by the coach's link"),
                            ("association", "The association's word"),
                        ],
                        max_length=12,
                        verbose_name="how",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                (
                    "given_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="given at"
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["-given_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CoachingSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "association_name",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the site's own name.",
                        max_length=150,
                        verbose_name="name",
                    ),
                ),
                ("partner_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("partner_url", models.URLField(blank=True, verbose_name="website")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=150, verbose_name="contact person"),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Shown on the program's pages.",
                        max_length=254,
                        verbose_name="contact e-mail address",
                    ),
                ),
                (
                    "contact_phone",
                    wagtail_coaching.fields.PhoneField(
                        blank=True, max_length=40, verbose_name="contact phone"
                    ),
                ),
                (
                    "sender_name",
                    models.CharField(
                        blank=True,
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^\\r\\n]*$", "Enter this on one line."
                            )
                        ],
                        verbose_name="sender's name",
                    ),
                ),
                (
                    "sender_email",
                    models.EmailField(
                        blank=True,
                        help_text="Mail to coaches and learners comes from here. Empty: the site's default.",
                        max_length=254,
                        verbose_name="sender's address",
                    ),
                ),
                (
                    "reply_to",
                    models.EmailField(
                        blank=True,
                        help_text="Where answers to such mail go.",
                        max_length=254,
                        verbose_name="reply-to address",
                    ),
                ),
                (
                    "time_zone",
                    wagtail_coaching.fields.TimeZoneField(
                        blank=True,
                        help_text="Webinar times are shown in it. Empty: the site's default.",
                        max_length=64,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "vetting_required",
                    models.BooleanField(
                        default=True,
                        help_text="A profile is public only after reviewers have approved it. Turning this on gives live profiles the time below to be vetted.",
                        verbose_name="coaches are vetted",
                    ),
                ),
                (
                    "vetting_grace_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Counted from the day vetting is turned on.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days for live profiles to be vetted",
                    ),
                ),
                (
                    "vetting_valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: without end.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="months an approval holds",
                    ),
                ),
                (
                    "confirmation_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=12,
                        help_text="After so many months coaches are asked whether all is still right. Empty: never.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="months between confirmations",
                    ),
                ),
                (
                    "confirmation_reminder_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="A coach who does not answer is reminded twice, so many days apart. As many days after the second reminder the profile is hidden.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days between reminders",
                    ),
                ),
                (
                    "leaver_retention_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Counted from the day a coach has left the program.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days until a leaver's data is deleted",
                    ),
                ),
                (
                    "consent_text",
                    models.TextField(
                        blank=True,
                        help_text="The words by which coaches agree to a public profile. Empty: our standard text.",
                        max_length=2000,
                        verbose_name="what coaches agree to",
                    ),
                ),
                (
                    "association_consents",
                    models.BooleanField(
                        default=False,
                        help_text="Coaches whom staff enter need not agree by a link before their profile is public; who publishes it gives the association's word, and that is recorded.",
                        verbose_name="the association's word is enough",
                    ),
                ),
                (
                    "learners_are_reviewed",
                    models.BooleanField(
                        default=False,
                        help_text="Staff accept or decline whoever joins as a learner. Otherwise anybody may.",
                        verbose_name="learners are looked at",
                    ),
                ),
                (
                    "association_logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="logo",
                    ),
                ),
                (
                    "partner_logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="logo",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "Coaching program",
                "verbose_name_plural": "Coaching programs",
            },
        ),
        migrations.CreateModel(
            name="CoachLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "language",
                "verbose_name_plural": "languages",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name="coach",
            name="languages",
            field=models.ManyToManyField(
                blank=True,
                related_name="coaches",
                to="wagtail_coaching.coachlanguage",
                verbose_name="languages",
            ),
        ),
        migrations.CreateModel(
            name="CoachRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "makes_introductions",
                    models.BooleanField(
                        default=False,
                        help_text="As Senior Advisors do: they are listed by state, for a warm introduction.",
                        verbose_name="suggests coaches and introduces them",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="CoachVetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_pk", models.CharField(db_index=True, editable=False, max_length=64)),
                ("stage", models.CharField(blank=True, max_length=255, verbose_name="stage")),
                ("is_final", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("approved", "Approved"),
                            ("rejected", "Changes needed"),
                            ("canceled", "Withdrawn"),
                            ("overridden", "Published without vetting by an administrator"),
                            ("grace", "Public for now, to be vetted"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("approved_content", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="waiting since"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("checklist", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "notes",
                    models.TextField(
                        blank=True,
                        help_text="Only reviewers of this site see these.",
                        verbose_name="private notes",
                    ),
                ),
                (
                    "comment",
                    models.TextField(
                        blank=True,
                        help_text="The applicant reads this.",
                        verbose_name="comment to the applicant",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "valid_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="being looked at by",
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vettings",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="revision",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="submitted by",
                    ),
                ),
                (
                    "task_state",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coach_vetting",
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={
                "verbose_name": "coach vetting",
                "verbose_name_plural": "coach vettings",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CoachVettingTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="After so many days a profile that waits counts as overdue.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days to decide",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "coach vetting stage",
                "verbose_name_plural": "coach vetting stages",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "credential",
                "verbose_name_plural": "credentials",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="GalleryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_pk", models.CharField(editable=False, max_length=64)),
                ("generation", models.BigIntegerField(editable=False)),
                ("is_shown", models.BooleanField(default=True, editable=False)),
                ("facts", models.JSONField(default=dict, editable=False)),
                ("card", models.JSONField(default=dict, editable=False)),
                (
                    "index",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="wagtail_coaching.galleryindex",
                    ),
                ),
            ],
            options={
                "verbose_name": "gallery entry",
                "verbose_name_plural": "gallery entries",
            },
        ),
        migrations.CreateModel(
            name="MeetingFormat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting format",
                "verbose_name_plural": "meeting formats",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name="coach",
            name="formats",
            field=models.ManyToManyField(
                blank=True,
                help_text="How the coach likes to talk.",
                related_name="coaches",
                to="wagtail_coaching.meetingformat",
                verbose_name="formats",
            ),
        ),
        migrations.CreateModel(
            name="MessageText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(max_length=10000, verbose_name="text")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "message text",
                "verbose_name_plural": "message texts",
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("category", models.CharField(max_length=12, verbose_name="category")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "opt-out",
                "verbose_name_plural": "opt-outs",
            },
        ),
        migrations.CreateModel(
            name="OrganizationType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "organization type",
                "verbose_name_plural": "organization types",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "email",
                    models.EmailField(
                        help_text="Shown on the site only where the coach's record says so.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "phone",
                    wagtail_coaching.fields.PhoneField(
                        blank=True, max_length=40, verbose_name="phone"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="The language code this person is written to in. Empty: the site's own.",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                (
                    "time_zone",
                    wagtail_coaching.fields.TimeZoneField(
                        blank=True,
                        help_text="Empty: the association's time zone.",
                        max_length=64,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "email_proven_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="address proven at"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=wagtail_coaching.models.message.new_message_uuid,
                        editable=False,
                        unique=True,
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                (
                    "recipient_name",
                    models.CharField(blank=True, max_length=200, verbose_name="recipient's name"),
                ),
                (
                    "recipient_email",
                    models.EmailField(max_length=254, verbose_name="recipient's address"),
                ),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                ("context", models.JSONField(blank=True, default=dict, editable=False)),
                ("links", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "dedupe_key",
                    models.CharField(
                        blank=True, default=None, max_length=120, null=True, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be sent"),
                            ("claimed", "Being prepared"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("retrying", "Failed, will be tried again"),
                            ("failed", "Failed"),
                            ("unknown", "Perhaps sent"),
                            ("canceled", "Not needed any more"),
                        ],
                        default="queued",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="due at"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("claim", models.UUIDField(blank=True, editable=False, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created at"
                    ),
                ),
                ("error", models.TextField(blank=True, verbose_name="what went wrong")),
                ("reported_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="HTML")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="wagtail_coaching.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=wagtail_coaching.models.link.new_link_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("purpose", models.CharField(max_length=40, verbose_name="purpose")),
                ("subject_type", models.CharField(blank=True, editable=False, max_length=100)),
                ("subject_id", models.CharField(blank=True, editable=False, max_length=64)),
                ("subject_state", models.CharField(blank=True, editable=False, max_length=40)),
                ("email", models.EmailField(editable=False, max_length=254)),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="wagtail_coaching.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "personal link",
                "verbose_name_plural": "personal links",
            },
        ),
        migrations.CreateModel(
            name="CoachNomination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unproven", "Not confirmed by who nominates"),
                            ("asked", "The nominee is asked"),
                            ("accepted", "The nominee is applying"),
                        ],
                        default="unproven",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("nominator_name", models.CharField(max_length=200, verbose_name="your name")),
                (
                    "nominator_email",
                    models.EmailField(max_length=254, verbose_name="your e-mail address"),
                ),
                ("nominee_name", models.CharField(max_length=200, verbose_name="name")),
                ("nominee_email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("reason", models.TextField(max_length=2000, verbose_name="why")),
                ("form_page_pk", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "language",
                    models.CharField(
                        blank=True, editable=False, max_length=12, verbose_name="language"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="received"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="asked at"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nomination",
                        to="wagtail_coaching.coachapplication",
                        verbose_name="application",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "nominator",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nominations_made",
                        to="wagtail_coaching.person",
                        verbose_name="nominated by",
                    ),
                ),
                (
                    "nominee",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nominations",
                        to="wagtail_coaching.person",
                        verbose_name="nominee",
                    ),
                ),
            ],
            options={
                "verbose_name": "nomination",
                "verbose_name_plural": "nominations",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="coachapplication",
            name="person",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coach_applications",
                to="wagtail_coaching.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="coach",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="coach",
                to="wagtail_coaching.person",
                verbose_name="person",
            ),
        ),
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_email", models.EmailField(max_length=254, verbose_name="old address")),
                ("new_email", models.EmailField(max_length=254, verbose_name="new address")),
                (
                    "old_proven_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="old address said yes"
                    ),
                ),
                (
                    "new_proven_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="new address said yes"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for both addresses"),
                            ("done", "Done"),
                            ("canceled", "Canceled"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_changes",
                        to="wagtail_coaching.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "address change",
                "verbose_name_plural": "address changes",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SearchSynonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="With commas between them, such as “CAO, city manager, town manager”.",
                        max_length=500,
                        verbose_name="words that mean the same",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "search synonym",
                "verbose_name_plural": "search synonyms",
                "ordering": ["words", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StaffRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("requests", "Coach requests"),
                            ("vetting", "Vetting of coaches"),
                            ("concerns", "Concerns about a coach's profile"),
                            ("webinars", "Webinars"),
                            ("problems", "Problems, such as mail that could not be delivered"),
                        ],
                        max_length=20,
                        verbose_name="hears about",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "settings",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_recipients",
                        to="wagtail_coaching.coachingsettings",
                    ),
                ),
            ],
            options={
                "verbose_name": "staff recipient",
                "verbose_name_plural": "staff recipients",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Used in links to the gallery. Leave empty to make it from the name.",
                        max_length=100,
                        verbose_name="slug",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="CoachRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "phone",
                    wagtail_coaching.fields.PhoneField(
                        blank=True, max_length=40, verbose_name="phone"
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=150, verbose_name="title")),
                (
                    "organization",
                    models.CharField(blank=True, max_length=150, verbose_name="organization"),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50000000)],
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("one_off", "One conversation"),
                            ("targeted", "A few conversations about one goal"),
                            ("ongoing", "An ongoing relationship"),
                        ],
                        default="one_off",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("coaching", "To coach"),
                            ("introduction", "To suggest a coach, and introduce"),
                        ],
                        default="coaching",
                        editable=False,
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("message", models.TextField(max_length=4000, verbose_name="message")),
                (
                    "language",
                    models.CharField(
                        blank=True, editable=False, max_length=12, verbose_name="language"
                    ),
                ),
                ("consented_at", models.DateTimeField(editable=False, verbose_name="consented at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unproven", "Address not confirmed yet"),
                            ("new", "New"),
                            ("in_progress", "In progress"),
                            ("introduced", "Introduced"),
                            ("ended", "Ended after an introduction"),
                            ("closed", "Closed without an introduction"),
                        ],
                        default="new",
                        max_length=20,
                        verbose_name="request state",
                    ),
                ),
                (
                    "state_changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="state changed at",
                    ),
                ),
                (
                    "staff_notes",
                    models.TextField(
                        blank=True,
                        help_text="Only staff of this site see these.",
                        verbose_name="staff notes",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="received"
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coach_requests",
                        to="wagtail_coaching.coach",
                        verbose_name="coach",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
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
                        verbose_name="type of organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coach_requests",
                        to="wagtail_coaching.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="wagtail_coaching.topic",
                        verbose_name="topics",
                    ),
                ),
            ],
            options={
                "verbose_name": "coach request",
                "verbose_name_plural": "coach requests",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="coach",
            name="topics",
            field=models.ManyToManyField(
                blank=True,
                related_name="coaches",
                to="wagtail_coaching.topic",
                verbose_name="topics",
            ),
        ),
        migrations.CreateModel(
            name="VettingChecklistItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("label", models.CharField(max_length=200, verbose_name="what to check")),
                (
                    "help_text",
                    models.CharField(
                        blank=True,
                        help_text="A hint to the reviewer.",
                        max_length=300,
                        verbose_name="how",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="Nobody is approved before this is ticked.",
                        verbose_name="required",
                    ),
                ),
                (
                    "settings",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vetting_checklist",
                        to="wagtail_coaching.coachingsettings",
                    ),
                ),
            ],
            options={
                "verbose_name": "checklist item",
                "verbose_name_plural": "checklist items",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Webinar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "translation_key",
                    models.UUIDField(editable=False, verbose_name="translation key"),
                ),
                (
                    "uid",
                    models.CharField(
                        default=wagtail_coaching.models.webinar._make_uid,
                        editable=False,
                        max_length=64,
                        unique=True,
                        verbose_name="UID",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                (
                    "time_zone",
                    wagtail_coaching.fields.TimeZoneField(max_length=64, verbose_name="time zone"),
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
                    "sequence",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="sequence"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="changed at"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "webinar",
                "verbose_name_plural": "webinars",
                "ordering": ["starts_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="careerstage",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_careerstage_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="careerstage",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="coachconcern",
            index=models.Index(fields=["site", "state"], name="wagtail_coaching_concern_state"),
        ),
        migrations.AddIndex(
            model_name="coachconfirmation",
            index=models.Index(
                fields=["state", "next_step_at"], name="wagtail_coaching_confirm_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="coachlanguage",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_coachlanguage_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="coachlanguage",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="coachrole",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_coachrole_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="coachrole",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="coachvetting",
            index=models.Index(
                fields=["site", "state", "due_on"], name="wagtail_coaching_vetting_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_credential_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="credential",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="galleryentry",
            index=models.Index(
                fields=["index", "generation"], name="wagtail_coaching_entry_changes"
            ),
        ),
        migrations.AddIndex(
            model_name="galleryentry",
            index=models.Index(fields=["page_pk"], name="wagtail_coaching_entry_page"),
        ),
        migrations.AddConstraint(
            model_name="galleryentry",
            constraint=models.UniqueConstraint(
                fields=("index", "page_pk"), name="wagtail_coaching_galleryentry_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingformat",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_meetingformat_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="meetingformat",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="messagetext",
            constraint=models.UniqueConstraint(
                fields=("site", "kind", "language"), name="wagtail_coaching_message_text_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="optout",
            constraint=models.UniqueConstraint(
                fields=("site", "email", "category"), name="wagtail_coaching_opt_out_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationtype",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"),
                name="wagtail_coaching_organizationtype_slug_unique",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="organizationtype",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("site", "email"),
                name="wagtail_coaching_person_email_unique",
                violation_error_message="This site already knows somebody with this address.",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "due_at"], name="wagtail_coaching_message_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["site", "-created_at"], name="wagtail_coaching_message_list"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["person", "purpose"], name="wagtail_coaching_link_person"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                fields=["subject_type", "subject_id"], name="wagtail_coaching_link_subject"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["expires_at"], name="wagtail_coaching_link_expiry"),
        ),
        migrations.AddIndex(
            model_name="coachnomination",
            index=models.Index(fields=["site", "state"], name="wagtail_coaching_nomination"),
        ),
        migrations.AddIndex(
            model_name="coachapplication",
            index=models.Index(fields=["site", "state"], name="wagtail_coaching_appl_state"),
        ),
        migrations.AddIndex(
            model_name="coachapplication",
            index=models.Index(fields=["state", "changed_at"], name="wagtail_coaching_appl_age"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                fields=("site", "locale", "slug"), name="wagtail_coaching_topic_slug_unique"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="topic",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="coachrequest",
            index=models.Index(
                fields=["site", "state", "-created_at"], name="wagtail_coaching_request_inbox"
            ),
        ),
        migrations.AddConstraint(
            model_name="webinar",
            constraint=models.UniqueConstraint(
                fields=("site", "translation_key"), name="wagtail_coaching_webinar_key_unique"
            ),
        ),
    ]
