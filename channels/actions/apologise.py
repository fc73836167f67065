"""What a caller hears when the menu fails: never silence."""

from django.conf import settings

from channels.instructions import Dial, HangUp, Instruction, Say
from channels.models import VoiceLine

WORDS = {
    "en": "We are sorry: our telephone service is not working right now. "
    "Please call again later, or write to us on our website.",
    "fr": "Nous sommes désolés\N{NO-BREAK SPACE}: notre service téléphonique ne fonctionne pas en "
    "ce moment. Veuillez rappeler plus tard ou nous écrire sur notre site Web.",
}

NOT_IN_USE = {
    "en": "This line is not in use now. Please call our general line, or write to us on our "
    "website. Goodbye.",
    "fr": "Cette ligne ne sert pas en ce moment. Veuillez appeler notre ligne générale ou nous "
    "écrire sur notre site Web. Au revoir.",
}


def not_in_use() -> list[Instruction]:
    """What is said on a line that was taken out of use, in both languages."""
    return [*(Say(words, language) for language, words in NOT_IN_USE.items()), HangUp()]


def apologise(*, line: VoiceLine, language: str, tells_number: bool = True) -> list[Instruction]:
    """Say that nothing works, in the caller's language or in both, and pass them on.

    Who asks without being known for our provider is told no number to pass them on to.
    """
    languages = [language] if language in WORDS else list(WORDS)
    says: list[Instruction] = [Say(WORDS[each], each) for each in languages]
    number = line.fallback_number or settings.PHONE_FALLBACK_NUMBER
    return [*says, Dial(number) if number and tells_number else HangUp()]
