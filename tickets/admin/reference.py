"""Queues, enquiry types, outcomes, programme issues, processing times and offices."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.admin import KeptAdmin
from tickets.models import (
    EnquiryType,
    OperationTemplate,
    OutcomeCode,
    ProcessingOffice,
    ProcessingTime,
    ProgrammeIssue,
    Queue,
)

CHECKBOXES: dict[Any, Any] = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
PLACE = _("{place} stands for the place’s name.")
WORDS = _("With a comma between two; * at the end stands for any ending. {place} is the place.")
PLACED = ("name", "announcement", "facts", "guidance", "banner", "closing")
NAMES = ("code", "name_en", "name_fr")


class NamedAdmin(KeptAdmin):
    """A thing with a code and a name in each language."""

    search_fields = NAMES
    formfield_overrides: ClassVar[dict[Any, Any]] = CHECKBOXES


@admin.register(Queue)
class QueueAdmin(NamedAdmin):
    list_display = (*NAMES, "is_default", "active", "position")


@admin.register(EnquiryType)
class EnquiryTypeAdmin(NamedAdmin):
    list_display = (*NAMES, "parent", "on_form", "active")
    list_filter = ("active", "on_form")
    list_select_related = ("parent",)


@admin.register(OperationTemplate)
class OperationTemplateAdmin(NamedAdmin):
    help_texts: ClassVar[dict[str, Any]] = {
        **{f"{name}_{language}": PLACE for name in PLACED for language in ("en", "fr")},
        "words_en": WORDS,
        "words_fr": WORDS,
    }
    list_display = (*NAMES, "priority", "days", "position")


@admin.register(OutcomeCode)
class OutcomeCodeAdmin(NamedAdmin):
    list_display = (*NAMES, "discards", "active", "position")
    list_filter = ("active",)


@admin.register(ProgrammeIssue)
class ProgrammeIssueAdmin(NamedAdmin):
    list_display = (*NAMES, "active")
    list_filter = ("active",)


@admin.register(ProcessingTime)
class ProcessingTimeAdmin(NamedAdmin):
    list_display = (*NAMES, "weeks", "as_of", "position")


@admin.register(ProcessingOffice)
class ProcessingOfficeAdmin(NamedAdmin):
    list_display = (*NAMES, "duty_email", "next_level", "active")
    list_filter = ("active",)
    list_select_related = ("next_level",)
    filter_horizontal = ("officers",)
    formfield_overrides: ClassVar[dict[Any, Any]] = {}
