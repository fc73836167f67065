"""Words of the figures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Where a figure comes from."""

    COMPUTED = "computed", _("counted from the rows")
    BRIEFING = "briefing", _("from the briefing")


class Group(TextChoices):
    """The channels as the briefing groups them: e-mail and the web form are one."""

    PHONE = "phone", _("Phone")
    WRITTEN = "written", _("E-mail and web form")
    MEMBER = "member", _("Members’ and Senators’ offices")


class Basis(TextChoices):
    """What a published figure says of its year."""

    ACTUAL = "actual", _("whole year")
    PART = "part", _("part of the year")
    FORECAST = "forecast", _("forecast")


class TopicKind(TextChoices):
    """What may rise."""

    TYPE = "type", _("Enquiry type")
    ISSUE = "issue", _("Programme issue")
    WORD = "word", _("Word in subjects")
