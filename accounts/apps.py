"""Who works here."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from contactcentre.kit import navigation


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People who work here")

    def ready(self) -> None:
        navigation.account.add(
            label=_("Profile"), url_name="accounts:profile", icon="person", order=10
        )
        navigation.account.add(
            label=_("Change password"), url_name="account_change_password", icon="lock", order=20
        )
