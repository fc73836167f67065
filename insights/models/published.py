"""What the briefing published of each year, beside which the computed sums are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from insights.enums import Basis


class PublishedYear(models.Model):
    """One column of the briefing's table, as published; empty where it says nothing."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year that begins in"))
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    through = models.DateField(_("until"), null=True)
    phone = models.BigIntegerField(_("calls"))
    written = models.BigIntegerField(_("e-mails and web forms"))
    member = models.BigIntegerField(_("enquiries of Members’ and Senators’ offices"))
    calls_asked = models.BigIntegerField(_("calls that asked for an agent"), null=True)
    answer_rate = models.DecimalField(
        _("call answer rate"), max_digits=5, decimal_places=4, null=True
    )
    written_days = models.DecimalField(
        _("mean e-mail processing time, days"), max_digits=6, decimal_places=2, null=True
    )
    total = models.BigIntegerField(_("total as published"))

    class Meta:
        verbose_name = _("published year")
        verbose_name_plural = _("published years")
        ordering = ["fiscal_year", "basis"]
        constraints = [
            models.UniqueConstraint("fiscal_year", "basis", name="one_column_a_year_and_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} ({self.basis})"

    @property
    def volumes(self) -> dict[str, int]:
        return {"phone": self.phone, "written": self.written, "member": self.member}

    @property
    def sum(self) -> int:
        """What its parts add up to; the published total is rounded."""
        return self.phone + self.written + self.member
