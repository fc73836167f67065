"""Teams and skills."""

from django.contrib import admin

from accounts.models import Skill, Team
from contactcentre.kit.admin import KeptAdmin


@admin.register(Team)
class TeamAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")
    search_fields = ("code", "name_en", "name_fr")


@admin.register(Skill)
class SkillAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")
    search_fields = ("code", "name_en", "name_fr")
