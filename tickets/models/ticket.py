"""The ticket, the parties to it, and who may see it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from accounts.roles import Can
from tickets import references
from tickets.enums import (
    LIVE_STATES,
    Channel,
    PartyRole,
    Priority,
    Relation,
    Sensitivity,
    State,
    Urgency,
)

LIVE = [str(state) for state in LIVE_STATES]


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> Self:
        """The tickets whose file this user may open; absent and forbidden look the same.

        Desk staff see ordinary tickets; restricted ones need the capability; privacy breaches
        are for the people named on them. Officers see a ticket only through a referral of theirs.
        """
        if not user.is_active or not user.can(Can.WORK_TICKETS):
            return self.none()
        named = Exists(NeedToKnow.objects.filter(ticket=OuterRef("pk"), user=user))
        scope = Q(sensitivity=Sensitivity.ORDINARY) | Q(named)
        if user.can(Can.SEE_RESTRICTED):
            scope |= Q(sensitivity=Sensitivity.RESTRICTED)
        return self.filter(scope)

    def live(self) -> Self:
        """Tickets on which somebody still has to do something."""
        return self.filter(state__in=LIVE)

    def claimable(self) -> Self:
        return self.filter(state=State.OPEN, assignee=None, caller_waits=False)

    def in_working_order(self) -> Self:
        """Most urgent first, then what is due first."""
        return self.order_by("priority", "due_at", "id")

    def with_row_data(self) -> Self:
        """What a row of a list shows, in one query."""
        return self.select_related("queue", "assignee", "enquiry_type", "client", "operation")


class Ticket(models.Model):
    """A piece of work. Changed only by the verbs in tickets/actions."""

    reference = models.CharField(_("reference"), max_length=8, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.NEW)
    subject = models.CharField(_("subject"), max_length=200)
    enquiry_type = models.ForeignKey(
        "tickets.EnquiryType", models.PROTECT, null=True, verbose_name=_("enquiry type")
    )
    language = models.CharField(_("language of service"), max_length=2, choices=Language)
    client = models.ForeignKey("people.Person", models.PROTECT, verbose_name=_("client"))
    country = models.CharField(_("country"), max_length=2, blank=True)
    province = models.CharField(_("province or territory"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    uci = models.CharField(_("client number (UCI)"), max_length=20, blank=True)
    application_numbers = ArrayField(
        models.CharField(max_length=20), verbose_name=_("application numbers"), default=list
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
    urgency_claimed = models.CharField(
        _("urgency claimed"), max_length=20, choices=Urgency, blank=True
    )
    urgency_date = models.DateField(_("date of the urgent event"), null=True)
    urgency_assessed = models.CharField(
        _("urgency assessed"), max_length=20, choices=Urgency, blank=True
    )
    sensitivity = models.CharField(
        _("sensitivity"), max_length=20, choices=Sensitivity, default=Sensitivity.ORDINARY
    )
    high_profile = models.BooleanField(_("high-profile"), default=False)
    queue = models.ForeignKey("tickets.Queue", models.PROTECT, verbose_name=_("queue"))
    operation = models.ForeignKey(
        "tickets.SpecialOperation",
        models.PROTECT,
        null=True,
        related_name="tickets",
        verbose_name=_("special operation"),
        db_index=False,
    )
    required_skills = ArrayField(models.SlugField(), default=list)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("owner"),
        related_name="tickets",
    )
    assigned_at = models.DateTimeField(null=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list)
    outcome = models.ForeignKey("tickets.OutcomeCode", models.PROTECT, null=True)
    programme_issue = models.ForeignKey("tickets.ProgrammeIssue", models.PROTECT, null=True)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="continued_by", verbose_name=_("continues")
    )
    # Their ticket comes with the call: Next leaves it out until then.
    caller_waits = models.BooleanField(_("the caller waits for a person"), default=False)
    thread_version = models.PositiveIntegerField(default=0)
    promised_on = models.DateField(_("answer promised by"), null=True)
    created_at = models.DateTimeField(_("received"))
    routed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    next_action_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    waiting_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            # In the order of Next, over all queues: whoever works several of them would otherwise
            # sort them all (measured with 30,000 open tickets: 100 ms against 0.02 ms).
            models.Index(
                "priority",
                "due_at",
                "id",
                name="ticket_claim",
                condition=Q(state=State.OPEN, assignee=None),
            ),
            models.Index(
                "queue",
                "sensitivity",
                "state",
                "due_at",
                "assignee",
                name="ticket_counts",
                # What the supervisors' board adds up by channel, so that it too reads no rows.
                include=["channel", "priority", "created_at"],
                condition=Q(state__in=LIVE),
            ),
            models.Index(
                "queue",
                "priority",
                "due_at",
                "id",
                name="ticket_queue_page",
                condition=Q(state__in=LIVE),
            ),
            models.Index(
                "assignee",
                "priority",
                "due_at",
                "id",
                name="ticket_my_work",
                condition=Q(state__in=LIVE) & Q(assignee__isnull=False),
            ),
            models.Index("id", name="ticket_unrouted", condition=Q(state=State.NEW)),
            models.Index(
                "next_action_at", name="ticket_next_action", condition=~Q(state=State.CLOSED)
            ),
            models.Index("resolved_at", name="ticket_to_close", condition=Q(state=State.RESOLVED)),
            models.Index("created_at", name="ticket_created"),
            models.Index(
                "operation",
                "created_at",
                name="ticket_operation",
                condition=Q(operation__isnull=False),
            ),
            models.Index("uci", name="ticket_uci", condition=~Q(uci="")),
            GinIndex(fields=["application_numbers"], name="ticket_applications"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED)
                | Q(closed_at__isnull=False, outcome__isnull=False),
                name="closed_has_time_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) | Q(closed_at__isnull=True),
                name="only_closed_has_closing_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RESOLVED)
                | Q(resolved_at__isnull=False, outcome__isnull=False),
                name="resolved_has_time_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.NEW, State.CLOSED]) | Q(routed_at__isnull=False),
                name="beyond_new_is_routed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) | Q(next_action_at__isnull=False),
                name="not_closed_has_next_action",
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True, assigned_at__isnull=True)
                | Q(assignee__isnull=False, assigned_at__isnull=False),
                name="owner_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING_CLIENT, waiting_since__isnull=False)
                | (~Q(state=State.WAITING_CLIENT) & Q(waiting_since__isnull=True)),
                name="waiting_for_client_since_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="known_state"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=Sensitivity.values), name="known_sensitivity"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="known_priority"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="ticket_known_language"
            ),
            models.CheckConstraint(
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                name="does_not_continue_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The reference as people see it."""
        return references.display(self.reference)

    @property
    def is_urgent(self) -> bool:
        return self.priority == Priority.URGENT

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Party(models.Model):
    """A person's role on a ticket. The e-mail address is the one used on this ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="parties")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="parties")
    role = models.CharField(max_length=20, choices=PartyRole)
    relation = models.CharField(max_length=30, choices=Relation, blank=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [
            models.Index("email", name="party_email", condition=~Q(email="")),
            models.Index("phone", name="party_phone", condition=~Q(phone="")),
        ]
        constraints = [
            models.UniqueConstraint("ticket", "person", "role", name="one_role_a_person"),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(role=PartyRole.CLIENT), name="one_client_a_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.ticket_id}"


class Contact(models.Model):
    """One arrival by any channel. Every figure of volume counts contacts.

    `key` is the channel's own idempotency key: a second arrival with it is the same contact.
    """

    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=200)
    content_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2, choices=Language)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="contacts")
    message = models.ForeignKey("tickets.Message", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("channel", "key", name="one_contact_a_key")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class NeedToKnow(models.Model):
    """A user named on a sealed ticket: only they see a privacy breach."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="need_to_know")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("ticket", "user", name="named_once_a_ticket")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"
