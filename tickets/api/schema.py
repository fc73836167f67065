"""The API described by itself, for whoever holds a token."""

from drf_spectacular.views import SpectacularAPIView

from accounts.roles import Can
from tickets.api.permissions import requires


@requires(Can.USE_ACCOUNT)
class Schema(SpectacularAPIView):
    """The OpenAPI document."""
