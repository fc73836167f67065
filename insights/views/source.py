"""The page that a loaded figure opens to: the briefing's table as published, and where it is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from insights.enums import Basis
from insights.models import PublishedYear
from insights.views.wording import year_words


@requires(Can.SEE_FIGURES)
@require_safe
def source(request: StaffRequest) -> HttpResponse:
    published = list(PublishedYear.objects.all())
    # In the briefing a year so far stands before its forecast.
    published.sort(key=lambda year: (year.fiscal_year, year.basis == Basis.FORECAST))
    years = [
        {
            "year": year,
            "name": year_words(year.fiscal_year),
            "is_forecast": year.basis == Basis.FORECAST,
        }
        for year in published
    ]
    return render(request, "insights/source.html", {"years": years})
