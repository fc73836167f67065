"""What the live board showed at each quarter hour: what a later moment is held against."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardSample(models.Model):
    """A headline of the board at a quarter hour of the centre's day; none where it had no value.

    Counts, shares as ratios, and waits in seconds.
    """

    date = models.DateField(_("day"))
    time = models.TimeField(_("time of day"))
    figure = models.CharField(_("figure"), max_length=40)
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("sample of the board")
        verbose_name_plural = _("samples of the board")
        constraints = [
            models.UniqueConstraint("date", "time", "figure", name="one_sample_a_quarter_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.time:%H:%M} {self.figure} {self.value:g}"
