"""Words of the Members' and Senators' offices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MemberKind(TextChoices):
    MP = "mp", _("Member of Parliament")
    SENATOR = "senator", _("Senator")


class Purpose(TextChoices):
    """What a file beside an enquiry is for."""

    PROOF = "proof", _("Proof of urgency")
    CONSENT = "consent", _("Signed consent form")
    SECOND = "second", _("Signed consent form of the constituent")
    DOCUMENT = "document", pgettext_lazy("purpose of a file", "Document")


class Signer(TextChoices):
    """Who consents: whose file it is, and beside them a constituent who asks for them."""

    CLIENT = "client", _("The person whose file it is")
    CONSTITUENT = "constituent", pgettext_lazy("who consents", "The constituent")


class Side(TextChoices):
    """Whose turn it is: the lists of an office."""

    NEEDS_US = "needs_us", _("Needs us")
    WITH_CENTRE = "with_centre", _("With the centre")
    ANSWERED = "answered", pgettext_lazy("enquiries", "Answered")


class Told(TextChoices):
    """What stands with the consent for an enquiry."""

    VALID = "valid", _("Consent given")
    WAITING = "waiting", _("Waiting for consent")
    REFUSED = "refused", _("Consent refused")
    EXPIRED = "expired", _("Consent expired")
    ENDED = "ended", _("Consent no longer valid")
    NOT_COVERED = "not_covered", _("Consent does not cover these applications")
    MANDATE_ENDED = "mandate_ended", _("The mandate has ended")


class SectionState(TextChoices):
    """How far a section of the form is."""

    DONE = "done", _("Completed")
    STARTED = "started", _("Something is missing")
    EMPTY = "empty", _("Not started")
    UNNEEDED = "unneeded", pgettext_lazy("section", "Not needed")
