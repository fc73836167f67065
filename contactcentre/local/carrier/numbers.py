"""Numbers to call from: one of each province and territory, some abroad, one withheld."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sample:
    """`number` is what the centre is told; 555-01xx belongs to nobody."""

    number: str
    place: str | Promise


SAMPLES = (
    Sample("+15145550142", _("Quebec (Montréal)")),
    Sample("+16135550143", _("Ontario (Ottawa)")),
    Sample("+16045550144", _("British Columbia (Vancouver)")),
    Sample("+14035550145", _("Alberta (Calgary)")),
    Sample("+13065550146", _("Saskatchewan (Regina)")),
    Sample("+12045550147", _("Manitoba (Winnipeg)")),
    Sample("+15065550148", _("New Brunswick (Moncton)")),
    Sample("+19025550149", _("Nova Scotia or Prince Edward Island")),
    Sample("+17095550150", _("Newfoundland and Labrador (St. John’s)")),
    Sample("+18675550151", _("Yukon, Northwest Territories or Nunavut")),
    Sample("+33199001234", _("France (Paris)")),
    Sample("+442079460958", _("United Kingdom (London)")),
    Sample("+12125550152", _("United States (New York)")),
    Sample("anonymous", _("Number withheld")),
)
