"""The rows of the doors."""

from channels.models.codes import StatusCode
from channels.models.forms import DraftFile, EnquiryDraft

__all__ = ["DraftFile", "EnquiryDraft", "StatusCode"]
