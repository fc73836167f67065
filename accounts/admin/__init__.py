"""People, teams and skills in the administration."""

from accounts.admin.teams import SkillAdmin, TeamAdmin
from accounts.admin.users import UserAdmin

__all__ = ["SkillAdmin", "TeamAdmin", "UserAdmin"]
