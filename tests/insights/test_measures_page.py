"""docs/measures.md says what each figure means, in both languages, as the code does."""

from pathlib import Path

from django.utils.translation import override

from insights.measures import MEASURES

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def written(language: str) -> str:
    """The list of one language, as the page must hold it."""
    with override(language):
        return "\n".join(
            f"- **{measure.name}** (`{measure.code}`): {measure.definition} `{measure.formula}`"
            for measure in MEASURES.values()
        )


def test_the_page_defines_every_figure_in_the_words_of_the_screen() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for language in ("en", "fr"):
        assert written(language) in text, f"docs/measures.md differs in {language}"
