"""French and English texts that the house accepts, and those that it sends back."""

import pytest

from contactcentre import typography

GOOD_FRENCH = [
    "Un problème est survenu",
    "Pouvez-vous nous aider? Oui; non!",
    "Prochaine échéance\u00a0: demain, 9\u00a0h",
    "«\u00a0%(name)s\u00a0» doit faire moins de 10\u00a0Mo",
    "D’ici le 3 décembre 2026",
    "Téléversement\u00a0: {n}\u00a0%%",
    'Voyez <a href="%(url)s" class="x">la page</a>',
    "La touche «\u00a0?\u00a0» ouvre la liste",
    "https://exemple.ca et 14:00",
    'Pour chaque jour\u00a0: {"mon": [["09:00", "17:00"]]}',
]
BAD_FRENCH = {
    "Pouvez-vous nous aider ?": "no space before ; ? !",
    "Bonjour\u00a0!": "no space before ; ? !",
    "Oui\u202f; non": "no space before ; ? !",
    "Prochaine échéance: demain": "a no-break space before :",
    "Prochaine échéance : demain": "a no-break space before :",
    "Le fichier « page » est trop gros": "no-break spaces inside « »",
    "D'ici demain": "’ and not '",
    "Le “fichier”": "« » and not quotation marks",
    "Envoi...": "… and not three full stops",
    "Moins de 10 Mo": "a no-break space between number and unit",
    "{n} %%": "a no-break space between number and unit",
    "Votre e-mail": "courriel",
    "Etat de la demande": "an accent on the capital",
    "A propos": "À",
}


@pytest.mark.parametrize("text", GOOD_FRENCH)
def test_french_that_is_accepted(text: str) -> None:
    assert typography.french_problems(text) == []


@pytest.mark.parametrize(("text", "rule"), BAD_FRENCH.items())
def test_french_that_is_sent_back(text: str, rule: str) -> None:
    assert typography.french_problems(text) == [rule]


@pytest.mark.parametrize("text", ["Please wait", "Oops", "Invalid date", "Click here"])
def test_english_that_does_not_say_what_to_do(text: str) -> None:
    assert typography.english_problems(text)


def test_english_that_says_what_to_do() -> None:
    assert typography.english_problems("Enter a date that exists, pleased or not") == []


def test_french_of_france_becomes_canadian() -> None:
    assert typography.canadian("Mot de passe oublié\u00a0?") == "Mot de passe oublié?"
    assert typography.canadian("La touche «\u00a0?\u00a0»") == "La touche «\u00a0?\u00a0»"


def test_french_of_france_says_courriel_and_has_its_apostrophe() -> None:
    assert typography.canadian("L'adresse email est prise !") == "L’adresse de courriel est prise!"
    assert typography.canadian("Cet e-mail, avec l'email") == "Ce courriel, avec le courriel"
    assert typography.canadian("Vos e-mails (%(email)s)") == "Vos courriels (%(email)s)"


def test_placeholders() -> None:
    assert typography.placeholders("%(count)s of %s, {n} and 5%%") == {"%(count)s", "%s", "{n}"}
