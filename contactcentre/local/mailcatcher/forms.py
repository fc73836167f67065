"""The form by which one writes as a client."""

from email.headerregistry import Address

from django import forms
from django.utils.translation import gettext_lazy as _


class MailField(forms.EmailField):
    """An address that also fits a header without loss."""

    def clean(self, value: str) -> str:
        address = str(super().clean(value))
        try:
            Address(addr_spec=address)
        except (ValueError, IndexError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return address


class WriteForm(forms.Form):
    message_id = forms.RegexField(r"^<[^<>\s]+@[^<>\s]+>$", widget=forms.HiddenInput)
    sender = MailField(label=_("From (the client)"))
    recipient = MailField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), required=False, max_length=300)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}), strip=False)
    file = forms.FileField(label=_("File (optional)"), required=False)
