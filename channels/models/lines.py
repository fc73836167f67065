"""Telephone lines, and what the keypad menu on them says: versioned data."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from channels.enums import LineKind
from tickets.models import Ticket


class IvrFlow(Bilingual):
    """A menu of the telephone, whose versions follow each other."""

    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("telephone menu")
        verbose_name_plural = _("telephone menus")
        ordering = ["code"]


class IvrFlowVersionQuerySet(models.QuerySet["IvrFlowVersion"]):
    def in_force(self) -> "IvrFlowVersionQuerySet":
        """The published version of each menu."""
        return self.filter(published_at__isnull=False, replaced_at__isnull=True)


class IvrFlowVersion(models.Model):
    """One version of a menu: its nodes, and their texts in both languages. Final once published."""

    flow = models.ForeignKey(
        IvrFlow, models.PROTECT, verbose_name=_("telephone menu"), related_name="versions"
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    nodes = models.JSONField(_("nodes"))
    comment = models.CharField(_("what changed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    objects = IvrFlowVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a telephone menu")
        verbose_name_plural = _("versions of telephone menus")
        ordering = ["flow", "-version"]
        constraints = [
            models.UniqueConstraint("flow", "version", name="one_menu_a_version"),
            models.UniqueConstraint(
                fields=["flow"],
                condition=Q(published_at__isnull=False, replaced_at__isnull=True),
                name="one_menu_in_force",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_menu_is_final",
                operation=pgtrigger.UpdateOf("flow_id", "version", "nodes", "published_at")
                | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.flow} v{self.version}"


class VoiceLineQuerySet(models.QuerySet["VoiceLine"]):
    def that_calls(self, ticket: Ticket) -> "VoiceLine | None":
        """The line that calls the client of a ticket: the special operation’s, one of the queue’s
        own, the one for everybody; None where no line is in use.
        """
        lines = list(self.filter(is_active=True).order_by("number"))
        number = ticket.operation.phone_number if ticket.operation else ""
        choices = (
            [line for line in lines if number and line.number == number],
            [line for line in lines if line.queue_id and line.queue_id == ticket.queue_id],
            [line for line in lines if line.kind == LineKind.GENERAL],
            lines,
        )
        return next((found[0] for found in choices if found), None)


class VoiceLine(Bilingual):
    """A telephone number of the centre, and what happens to those who call it."""

    number = models.CharField(_("number"), max_length=20, unique=True, help_text="+16135550100")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind, default=LineKind.GENERAL)
    slug = models.SlugField(_("name in the provider’s addresses"), unique=True)
    flow = models.ForeignKey(IvrFlow, models.PROTECT, verbose_name=_("telephone menu"))
    queue = models.ForeignKey(
        "tickets.Queue", models.PROTECT, verbose_name=_("queue"), null=True, blank=True
    )
    calendar = models.ForeignKey(
        "tickets.BusinessCalendar", models.PROTECT, verbose_name=_("opening hours")
    )
    from_abroad = models.BooleanField(
        _("takes calls from abroad"),
        default=False,
        help_text=_(
            "For special operations, as those who need them most are abroad. On other lines who "
            "calls from another country hears how to write to us."
        ),
    )
    most_waiting = models.PositiveIntegerField(
        _("most callers waiting"), default=200, help_text=_("More are told so and not queued.")
    )
    wrap_up_seconds = models.PositiveIntegerField(_("wrap-up (seconds)"), default=120)
    fallback_number = models.CharField(_("number when we are down"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = VoiceLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("telephone line")
        verbose_name_plural = _("telephone lines")
        ordering = ["number"]
