"""Offices: opened, corrected, and given their first manager."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.access import StaffRequest, requires
from accounts.enums import Language
from accounts.exceptions import AccountRefused
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.admin import KeptAdmin
from mp_office.actions.invite_staff import invite_staff
from mp_office.actions.open_office import open_office
from mp_office.models import Office


class OfficeForm(forms.ModelForm):
    """An office with the name that consents carry."""

    name = forms.CharField(
        label=_("Name of the office"),
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=_("As the person who consents reads it, the same in both languages"),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that it works in"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Office
        fields = ("member", "name", "email", "language", "languages", "reference_prefix")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.organisation.name


class ManagerForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language of the screens"), choices=Language.choices, widget=forms.RadioSelect
    )


@admin.register(Office)
class OfficeAdmin(KeptAdmin):
    form = OfficeForm
    list_display = ("__str__", "member", "email", "language")
    list_select_related = ("member", "organisation")
    search_fields = ("organisation__name", "member__name")
    change_form_template = "admin/office_change_form.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new office is opened by its verb; of an old one the facts are corrected."""
        facts = form.cleaned_data
        if not change:
            made = open_office(
                member=facts["member"],
                name=facts["name"],
                email=facts["email"],
                language=facts["language"],
                languages=facts["languages"],
                reference_prefix=facts["reference_prefix"],
                now=clock.now(),
            )
            obj.__dict__.update(made.__dict__)
            return
        obj.organisation.name = facts["name"]
        obj.organisation.save(update_fields=["name"])
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        invite = requires(Can.ADMINISTER)(self.invite_view)
        return [path(_("<int:pk>/invite/"), invite, name="invite_manager"), *super().get_urls()]

    def invite_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """Invite a manager: the link goes out by mail, and is shown once."""
        office = Office.objects.select_related("organisation").filter(pk=pk).first()
        if office is None:
            raise Http404
        form = ManagerForm(request.POST or None, initial={"language": office.language})
        link = ""
        if form.is_valid():
            try:
                _made, link = invite_staff(
                    office=office,
                    email=form.cleaned_data["email"],
                    manager=True,
                    language=Language(form.cleaned_data["language"]),
                    by=request.user,
                    now=clock.now(),
                )
            except AccountRefused as refusal:
                form.add_error("email", str(refusal.message))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite a manager"),
            "opts": self.opts,
            "office": office,
            "form": form,
            "link": link,
        }
        return TemplateResponse(request, "admin/invite_manager.html", context)
