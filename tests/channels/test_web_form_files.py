"""Files beside the enquiry, with and without JavaScript; attacks by name, type, size and number."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from channels.models import DraftFile
from tests.channels.visitors import ANSWERS, PDF, Visitor, pdf
from tickets.actions.sweep_files import sweep_files
from tickets.adapters import files
from tickets.filetypes import MAX_SIZE
from tickets.models import Attachment

XHR: dict[str, Any] = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


@pytest.fixture
def filled(visitor: Visitor) -> Visitor:
    visitor.fill()
    return visitor


def put(visitor: Visitor, *uploads: SimpleUploadedFile, **more: str) -> object:
    return visitor.post("files", {"upload": list(uploads), **more})


def by_script(visitor: Visitor, upload: SimpleUploadedFile) -> object:
    return visitor.client.post(visitor.url("files"), {"upload": upload}, **XHR)


class TestWithoutScript:
    def test_continue_takes_the_chosen_files_along(self, filled):
        assert put(filled, pdf("one.pdf"), pdf("two.pdf", b"2")).status_code == 302
        assert "one.pdf" in filled.text("check")
        assert "two.pdf" in filled.text("files")

    def test_add_stays_on_the_page(self, filled):
        page = put(filled, pdf("one.pdf"), add="1")
        assert page.status_code == 200
        assert "one.pdf" in page.content.decode()

    def test_a_refused_file_is_an_error_that_survives_the_language_and_goes_with_the_next(
        self, filled
    ):
        page = put(filled, SimpleUploadedFile("virus.exe", b"MZ\0"), pdf("one.pdf"))
        assert page.content.decode().count("“virus.exe” must be a PDF, JPG, PNG or DOCX") == 2
        french = filled.text("files", "fr")
        assert "«\xa0virus.exe\xa0» doit être un fichier PDF, JPG, PNG ou DOCX" in french
        assert "one.pdf" in french
        assert put(filled).status_code == 302
        assert "virus.exe" not in filled.text("files")

    def test_a_file_is_removed_by_a_button(self, filled):
        put(filled, pdf("one.pdf"))
        file_id = filled.draft.files.get().pk
        response = filled.post("file_remove", file_id=file_id)
        assert response["Location"] == filled.url("files")
        assert not filled.draft.files.exists()


class TestWithScript:
    def test_each_upload_answers_with_the_list(self, filled):
        by_script(filled, pdf("one.pdf"))
        text = by_script(filled, pdf("two.pdf", b"2")).content.decode()
        assert text.index("one.pdf") < text.index("two.pdf")
        assert "<html" not in text

    def test_a_refused_one_is_told_in_the_list(self, filled):
        text = by_script(filled, SimpleUploadedFile("empty.pdf", b"")).content.decode()
        assert "“empty.pdf” is empty. Choose another file" in text

    def test_removal_answers_with_the_list(self, filled):
        by_script(filled, pdf("one.pdf"))
        url = filled.url("file_remove", file_id=filled.draft.files.get().pk)
        assert "one.pdf" not in filled.client.post(url, **XHR).content.decode()


class TestLimits:
    def test_too_big_is_told_by_the_page_and_nothing_of_it_is_stored(self, filled):
        big = pdf("huge.pdf", b"0" * MAX_SIZE)
        page = put(filled, big, pdf("small.pdf"))
        assert "“huge.pdf” must be smaller than 10 MB" in page.content.decode()
        assert [item.name for item in filled.draft.files.all()] == ["small.pdf"]

    def test_ten_megabytes_are_taken(self, filled):
        exactly = SimpleUploadedFile("full.pdf", PDF.ljust(MAX_SIZE, b"\n"))
        assert put(filled, exactly).status_code == 302

    def test_the_sixth_file_is_refused_and_five_stay(self, filled):
        page = put(filled, *(pdf(f"{n}.pdf", b"%d" % n) for n in range(6)))
        assert "“5.pdf” was not added: you can add up to 5 files" in page.content.decode()
        assert filled.draft.files.count() == 5

    def test_the_same_file_twice_is_one(self, filled):
        put(filled, pdf("one.pdf"), pdf("again.pdf"))
        assert filled.draft.files.count() == 1

    def test_a_thousand_parts_are_refused_at_once(self, filled):
        page = put(filled, *(pdf(f"{n}.pdf", b"%d" % n) for n in range(101)))
        assert page.status_code == 400


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("photo.pdf.exe", "photo.pdf.exe.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("shell.pht", "shell.pht.pdf"),
        ("x" * 250 + ".pdf", "x" * 146 + ".pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("naïve – été.pdf", "naïve – été.pdf"),
    ],
)
def test_names_are_made_safe_and_say_what_is_inside(filled, name, kept):
    upload = SimpleUploadedFile("x.pdf", PDF, "application/pdf")
    upload._name = name  # Django's own setter would clean it for us
    by_script(filled, upload)
    assert filled.draft.files.get().name == kept


def test_the_declared_type_is_not_believed(filled):
    lie = SimpleUploadedFile("letter.pdf", b"<html><script>1</script>", "application/pdf")
    assert "must be a PDF" in by_script(filled, lie).content.decode()
    truth = SimpleUploadedFile("letter.pdf", PDF, "text/html")
    by_script(filled, truth)
    assert filled.draft.files.get().content_type == "application/pdf"


def test_files_of_others_cannot_be_removed(filled):
    put(filled, pdf("mine.pdf"))
    stranger = Visitor()
    stranger.post("topic", ANSWERS["topic"])
    stranger.post("file_remove", file_id=DraftFile.objects.get().pk)
    assert DraftFile.objects.filter(name="mine.pdf").exists()


def test_files_go_with_the_enquiry_whole(filled):
    put(filled, pdf("letter.pdf", b"the very bytes"))
    filled.send()
    attachment = Attachment.objects.get(ticket=filled.draft.ticket)
    assert attachment.message == filled.draft.ticket.messages.order_by("id")[0]
    with files.open_file(attachment.sha256) as stored:
        assert stored.read() == PDF + b"the very bytes"


def test_files_of_a_draft_are_not_swept(filled):
    put(filled, pdf("letter.pdf"))
    sha256 = filled.draft.files.get().sha256
    turn = dt.datetime.fromtimestamp((int(sha256[:2], 16) + 256 * 30_000) * 300, dt.UTC)
    sweep_files(now=turn)
    assert files.default_storage.exists(files.location(sha256))
    DraftFile.objects.all().delete()
    sweep_files(now=turn)
    assert not files.default_storage.exists(files.location(sha256))
