"""What Canadian French and plain English ask of a text; pure, so that tests can list examples."""

import re

NBSP = "\N{NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CODE = re.compile(r'\{".*\}|\[\[.*\]\]')  # a piece of JSON that a hint quotes
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

FROM_FRANCE = [
    (r"(?<!«)[ \u00a0\u202f]+(?=[;?!])", ""),
    (r"(?<=\w)'(?=\w)", "’"),
    (r"\bà l’e-?mail", "au courriel"),
    (r"\bde l’e-?mail", "du courriel"),
    (r"\b([LlDd])’e-?mail", r"\1e courriel"),
    (r"\b([Cc])et e-?mail", r"\1e courriel"),
    (r"\b([Aa]dresses?) e-?mails?\b", r"\1 de courriel"),
    (r"\be-?mail(s?)\b", r"courriel\1"),
    (r"\bE-?mail(s?)\b", r"Courriel\1"),
]


def french_problems(text: str) -> list[str]:
    """The rules that a French text breaks."""
    return _problems(text, FRENCH_RULES)


def english_problems(text: str) -> list[str]:
    """The rules that an English text breaks."""
    return _problems(text, ENGLISH_RULES)


def _problems(text: str, rules: list[tuple[str, str]]) -> list[str]:
    # A placeholder stands for a number or a word; a tag's attributes are no text.
    plain = CODE.sub("0", TAG.sub("", text.replace("%%", "%")))
    plain = PLACEHOLDER.sub("0", plain)
    return [rule for pattern, rule in rules if re.search(pattern, plain)]


def canadian(text: str) -> str:
    """A text written as in France: its spaces before ; ? ! taken out, its "e-mail" replaced."""
    parts = re.split(f"({PLACEHOLDER.pattern}|{TAG.pattern})", text)
    for pattern, ours in FROM_FRANCE:
        parts[::2] = [re.sub(pattern, ours, part) for part in parts[::2]]
    return "".join(parts)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))
