"""Choose the language of one's own screens."""

from django.db import transaction

from accounts.enums import Language
from accounts.models import User


@transaction.atomic
def set_language(*, language: Language, by: User) -> None:
    """Keep the choice; what clients read follows their own choice, never this one."""
    User.objects.filter(pk=by.pk).update(language=language)
    by.language = language
