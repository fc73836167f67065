"""Users, teams, skills, presence, invitations, API tokens and the log of openings."""

import datetime as dt
import hashlib
import secrets
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, MailState, PresenceState, Role
from accounts.roles import Can, capabilities


def all_languages() -> list[str]:
    return list(Language.values)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def with_role(self, role: Role) -> "UserQuerySet":
        return self.active().filter(roles__contains=[role])


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who works here. Roles grant capabilities; nothing else does."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language of the screens"), max_length=2, choices=Language, default=Language.EN
    )
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role), verbose_name=_("roles"), default=list
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language),
        verbose_name=_("languages of service"),
        default=all_languages,
    )
    teams: models.ManyToManyField = models.ManyToManyField(
        "accounts.Team",
        verbose_name=_("teams"),
        through="accounts.Membership",
        related_name="users",
    )
    skills: models.ManyToManyField = models.ManyToManyField(
        "accounts.Skill", verbose_name=_("skills"), blank=True, related_name="users"
    )
    telephone = models.CharField(
        _("telephone for calls"),
        max_length=100,
        blank=True,
        help_text=_(
            "A number as +16135550199, or sip:name@host. Empty: the provider’s own phone software."
        ),
        validators=[RegexValidator(r"^(\+[1-9]\d{6,14}|sip:[^\s@]+@[^\s@]+)$")],
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_an_address"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=list(Role.values)), name="known_roles"
            ),
            models.CheckConstraint(
                condition=models.Q(languages__contained_by=list(Language.values)),
                name="known_languages_of_service",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def capabilities(self) -> frozenset[Can]:
        return capabilities(self.roles) if self.is_active else frozenset()

    def can(self, capability: Can) -> bool:
        return capability in self.capabilities

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    @property
    def is_staff(self) -> bool:
        """The administration site's own gate."""
        return self.can(Can.ADMINISTER)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Bilingual(models.Model):
    """A thing with an English and a French name."""

    name_en = models.CharField(_("English name"), max_length=200)
    name_fr = models.CharField(_("French name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") else self.name_en


class Team(Bilingual):
    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["code"]


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("user"))
    team = models.ForeignKey(Team, models.CASCADE, verbose_name=_("team"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint("user", "team", name="one_membership_a_team")]

    def __str__(self) -> str:
        return f"{self.user} – {self.team}"


class Skill(Bilingual):
    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["code"]


class Presence(models.Model):
    """What a user is doing now; `seen_at` is the last sign of life of an open desk."""

    user = models.OneToOneField(User, models.CASCADE, related_name="presence")
    state = models.CharField(max_length=20, choices=PresenceState, default=PresenceState.OFFLINE)
    # What follows the call that they are in; else they become ready.
    next_state = models.CharField(max_length=20, choices=PresenceState, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.state}"


class PresenceChange(models.Model):
    """A state that a user came to, kept for the figures of a day. Only ever added."""

    user = models.ForeignKey(User, models.CASCADE, related_name="presence_changes")
    state = models.CharField(max_length=20, choices=PresenceState)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of presence")
        verbose_name_plural = _("changes of presence")
        indexes = [models.Index("user", "at", name="presence_of_a_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.state} {self.at}"


def digest(secret: str) -> str:
    """What is stored of a secret that was given out: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Invitation(models.Model):
    """A one-time link that makes a user. Only the digest of its secret is kept."""

    email = models.EmailField(blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email or '-'} {self.roles}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def issue(self, *, user: User, label: str, now: dt.datetime) -> tuple["ApiToken", str]:
        """Make a token; the secret is returned here and never again."""
        secret = secrets.token_urlsafe(32)
        token = self.create(user=user, label=label, secret_digest=digest(secret), created_at=now)
        return token, secret


class ApiToken(models.Model):
    """A user's key to the API: what the user may do, the token may do."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    label = models.CharField(_("label"), max_length=100)
    secret_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label


class SignInMailQuerySet(models.QuerySet["SignInMail"]):
    def due_for_delivery(self, now: dt.datetime) -> "SignInMailQuerySet":
        """Mails whose next attempt has come, and any that died while being sent."""
        return self.filter(
            state__in=[MailState.QUEUED, MailState.SENDING], next_attempt_at__lte=now
        )


class SignInMail(models.Model):
    """A mail about an account: a password to be chosen, an invitation. Emptied once it is sent."""

    to_email = models.EmailField()
    language = models.CharField(max_length=2, choices=Language)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = SignInMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in mail")
        verbose_name_plural = _("sign-in mails")
        indexes = [
            models.Index(
                "next_attempt_at",
                name="sign_in_outbox",
                condition=models.Q(state__in=[MailState.QUEUED, MailState.SENDING]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[MailState.QUEUED, MailState.SENDING], next_attempt_at__isnull=False
                )
                | models.Q(
                    state__in=[MailState.SENT, MailState.FAILED], next_attempt_at__isnull=True
                ),
                name="unsent_mail_has_next_attempt",
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class ViewLog(models.Model):
    """Who opened what, and why. Written before the page is rendered."""

    user = models.ForeignKey(User, models.PROTECT)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    sensitivity = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("kind", "object_id", "at", name="viewlog_object"),
            models.Index("user", "at", name="viewlog_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.object_id}"
