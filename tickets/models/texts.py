"""Standard texts: English and French together, versioned together, published together."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.enums import TextUse

FINAL = (
    "code",
    "version",
    "use",
    "title_en",
    "title_fr",
    "body_en",
    "body_fr",
    "published_at",
    "published_by_id",
)


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    def published(self) -> Self:
        """The version in force of each text."""
        return self.filter(published_at__isnull=False, replaced_at__isnull=True)

    def get_published(self, code: str) -> "StandardText":
        return self.published().get(code=code)


class StandardText(models.Model):
    """One version of a text that goes out. {fields} in braces are filled by name only."""

    code = models.SlugField(_("code"))
    version = models.PositiveIntegerField(_("version"), default=1)
    use = models.CharField(_("use"), max_length=10, choices=TextUse)
    title_en = models.CharField(_("English title or subject"), max_length=200)
    title_fr = models.CharField(_("French title or subject"), max_length=200)
    body_en = models.TextField(_("English text"))
    body_fr = models.TextField(_("French text"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
    )
    expires_on = models.DateField(_("review due on"), null=True, blank=True)
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

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = ["use", "code", "-version"]
        constraints = [
            models.UniqueConstraint("code", "version", name="one_text_a_version"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(published_at__isnull=False, replaced_at__isnull=True),
                name="one_text_in_force",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | ~(Q(title_en="") | Q(title_fr="") | Q(body_en="") | Q(body_fr="")),
                name="published_in_both_languages",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.UpdateOf(*FINAL) | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def title_in(self, language: str) -> str:
        return self.title_fr if language == "fr" else self.title_en

    def body_in(self, language: str) -> str:
        return self.body_fr if language == "fr" else self.body_en
