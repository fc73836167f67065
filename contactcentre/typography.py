"""What Canadian French and plain English ask of a text; pure, so that tests can list examples."""

import re

NBSP = "\N{NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

FRENCH_RULES = [
    (r"(?<!«)[ \u00a0\u202f][;?!]", "no space before ; ? !"),
    (rf"(?<!{NBSP}):(?=\s|$)", "a no-break space before :"),
    (rf"«(?!{NBSP})|(?<!{NBSP})»", "no-break spaces inside « »"),
    (r"'", "’ and not '"),
    (r'"|“|”', "« » and not quotation marks"),
    (r"\.\.\.", "… and not three full stops"),
    (r"\d ?%|\d (?:Mo|ko|Go|h|min|\$)(?!\w)", "a no-break space between number and unit"),
    (r"(?i)\be-?mails?\b", "courriel"),
    (r"\b(?:Etat|Etape|Equipe|Ecri|Eche|Eché|Evén|Etes|Elev|Etude)", "an accent on the capital"),
    (r"(?:^|[.?!] )A ", "À"),
]
ENGLISH_RULES = [
    (r"(?i)\b(?:please|oops|invalid)\b", "say what to do, without please, oops or invalid"),
    (r"(?i)\bclick here\b", "name what the link leads to"),
]


def french_problems(text: str) -> list[str]:
    """The rules that a French text breaks."""
    return _problems(text, FRENCH_RULES)


def english_problems(text: str) -> list[str]:
    """The rules that an English text breaks."""
    return _problems(text, ENGLISH_RULES)


def _problems(text: str, rules: list[tuple[str, str]]) -> list[str]:
    # A placeholder stands for a number or a word; a tag's attributes are no text.
    plain = PLACEHOLDER.sub("0", TAG.sub("", text.replace("%%", "%")))
    return [rule for pattern, rule in rules if re.search(pattern, plain)]


def without_french_spaces(text: str) -> str:
    """A text written as in France, with the spaces before ; ? ! taken out."""
    return re.sub(r"(?<!«)[ \u00a0\u202f]+(?=[;?!])", "", text)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))
