"""Every capability, and the roles that grant them. Users only ever hold roles."""

from enum import StrEnum

from accounts.enums import Role


class Can(StrEnum):
    """One thing that a person may be allowed to do."""

    WORK_TICKETS = "work_tickets"
    ESCALATE = "escalate"
    STEAL_TICKETS = "steal_tickets"
    ASSIGN_TICKETS = "assign_tickets"
    RETURN_ABSENT_WORK = "return_absent_work"
    SEE_RESTRICTED = "see_restricted"
    RESTRICT_TICKETS = "restrict_tickets"
    GRANT_NEED_TO_KNOW = "grant_need_to_know"
    SEE_QUARANTINE = "see_quarantine"
    ANSWER_REFERRALS = "answer_referrals"
    ADMINISTER = "administer"
    USE_ACCOUNT = "use_account"


AGENT = frozenset({Can.USE_ACCOUNT, Can.WORK_TICKETS, Can.ESCALATE, Can.RESTRICT_TICKETS})
ROLES: dict[Role, frozenset[Can]] = {
    Role.AGENT: AGENT,
    Role.SUPERVISOR: AGENT
    | {
        Can.STEAL_TICKETS,
        Can.ASSIGN_TICKETS,
        Can.RETURN_ABSENT_WORK,
        Can.SEE_RESTRICTED,
        Can.GRANT_NEED_TO_KNOW,
        Can.SEE_QUARANTINE,
    },
    Role.OFFICER: frozenset({Can.USE_ACCOUNT, Can.ANSWER_REFERRALS}),
    Role.ADMINISTRATOR: frozenset({Can.USE_ACCOUNT, Can.ADMINISTER, Can.SEE_QUARANTINE}),
}


def capabilities(roles: list[str]) -> frozenset[Can]:
    """Return what a holder of these roles may do."""
    return frozenset().union(*(ROLES[Role(role)] for role in roles))
