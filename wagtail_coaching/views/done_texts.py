"""What may have come of a link, or of a form: in words, for the page that says so."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext

#: What came of it is not the end of it: the page has no tick.
UNSETTLED: Final = frozenset({"address-asked", "address-waiting", "address-conflict"})


def done_texts() -> dict[str, tuple[str, str]]:
    """Return what may have come of it: by name, a heading and a sentence."""
    return {
        "request-confirmed": (
            gettext("Thank you. Your request is with us."),
            gettext(
                "We have sent you a mail with a link to your own page, where you can see how it "
                "stands."
            ),
        ),
        "request-discarded": (
            gettext("The request is deleted."),
            gettext("Nobody has read it. Thank you for telling us, and sorry for the bother."),
        ),
        "nomination-confirmed": (
            gettext("Thank you. We ask them now."),
            gettext("They get a mail from us, and decide. You need not do anything else."),
        ),
        "nomination-discarded": (
            gettext("What was sent is deleted."),
            gettext("Nobody has been asked. Thank you for telling us, and sorry for the bother."),
        ),
        "nomination-declined": (
            gettext("Thank you for telling us."),
            gettext(
                "What was sent to us about you is deleted, and so is your address, unless you "
                "take part in the program already. We do not ask again by ourselves."
            ),
        ),
        "address-confirmed": (
            gettext("Thank you. Your address is confirmed."),
            gettext("You need not do anything else."),
        ),
        "address-asked": (
            gettext("Please look into both mailboxes."),
            gettext(
                "We have written to your present and to your new address. As soon as you have "
                "confirmed both mails, we use the new one. Nothing changes before."
            ),
        ),
        "address-waiting": (
            gettext("Thank you. One more to go."),
            gettext(
                "This address has said yes. Please open the mail that we sent to the other one, "
                "too: nothing changes before."
            ),
        ),
        "address-changed": (
            gettext("Your address is changed."),
            gettext(
                "From now on we write to the new one. Older links to your page do not work any "
                "more; you can have a new one at any time."
            ),
        ),
        "address-merged": (
            gettext("Your address is changed."),
            gettext(
                "We knew both addresses, so everything we had under the two is now together. "
                "From now on we write to the new one. Older links to your page do not work any "
                "more; you can have a new one at any time."
            ),
        ),
        "address-conflict": (
            gettext("Your address is not changed yet."),
            gettext(
                "Both your addresses belong to a coach's record, and we do not make two records "
                "one without looking at them. We have been told, and will write to you."
            ),
        ),
        "address-kept": (
            gettext("Nothing is changed."),
            gettext("Thank you for telling us."),
        ),
        "profile-confirmed": (
            gettext("Thank you. Your profile stays as it is."),
            gettext("It says when you confirmed it. You need not do anything else."),
        ),
        "profile-looked-at": (
            gettext("Thank you. Good to hear from you."),
            gettext(
                "Your profile is not public at present: somebody has to look through it first. "
                "You need not do anything."
            ),
        ),
        "coaching-paused": (
            gettext("Enjoy your break."),
            gettext(
                "Learners cannot ask you until the day you chose. Then they can again, without "
                "your doing anything. Requests that you have already stay with you."
            ),
        ),
        "coaching-stopped": (
            gettext("You have stopped coaching."),
            gettext(
                "Thank you for all the time you gave. Your profile is off the site. We have sent "
                "you a mail that says what happens with your data."
            ),
        ),
        "application-withdrawn": (
            gettext("Your application is withdrawn."),
            gettext(
                "What you told us is deleted. We send you no mail about it. Thank you for your "
                "interest; you are welcome back at any time."
            ),
        ),
        "application-confirmed": (
            gettext("Thank you. We have your application."),
            gettext(
                "Our reviewers look at it now. We have sent you a mail with a link to a page that "
                "says how it stands. You can change what you sent there."
            ),
        ),
        "application-again": (
            gettext("Thank you. We have your changes."),
            gettext("Our reviewers look at them. You will hear from us by mail."),
        ),
        "application-known": (
            gettext("You are a coach here already."),
            gettext(
                "Nothing was changed, and what you sent is deleted. We have mailed you the link to "
                "your own page, where you can change your profile."
            ),
        ),
        "application-discarded": (
            gettext("It is deleted."),
            gettext("Nobody has read it. Thank you for telling us, and sorry for the bother."),
        ),
        "learner-accepted": (
            gettext("Welcome! You are in."),
            gettext(
                "We have sent you a mail with a link to your own page. You can ask for a coach now."
            ),
        ),
        "learner-submitted": (
            gettext("Thank you. We have your form."),
            gettext(
                "Somebody looks at it soon. We have sent you a mail with a link to a page that "
                "says how it stands."
            ),
        ),
        "reminders-again": (
            gettext("You will hear from us again."),
            gettext("We send you these messages again. Each has a link to leave them."),
        ),
    }
