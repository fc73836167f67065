"""Where the rows behind the board's figures are listed."""

from urllib.parse import urlencode

from django.urls import reverse


def rows_url(figure: str, **query: str) -> str:
    """The enquiries behind a figure."""
    address = reverse("insights:behind_enquiries", args=[figure])
    return f"{address}?{urlencode(query)}" if query else address


def calls_url(**query: str) -> str:
    """The calls behind a figure."""
    return f"{reverse('insights:behind_calls')}?{urlencode(query)}"


def people_url(**query: str) -> str:
    """The people behind a figure."""
    return f"{reverse('insights:behind_people')}?{urlencode(query)}"
