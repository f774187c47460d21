"""Signals that hosts may listen to. All are sent after the transaction has committed.

Each names what happened, in the past tense; the ``sender`` is the record's class.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal


def announce(signal: Signal, sender: Any, **arguments: Any) -> None:
    """Send a signal once the transaction has committed.

    A receiver that fails is logged (by ``django.db.backends.base``), and does not turn what is
    safely stored into an error for whoever stored it.
    """
    transaction.on_commit(partial(signal.send, sender, **arguments), robust=True)


#: A learner has sent a request for a coach. Arguments: ``coach_request`` (CoachRequest).
request_submitted = Signal()

#: A request has moved to another state. Arguments: ``coach_request`` (CoachRequest),
#: ``old_state`` and ``new_state`` (RequestState), ``user`` (the staff member, or ``None``).
request_state_changed = Signal()

#: A webinar's calendar entry was made or changed by publishing its page.
#: Arguments: ``webinar`` (Webinar), ``created`` (bool).
webinar_changed = Signal()

#: A message was written into the outbox. Arguments: ``message`` (Message).
message_queued = Signal()

#: A message has been handed to the mail server. Arguments: ``message`` (Message).
message_sent = Signal()

#: A message will not be sent, or nobody knows whether it was. Arguments: ``message`` (Message).
message_failed = Signal()

#: A person's e-mail address was proven, or changed to another proven one.
#: Arguments: ``person`` (Person), ``old_email`` (str, empty if there was none).
address_proven = Signal()

#: A coach's profile was approved by the last stage, or published by an administrator without.
#: Arguments: ``vetting`` (CoachVetting).
coach_vetted = Signal()

#: A reviewer asked for changes to a profile. Arguments: ``vetting`` (CoachVetting).
coach_changes_requested = Signal()

#: A coach was taken off the site at once. Arguments: ``coach`` (Coach), ``reason`` (str),
#: ``user`` (the staff member, or ``None``).
coach_suspended = Signal()

#: An application reached the association: its address was proven, or it was sent again.
#: Arguments: ``application`` (CoachApplication), ``resubmitted`` (bool).
application_submitted = Signal()

#: An application was withdrawn, and is deleted. Arguments: ``site`` (Site), ``role``
#: (ApplicationRole), ``user`` (the staff member, or ``None``).
application_withdrawn = Signal()
