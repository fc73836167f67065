"""Special operations: a world event's line, form, queue and texts, from opening to report."""

import datetime as dt
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Bilingual, User
from tickets.enums import OperationEventKind, Priority, Robot

# English and French together, or neither.
PAIRS = ("facts", "guidance", "banner", "closing")


def both_or_neither(name: str) -> Q:
    """A pair of texts of which none stands alone."""
    english, french = f"{name}_en", f"{name}_fr"
    neither = Q(**{english: "", french: ""})
    return neither | (~Q(**{english: ""}) & ~Q(**{french: ""}))


class OperationTexts(Bilingual):
    """What a special operation says and looks for: of one that runs, or of a template."""

    announcement_en = models.TextField(_("English announcement"))
    announcement_fr = models.TextField(_("French announcement"))
    facts_en = models.TextField(_("English key facts"), blank=True)
    facts_fr = models.TextField(_("French key facts"), blank=True)
    guidance_en = models.TextField(_("English urgent guidance"), blank=True)
    guidance_fr = models.TextField(_("French urgent guidance"), blank=True)
    banner_en = models.CharField(_("English banner"), max_length=300, blank=True)
    banner_fr = models.CharField(_("French banner"), max_length=300, blank=True)
    closing_en = models.TextField(_("English text once it is closed"), blank=True)
    closing_fr = models.TextField(_("French text once it is closed"), blank=True)
    words_en = ArrayField(
        models.CharField(max_length=60), verbose_name=_("English words"), default=list, blank=True
    )
    words_fr = ArrayField(
        models.CharField(max_length=60), verbose_name=_("French words"), default=list, blank=True
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.HIGH
    )
    enquiry_type = models.ForeignKey(
        "tickets.EnquiryType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enquiry type"),
    )

    class Meta:
        abstract = True

    def text_in(self, name: str, language: str) -> str:
        """A text in a language; a banner or key facts that were left out are the announcement."""
        found: str = getattr(self, f"{name}_{'fr' if language == 'fr' else 'en'}")
        if found or name not in ("banner", "facts"):
            return found
        return self.text_in("announcement", language)

    def announcement_in(self, language: str) -> str:
        """What the telephone and the preview read out."""
        return self.text_in("announcement", language)


class OperationTemplate(OperationTexts):
    """A ready-made special operation for a kind of event, to start from."""

    code = models.SlugField(_("code"), unique=True)
    days = models.PositiveSmallIntegerField(_("usual length in days"), default=14)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("template of special operations")
        verbose_name_plural = _("templates of special operations")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=both_or_neither(name), name=f"operation_template_{name}_in_both"
            )
            for name in PAIRS
        ]


class SpecialOperationQuerySet(models.QuerySet["SpecialOperation"]):
    def active(self, now: dt.datetime) -> Self:
        """Those that receive at `now`; one whose end has come does not, swept or not."""
        return self.filter(opened_at__lte=now, closed_at=None, ends_at__gt=now)

    def with_number(self, phone_number: str) -> Self:
        """The one behind a telephone line, by its E.164 number."""
        return self.filter(phone_number=phone_number).exclude(phone_number="")

    def at(self, slug: str) -> Self:
        """The one whose form has this address, in either language."""
        return self.filter(Q(slug_en=slug) | Q(slug_fr=slug))

    def due_to_end(self, now: dt.datetime) -> Self:
        return self.filter(closed_at=None, ends_at__lte=now).order_by("ends_at", "pk")

    def ending_before(self, moment: dt.datetime) -> Self:
        return self.filter(closed_at=None, ends_at__lte=moment).order_by("ends_at", "pk")


class SpecialOperation(OperationTexts):
    """A dedicated service for a world event. Changed only by the verbs in tickets/actions.

    `slug_en` and `slug_fr` are the last part of the form's address and never change, because they
    are printed; `key` is the form's own, so that one page opened twice makes one operation.
    """

    key = models.CharField(max_length=64, unique=True)
    slug_en = models.SlugField(_("English address"), max_length=80, unique=True)
    slug_fr = models.SlugField(_("French address"), max_length=80, unique=True)
    phone_number = models.CharField(_("telephone line"), max_length=16, blank=True)
    queue = models.ForeignKey(
        "tickets.Queue", models.PROTECT, related_name="operations", verbose_name=_("queue")
    )
    own_queue = models.BooleanField(_("its queue was made for it"), default=False)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(pgettext_lazy("special operation", "opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    ends_at = models.DateTimeField(pgettext_lazy("special operation", "ends"))
    closed_at = models.DateTimeField(pgettext_lazy("special operation", "closed"), null=True)

    objects = SpecialOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("special operation")
        verbose_name_plural = _("special operations")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index("ends_at", name="operation_open", condition=Q(closed_at=None)),
            models.Index("closed_at", "id", name="operation_closed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["phone_number"],
                condition=Q(closed_at=None) & ~Q(phone_number=""),
                name="one_open_operation_a_line",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="operation_known_priority"
            ),
            models.CheckConstraint(
                condition=Q(phone_number="") | Q(phone_number__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="operation_number_is_e164",
            ),
            *[
                models.CheckConstraint(
                    condition=both_or_neither(name), name=f"operation_{name}_in_both"
                )
                for name in PAIRS
            ],
        ]

    def is_active(self, now: dt.datetime) -> bool:
        return self.closed_at is None and self.opened_at <= now < self.ends_at

    def slug_in(self, language: str) -> str:
        return self.slug_fr if language == "fr" else self.slug_en

    @property
    def words(self) -> dict[str, list[str]]:
        """What sends an enquiry here, by language, as routing rules hold words."""
        return {"en": self.words_en, "fr": self.words_fr}


class OperationEventQuerySet(models.QuerySet["OperationEvent"]):
    def record(
        self,
        operation: SpecialOperation,
        kind: OperationEventKind,
        *,
        by: User | Robot,
        now: dt.datetime,
        **data: Any,
    ) -> "OperationEvent":
        """Append one event. `data` holds codes, times, and texts that were public."""
        user = by if isinstance(by, User) else None
        actor = "staff" if user else str(by)
        return self.create(
            operation=operation, kind=kind, user=user, actor=actor, at=now, data=data
        )


class OperationEvent(models.Model):
    """One thing that was done to a special operation. PostgreSQL refuses to change it."""

    operation = models.ForeignKey(SpecialOperation, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=OperationEventKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    data = models.JSONField(default=dict)

    objects = OperationEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a special operation")
        verbose_name_plural = _("events of special operations")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only_operations", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
