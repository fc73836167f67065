"""Tables as files: they open in Excel in either language, and run nothing there."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contactcentre.kit.spreadsheets import harmless, sheet


def test_a_french_sheet_opens_in_a_french_excel() -> None:
    raw = sheet([["Période", "Taux"], ["Été", Decimal("29.4")]], "fr")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == "Période;Taux\r\nÉté;29,4\r\n"


def test_an_english_sheet_opens_in_an_english_excel() -> None:
    assert sheet([["a,b", Decimal("29.4"), 3]], "en").decode("utf-8-sig") == '"a,b",29.4,3\r\n'


@given(st.text(max_size=20))
def test_no_text_of_a_sheet_is_run(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
