"""Every address. Pages carry their language; health, API and live feeds do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from channels import urls as channels_urls
from contactcentre import health, views
from insights import urls as insights_urls

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", views.choose_language, name="root"),
    path("live/", include("tickets.urls.live")),
    path("live/", include((insights_urls.feeds, "supervision_live"))),
    path("hooks/phone/", include((channels_urls.hooks, "hooks"))),
    path("api/v1/", include("tickets.urls.api")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path(_("account/"), include("accounts.urls")),
        path(_("desk/"), include("tickets.urls.desk")),
        path(_("processing-offices/"), include("tickets.urls.offices")),
        path(_("supervision/special-operations/"), include("tickets.urls.operations")),
        path(_("supervision/"), include("insights.urls")),
        path("admin/", admin.site.urls),
        path("", include("mp_office.urls")),
        path("", include("channels.urls")),
    ),
]
handler400 = "contactcentre.views.bad_request"
handler403 = "contactcentre.views.forbidden"
handler404 = "contactcentre.views.not_found"
handler500 = "contactcentre.views.server_error"
