"""The API's addresses. They carry no language: it comes in the Accept-Language header."""

from django.urls import path

from tickets.api import enquiries, reference_data, referrals, schema, ticket, work

app_name = "api"
one = "tickets/<str:reference>/"
urlpatterns = [
    path("schema/", schema.Schema.as_view(), name="schema"),
    path("reference-data/", reference_data.ReferenceData.as_view(), name="reference_data"),
    path("tickets/", enquiries.Tickets.as_view(), name="tickets"),
    path("tickets/search/", enquiries.Search.as_view(), name="search"),
    path("tickets/next/", work.Claim.as_view(), name="claim"),
    path(one, ticket.OneTicket.as_view(), name="ticket"),
    path(f"{one}reply/", ticket.Reply.as_view(), name="reply"),
    path(f"{one}notes/", ticket.Notes.as_view(), name="notes"),
    path(f"{one}take/", work.Take.as_view(), name="take"),
    path(f"{one}release/", work.Release.as_view(), name="release"),
    path(f"{one}transfer/", work.Transfer.as_view(), name="transfer"),
    path(f"{one}escalate/", work.Escalate.as_view(), name="escalate"),
    path(f"{one}wait/", work.Wait.as_view(), name="wait"),
    path(f"{one}resume/", work.Resume.as_view(), name="resume"),
    path(f"{one}resolve/", work.Resolve.as_view(), name="resolve"),
    path("referrals/", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<int:pk>/", referrals.OneReferral.as_view(), name="referral"),
    path("referrals/<int:pk>/acknowledge/", referrals.Acknowledge.as_view(), name="acknowledge"),
    path("referrals/<int:pk>/ask/", referrals.Ask.as_view(), name="ask"),
    path("referrals/<int:pk>/answer/", referrals.GiveAnswer.as_view(), name="answer"),
]
