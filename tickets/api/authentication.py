"""Who calls the API: the bearer of a token that its user made on the profile page."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actions.tokens import record_token_use
from accounts.models import ApiToken, User, digest
from contactcentre.kit import clock
from tickets.api.throttling import count_wrong_token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`. Only the digest of a token is stored."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = (
            ApiToken.objects.select_related("user")
            .filter(secret_digest=digest(secret.strip()), revoked_at=None, user__is_active=True)
            .first()
        )
        if token is None:
            count_wrong_token(request._request)
            raise AuthenticationFailed(_("This token is not valid."))
        record_token_use(token=token, now=clock.now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
