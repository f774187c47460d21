"""A process of its own that delivers mail: ``python -m tests.delivering MODE PORT [STEP]``.

It says "ready", and begins when it gets a line. Modes: "tick" (the command), "due" (one round),
"worker" (each waiting message by its key) and "leave" (every coach leaves). With a step it says
"reached" at that point of the first delivery, and does not go on: it can be killed there.
"""

import contextlib
import signal
import sys

import django


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def stop_at(step):
    from wagtail_coaching.services import rendering
    from wagtail_coaching.services.delivery import _Round
    from wagtail_coaching.services.transport import Transport, _Watch

    owner, name, is_after = {
        "claimed": (rendering, "render", False),
        "rendered": (_Round, "_connect", False),
        "connected": (_Round, "_begin_sending", False),
        "sending": (_Round, "_begin_sending", True),
        "before the content": (_Watch, "_watched_data", False),
        "accepted": (Transport, "send", True),
        "committed": (_Round, "_end", True),
    }[step]
    original = getattr(owner, name)

    def stopping(*args, **kwargs):
        if is_after:
            original(*args, **kwargs)
        say("reached")
        signal.pause()

    setattr(owner, name, stopping)


def deliver(mode):
    from django.core.management import call_command

    from wagtail_coaching.models import Message
    from wagtail_coaching.services import delivery

    if mode == "tick":
        call_command("coaching_tick", verbosity=0)
    elif mode == "due":
        delivery.deliver_due()
    elif mode == "leave":
        leave_all()
    else:
        for key in Message.objects.due().values_list("pk", flat=True):
            delivery.deliver_one(message_id=key)


def leave_all():
    from wagtail_coaching.exceptions import IllegalTransitionError
    from wagtail_coaching.models import Coach
    from wagtail_coaching.services import leaving

    for coach in list(Coach.objects.order_by("pk")):
        with contextlib.suppress(IllegalTransitionError):
            leaving.leave(coach=coach)


def main(mode, port, step=""):
    django.setup()

    from django.conf import settings

    from tests.mail import Greeting
    from tests.mailserver import use_smtp
    from wagtail_coaching.messages import register

    register(Greeting)
    use_smtp(settings, int(port), timeout=30)
    if step:
        stop_at(step)
    say("ready")
    sys.stdin.readline()
    deliver(mode)
    say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
