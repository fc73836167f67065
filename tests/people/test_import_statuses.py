"""Statuses come in by CSV: previewed, repeatable, newer over older, nothing refused silently."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from people.models import ApplicationStatus, ClientFile

pytestmark = pytest.mark.django_db
FACTS = {
    "uci": "11-2233-4455",
    "date_of_birth": "1988-04-17",
    "application_number": "E301234567",
    "line_of_business": "citizenship",
    "stage": "background",
    "awaited": "document",
    "awaited_from": "client",
    "last_activity": "document_requested",
    "last_activity_on": "2026-01-10",
    "next_step": "review",
    "next_step_on": "2026-03-01",
    "as_of": "2026-01-12T06:00:00-05:00",
    "source": "Case system",
}


def row(**changes: str) -> dict[str, str]:
    return {**FACTS, **changes}


@pytest.fixture
def load(tmp_path):
    """Import rows (or a text); return what was said. A refusal is among what is said."""

    def run(*rows: dict[str, str], text: str = "", encoding: str = "utf-8", dry_run: bool = False):
        path = tmp_path / "statuses.csv"
        lines = [",".join(FACTS), *(",".join(one.values()) for one in rows)]
        path.write_bytes((text or "\n".join(lines)).encode(encoding))
        out = io.StringIO()
        try:
            call_command("import_statuses", str(path), dry_run=dry_run, stdout=out, verbosity=0)
        except CommandError as refusal:
            out.write(str(refusal))
        return out.getvalue()

    return run


def test_a_row_makes_the_file_and_the_status(load):
    said = load(row(application_number="E301234567"), row(application_number="W301234568"))
    assert said.strip() == "added 2, changed 0, unchanged 0, refused 0"
    file = ClientFile.objects.get()
    assert (file.uci, file.application_numbers) == ("1122334455", ["E301234567", "W301234568"])
    status = ApplicationStatus.objects.first()
    assert (status.digits, status.awaited, status.awaited_from) == (
        "301234567",
        "document",
        "client",
    )
    assert status.as_of == dt.datetime(2026, 1, 12, 11, tzinfo=dt.UTC)


def test_the_same_file_again_changes_nothing(load):
    load(row())
    before = ApplicationStatus.objects.values().get()
    assert load(row()).strip() == "added 0, changed 0, unchanged 1, refused 0"
    assert ApplicationStatus.objects.values().get() == before


def test_a_preview_says_what_would_be_done_and_writes_nothing(load):
    said = load(row(), row(stage="decision"), row(uci="1"), dry_run=True)
    assert "dry run, nothing was written: added 1, changed 1, unchanged 0, refused 1" in said
    assert not ClientFile.objects.exists()


def test_newer_facts_replace_older_ones(load):
    load(row())
    said = load(row(stage="approved", as_of="2026-02-01T06:00:00Z"))
    assert said.strip() == "added 0, changed 1, unchanged 0, refused 0"
    assert ApplicationStatus.objects.get().stage == "approved"


def test_older_facts_never_do(load):
    load(row(stage="approved", as_of="2026-02-01T06:00:00Z"))
    assert "line 2: refused: as_of: older than what is known of this application" in load(row())
    assert ApplicationStatus.objects.get().stage == "approved"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"uci": "12"}, "uci: not a client number"),
        ({"uci": ""}, "uci: empty"),
        ({"date_of_birth": "17/04/1988"}, "date_of_birth: not a date as 2026-11-24"),
        ({"date_of_birth": "2999-01-01"}, "date_of_birth: not a date of birth"),
        ({"application_number": "E1"}, "application_number: fewer than 6 digits"),
        ({"stage": "soon"}, "stage: not a known code"),
        ({"awaited_from": ""}, "awaited_from: needed where something is awaited"),
        ({"awaited": "", "awaited_from": "client"}, "awaited_from: nothing is awaited"),
        ({"next_step": ""}, "next_step_on: there is no next step"),
        ({"as_of": "2026-01-12T06:00:00"}, "as_of: has no offset from UTC"),
        ({"as_of": "2999-01-12T06:00:00Z"}, "as_of: in the future"),
        ({"last_activity_on": "2026-01-20"}, "last_activity_on: after as_of"),
        ({"source": "a,b"}, "the line has not as many cells as there are columns"),
    ],
)
def test_a_refused_line_is_named_with_its_reason_and_the_others_go_in(load, changes, reason):
    said = load(row(**changes), row(application_number="W301234568"))
    assert f"line 2: refused: {reason}\n" in said
    assert "added 1, changed 0, unchanged 0, refused 1" in said


def test_an_application_stays_with_its_client(load):
    load(row())
    said = load(row(uci="99887766"))
    assert "line 2: refused: application_number: known for another client number" in said


def test_a_client_has_one_date_of_birth(load):
    load(row())
    said = load(row(application_number="W301234568", date_of_birth="1988-04-18"))
    assert "line 2: refused: date_of_birth: not the one of this client's file" in said


def test_what_is_refused_is_not_repeated_in_the_output(load):
    said = load(row(uci="Dupont"), row(stage="secret"))
    assert "Dupont" not in said
    assert "secret" not in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_are_read_as_office_programs_save_them(load, encoding, delimiter):
    lines = [FACTS, row(source="Système central").values()]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert "added 1" in load(text=text, encoding=encoding)
    assert ApplicationStatus.objects.get().source == "Système central"


def test_columns_may_stand_in_any_order_and_others_are_named(load):
    names = [*reversed(FACTS), "Comment"]
    cells = [*reversed(FACTS.values()), "none"]
    said = load(text="\n".join([",".join(names), ",".join(cells)]))
    assert "columns not used: comment" in said
    assert "added 1" in said


def test_a_file_without_a_column_is_refused_whole(load):
    said = load(text="uci,stage\n1122334455,received")
    assert "no column date_of_birth, application_number" in said


def test_a_quotation_mark_left_open_does_not_swallow_lines(load):
    text = "\n".join([",".join(FACTS), ",".join(row(source='"Case').values()), "more"])
    assert "unexpected end of data" in load(text=text)
