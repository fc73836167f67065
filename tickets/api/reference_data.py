"""The codes that the other endpoints take and give, with their names in both languages."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.roles import Can
from tickets.api.endpoint import Endpoint, StaffCall
from tickets.api.permissions import requires
from tickets.api.serializers.reference_data import ReferenceDataSerializer
from tickets.models import EnquiryType, OutcomeCode, ProcessingOffice, ProgrammeIssue, Queue


@requires(Can.WORK_TICKETS, Can.ANSWER_REFERRALS)
class ReferenceData(Endpoint):
    """Queues, enquiry types, outcomes, programme issues and processing offices that are in use."""

    @extend_schema(responses=ReferenceDataSerializer)
    def get(self, request: StaffCall) -> Response:
        types = EnquiryType.objects.filter(active=True).select_related("parent")
        found = {
            "queues": Queue.objects.filter(active=True),
            "enquiry_types": types,
            "outcomes": OutcomeCode.objects.filter(active=True, discards=False),
            "programme_issues": ProgrammeIssue.objects.filter(active=True),
            "offices": ProcessingOffice.objects.filter(active=True),
        }
        return Response(ReferenceDataSerializer(found).data)
