"""A process of its own that sends or proves an application: ``python -m tests.applying MODE KEY``.

It says "ready", begins when it gets a line, and says what state came of it, or "dead". Modes:
"send" (the key is the application's) and "prove" (the key is the link's).
"""

import sys

import django
from django.conf import settings


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def act(mode, key):
    from tests.services.application_cases import prove, send
    from wagtail_coaching.exceptions import DeadLinkError
    from wagtail_coaching.models import CoachApplication, Link

    if mode == "send":
        application = CoachApplication.objects.select_related("site").get(pk=key)
        begin = send, (application,)
    else:
        begin = prove, (Link.objects.get(key=key),)
    say("ready")
    sys.stdin.readline()
    try:
        function, arguments = begin
        return function(*arguments).state
    except DeadLinkError:
        return "dead"


if __name__ == "__main__":
    django.setup()
    # Wagtail's own mail to administrators.
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    say(act(*sys.argv[1:]))
