"""Users: invited, given roles, teams and skills, and one day let go. Passwords are their own."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import StaffRequest, requires
from accounts.actions.invite import invitation_link, invite
from accounts.actions.mail import queue_mail
from accounts.enums import OFFICE_ROLES, Language, Role
from accounts.exceptions import AccountRefused
from accounts.models import Membership, User
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.admin import KeptAdmin, LabelledFormSet


class InvitationForm(forms.Form):
    """Whom to invite, and as what. Members' offices invite their own staff."""

    email = forms.EmailField(label=_("E-mail address"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, role.label) for role in Role if role not in OFFICE_ROLES],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language of the screens"), choices=Language.choices, widget=forms.RadioSelect
    )


class UserForm(forms.ModelForm):
    """A user's place here. There is always an administrator left."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of service"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("name", "language", "roles", "languages", "skills", "telephone", "is_active")
        widgets = {"skills": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A role in a Member's or Senator's office is kept or taken here, never given."""
        super().__init__(*args, **kwargs)
        kept = {*self.instance.roles} & OFFICE_ROLES
        cast(forms.MultipleChoiceField, self.fields["roles"]).choices = [
            (role.value, role.label) for role in Role if role not in OFFICE_ROLES - kept
        ]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        stays = facts.get("is_active") and Role.ADMINISTRATOR in facts.get("roles", [])
        others = User.objects.with_role(Role.ADMINISTRATOR).exclude(pk=self.instance.pk)
        if not stays and not others.exists():
            raise forms.ValidationError(
                _("This is the only administrator. Give the role to somebody else first.")
            )
        return facts


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1
    formset = LabelledFormSet
    verbose_name = _("team")
    verbose_name_plural = _("teams")


@admin.register(User)
class UserAdmin(KeptAdmin):
    form = UserForm
    inlines = (MembershipInline,)
    list_display = ("name", "email", "shown_roles", "language", "is_active")
    list_filter = ("is_active", "teams", "language")
    search_fields = ("name", "email")
    readonly_fields = ("email", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("name", "email", "language", "is_active")}),
        (_("Work"), {"fields": ("roles", "languages", "skills", "telephone")}),
        (_("Times"), {"fields": ("last_login", "created_at")}),
    )
    change_list_template = "admin/users_change_list.html"

    @admin.display(description=_("roles"))
    def shown_roles(self, user: User) -> str:
        return ", ".join(user.role_names)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is added: people are invited."""
        return False

    def get_urls(self) -> list[URLPattern]:
        invite_view = requires(Can.ADMINISTER)(self.invite_view)
        return [path(_("invite/"), invite_view, name="invite_user"), *super().get_urls()]

    def invite_view(self, request: StaffRequest) -> HttpResponse:
        """Invite somebody: the link goes out by mail, and is shown once."""
        form = InvitationForm(request.POST or None, initial={"language": Language.EN})
        link = ""
        if form.is_valid():
            try:
                link = self._invite(request, form.cleaned_data)
            except AccountRefused as refusal:
                form.add_error("email", str(refusal.message))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite somebody"),
            "opts": self.opts,
            "form": form,
            "link": link,
        }
        return TemplateResponse(request, "admin/invite_user.html", context)

    def _invite(self, request: StaffRequest, facts: dict[str, Any]) -> str:
        language, now = Language(facts["language"]), clock.now()
        invitation, secret = invite(
            email=facts["email"],
            roles=[Role(role) for role in facts["roles"]],
            language=language,
            by=request.user,
            now=now,
        )
        link = invitation_link(secret, language)
        with translation.override(language):
            queue_mail(
                to=invitation.email,
                language=language,
                subject=render_to_string("account/email/invitation_subject.txt"),
                body=render_to_string("account/email/invitation_message.txt", {"url": link}),
                now=now,
            )
        return link
