"""Signals that hosts may listen to. All are sent after the transaction has committed.

Each names what happened, in the past tense; the ``sender`` is the record's class.
"""

from django.dispatch import Signal

#: A learner has sent a request for a coach. Arguments: ``coach_request`` (CoachRequest).
request_submitted = Signal()

#: A request has moved to another state. Arguments: ``coach_request`` (CoachRequest),
#: ``old_state`` and ``new_state`` (RequestState), ``user`` (the staff member, or ``None``).
request_state_changed = Signal()

#: A webinar's calendar entry was made or changed by publishing its page.
#: Arguments: ``webinar`` (Webinar), ``created`` (bool).
webinar_changed = Signal()
