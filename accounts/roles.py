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
    TAKE_CALLS = "take_calls"
    HAND_OVER_DOCUMENTS = "hand_over_documents"
    RUN_SPECIAL_OPERATIONS = "run_special_operations"
    SEE_BOARD = "see_board"
    SEE_FIGURES = "see_figures"
    ANSWER_REFERRALS = "answer_referrals"
    FILE_FOR_CONSTITUENTS = "file_for_constituents"
    MANAGE_MEMBERS_OFFICE = "manage_members_office"
    ADMINISTER = "administer"
    USE_ACCOUNT = "use_account"


AGENT = frozenset(
    {
        Can.USE_ACCOUNT,
        Can.WORK_TICKETS,
        Can.ESCALATE,
        Can.RESTRICT_TICKETS,
        Can.TAKE_CALLS,
        Can.HAND_OVER_DOCUMENTS,
    }
)
MEMBERS_OFFICE = frozenset({Can.USE_ACCOUNT, Can.FILE_FOR_CONSTITUENTS})
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
        Can.RUN_SPECIAL_OPERATIONS,
        Can.SEE_BOARD,
        Can.SEE_FIGURES,
    },
    Role.OFFICER: frozenset({Can.USE_ACCOUNT, Can.ANSWER_REFERRALS}),
    Role.ADMINISTRATOR: frozenset({Can.USE_ACCOUNT, Can.ADMINISTER, Can.SEE_QUARANTINE}),
    Role.MEMBERS_OFFICE: MEMBERS_OFFICE,
    Role.MEMBERS_OFFICE_MANAGER: MEMBERS_OFFICE | {Can.MANAGE_MEMBERS_OFFICE},
}


def capabilities(roles: list[str]) -> frozenset[Can]:
    """Return what a holder of these roles may do."""
    return frozenset().union(*(ROLES[Role(role)] for role in roles))
