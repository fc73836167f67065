"""Words of the people room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class OrganisationKind(TextChoices):
    MEMBERS_OFFICE = "members_office", _("Member’s or Senator’s office")
    LAW_FIRM = "law_firm", _("Law firm or consultant")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Other body")


class ConsentScope(TextChoices):
    """What may be told to the recipient."""

    APPLICATIONS = "applications", _("What concerns the applications named")
    FILE = "file", _("What concerns the whole file")


class Evidence(TextChoices):
    """How a consent was given."""

    FORM = "form", _("Signed form")
    LINK = "link", _("Signed by the link in an e-mail")


class ConsentEnd(TextChoices):
    """Why a consent ended before its last day."""

    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    NOT_VALID = "not_valid", _("The form is not valid")


class ConsentState(TextChoices):
    """What a consent is worth on a day."""

    VALID = "valid", pgettext_lazy("consent", "Valid")
    NOT_YET = "not_yet", pgettext_lazy("consent", "Not valid yet")
    EXPIRED = "expired", pgettext_lazy("consent", "Expired")
    ENDED = "ended", pgettext_lazy("consent", "No longer valid")


class LineOfBusiness(TextChoices):
    """What an application is for. The codes are those of the published processing times."""

    CITIZENSHIP = "citizenship", _("Citizenship")
    FAMILY = "family", _("Family sponsorship")
    PERMANENT_RESIDENCE = "permanent_residence", _("Permanent residence")
    PR_CARD = "pr_card", _("Permanent resident card")
    WORK_PERMIT = "work_permit", _("Work permit")
    STUDY_PERMIT = "study_permit", _("Study permit")
    VISITOR = "visitor", _("Visitor visa")
    PROTECTION = "protection", _("Refugee protection")
    PASSPORT = "passport", _("Passport or travel document")


class Stage(TextChoices):
    """How far an application has come."""

    RECEIVED = "received", pgettext_lazy("application", "Received")
    COMPLETENESS = "completeness", _("Being checked for completeness")
    ELIGIBILITY = "eligibility", _("Eligibility in review")
    BACKGROUND = "background", _("Background check under way")
    INTERVIEW = "interview", _("Interview or test to come")
    DECISION = "decision", _("Ready for a decision")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    COMPLETED = "completed", _("Completed: the document was sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    RETURNED = "returned", _("Returned as incomplete")


class Awaited(TextChoices):
    """What an application waits for."""

    NOTHING = "nothing", _("Nothing")
    DOCUMENT = "document", _("A document")
    FORM = "form", _("A form")
    FEE = "fee", _("A fee")
    BIOMETRICS = "biometrics", _("Biometrics")
    MEDICAL = "medical", _("A medical examination")
    PASSPORT = "passport", _("A passport")
    ANSWER = "answer", _("An answer to a letter")
    VERIFICATION = "verification", _("A verification")
    REVIEW = "review", _("A review by an officer")


class AwaitedFrom(TextChoices):
    """Who has to act."""

    CLIENT = "client", _("The client")
    OFFICE = "office", _("The processing office")
    PARTNER = "partner", _("Another organisation")


class Activity(TextChoices):
    """What last happened to an application."""

    APPLICATION_RECEIVED = "application_received", _("Application received")
    DOCUMENT_RECEIVED = "document_received", _("Document received")
    DOCUMENT_REQUESTED = "document_requested", _("Document requested")
    BIOMETRICS_RECEIVED = "biometrics_received", _("Biometrics received")
    MEDICAL_RECEIVED = "medical_received", _("Medical results received")
    FILE_REVIEWED = "file_reviewed", _("File reviewed")
    FILE_TRANSFERRED = "file_transferred", _("File moved to another office")
    LETTER_SENT = "letter_sent", _("Letter sent")
    INTERVIEW_HELD = "interview_held", _("Interview or test held")
    DECISION_MADE = "decision_made", _("Decision made")
    DOCUMENT_SENT = "document_sent", _("Final document sent")


class NextStep(TextChoices):
    """What comes next."""

    REVIEW = "review", _("Review by an officer")
    REQUEST = "request", _("A request for what is missing")
    INTERVIEW = "interview", _("Interview or test")
    CEREMONY = "ceremony", _("Ceremony")
    DECISION = "decision", _("Decision")
    DELIVERY = "delivery", _("Delivery of the document")
    NONE = "none", _("No further step")
