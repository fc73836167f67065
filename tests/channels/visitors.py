"""A visitor of the public pages, without JavaScript: fills in the form, asks for codes."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from channels.models import EnquiryDraft, StatusCode
from tickets.models import Ticket

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
ANSWERS: dict[str, dict[str, Any]] = {
    "topic": {"topic": "status"},
    "who": {"role": "applicant"},
    "numbers": {"uci": "1122-33-4455", "application": "W123456789"},
    "question": {"question": "Where is my application?\nI applied in March."},
    "files": {},
    "reach": {
        "name": "Minh Trần",
        "email": "Minh.Tran@example.org",
        "country": "CA",
        "province": "QC",
        "answer_language": "fr",
    },
}


def pdf(name: str = "letter.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more, "application/pdf")


class Visitor:
    """One browser, in one language at a time."""

    def __init__(self, language: str = "en", **client: Any) -> None:
        self.language = language
        self.client = Client(**client)

    def url(self, name: str, language: str = "", **kwargs: Any) -> str:
        with override(language or self.language):
            return reverse(f"channels:{name}", kwargs=kwargs)

    def get(self, name: str, language: str = "", **kwargs: Any) -> Any:
        return self.client.get(self.url(name, language, **kwargs))

    def post(self, name: str, data: Any = None, *, query: str = "", **kwargs: Any) -> Any:
        return self.client.post(self.url(name, **kwargs) + query, data or {})

    def text(self, name: str, language: str = "", **kwargs: Any) -> str:
        return self.get(name, language, **kwargs).content.decode()

    @property
    def draft(self) -> EnquiryDraft:
        """The latest draft in the database."""
        return EnquiryDraft.objects.latest("pk")

    def fill(self, **changes: dict[str, Any]) -> None:
        """Answer every page up to "check your answers", with other answers where given."""
        for page, answers in ANSWERS.items():
            response = self.post(page, {**answers, **changes.get(page, {})})
            assert response.status_code == 302, response.context["form"].errors

    def key(self) -> str:
        return self.get("check").context["key"]

    def send(self, key: str = "") -> Any:
        return self.post("check", {"key": key or self.key()})

    def send_all(self, **changes: dict[str, Any]) -> Ticket:
        """The whole form."""
        self.fill(**changes)
        self.send()
        ticket = self.draft.ticket
        assert ticket is not None
        return ticket

    def ask_code(self, number: str, email: str) -> Any:
        return self.post("status", {"number": number, "email": email})

    def sign_in(self, ticket: Ticket, email: str) -> Any:
        """To the status page of a ticket, with the code that was sent."""
        self.ask_code(ticket.number, email)
        return self.post("status_code", {"code": StatusCode.objects.latest("pk").code()})
