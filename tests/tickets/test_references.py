"""References can be read aloud, typed by hand, and don't survive a typing mistake."""

from hypothesis import given
from hypothesis import strategies as st

from tickets import references

BODY = st.text(alphabet=references.ALPHABET, min_size=7, max_size=7)


def complete(body: str) -> str:
    return body + references.check_character(body)


@given(BODY)
def test_what_is_displayed_can_be_typed_back(body: str) -> None:
    reference = complete(body)
    assert references.parse(references.display(reference)) == reference
    assert references.parse(references.display(reference).lower().replace("-", " ")) == reference
    assert references.parse(reference) == reference


@given(BODY, st.integers(0, 7), st.sampled_from(references.ALPHABET))
def test_any_single_wrong_character_is_caught(body: str, place: int, wrong: str) -> None:
    reference = complete(body)
    typed = reference[:place] + wrong + reference[place + 1 :]
    assert (references.parse(typed) is None) == (typed != reference)


@given(BODY, st.integers(0, 6))
def test_any_swap_of_neighbours_is_caught(body: str, place: int) -> None:
    reference = complete(body)
    swapped = list(reference)
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    typed = "".join(swapped)
    assert (references.parse(typed) is None) == (typed != reference)


def test_there_are_no_look_alikes() -> None:
    assert not set(references.ALPHABET) & set("01OIL")
    assert len(references.ALPHABET) == 31


def test_new_references_do_not_follow_each_other() -> None:
    made = {references.new_reference() for _ in range(2000)}
    assert len(made) == 2000
    assert len({reference[:2] for reference in made}) > 500


@given(BODY)
def test_references_are_found_in_a_subject(body: str) -> None:
    reference = complete(body)
    shown = references.display(reference)
    assert references.find(f"RE: [{shown}] votre demande") == [reference]
    assert references.find(f"Tr : {shown.lower()} et {shown}") == [reference]
    assert references.find(f"X{shown}9") == []


def test_nonsense_is_no_reference() -> None:
    for text in ("", "CC-", "CC-0000-0000", "hello", "CC-4F7K-93Q", "é" * 8):
        assert references.parse(text) is None
