"""Rows of the Members' and Senators' offices."""

from mp_office.models.consents import ConsentRequest
from mp_office.models.enquiries import EnquiryFile, OfficeAnswer, OfficeEnquiry
from mp_office.models.members import Member, Term
from mp_office.models.offices import Office, Staff, StaffInvitation

__all__ = [
    "ConsentRequest",
    "EnquiryFile",
    "Member",
    "Office",
    "OfficeAnswer",
    "OfficeEnquiry",
    "Staff",
    "StaffInvitation",
    "Term",
]
