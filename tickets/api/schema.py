"""The API described by itself, for whoever holds a token."""

from typing import Any

from drf_spectacular.views import SpectacularAPIView

from accounts.roles import Can
from tickets.api.errors import MEDIA_TYPE
from tickets.api.permissions import requires

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is for programs, `detail` for people, in the language of "
    "Accept-Language. Other members depend on the code, as `thread_version` on thread_changed.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "description": "Of `invalid`: the reasons by field."},
    },
    "required": ["type", "title", "status", "code", "detail"],
}


@requires(Can.WORK_TICKETS, Can.ANSWER_REFERRALS, Can.ADMINISTER)
class Schema(SpectacularAPIView):
    """The OpenAPI document."""


def describe_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Say of every operation how it answers when it does not do what was asked."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    schema = {"$ref": "#/components/schemas/Problem"}
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = {
                "description": "A problem document",
                "content": {MEDIA_TYPE: {"schema": schema}},
            }
    return result
