"""English, French or neither, by the small words that only one of them has."""

import re

_WORDS = {
    "en": (
        "the and is are was were my you your i we they he she it this that these for with of to"
        " have has had been not but from please thanks thank hello hi dear regards can could"
        " would will when what how which who do does did about still any received yes sincerely"
        " sorry if"
    ),
    "fr": (
        "le les des est sont était mon ma mes vous votre vos je nous ils elle il ce cette ces"
        " pour avec du ai avez avons été pas mais dans plaît merci bonjour bonsoir salut"
        " cordialement quand quoi comment quel quelle qui peux pouvez au aux sur une ou où reçu"
        " oui depuis toujours svp madame monsieur et à de la que en un se tu qu' j' d' l' c' n' m'"
    ),
    # Never the answer: they keep mail in a kindred language from passing for one of ours.
    "es": (
        "el los las del es son mi mis usted su yo nosotros esta este por con que no pero gracias"
        " hola buenos días cuando cómo una y tengo fue para en se lo muy estoy puede favor saludos"
        " de la que un tu les más a"
    ),
    "pt": (
        "o os as do da dos das é são meu minha você seu eu nós está este por com que não mas"
        " obrigado obrigada olá bom dia quando uma e tenho foi para em se muito pode favor de um tu"
        " a"
    ),
    "it": (
        "il lo gli del della è sono mio mia lei suo io noi questa questo per con che non ma"
        " grazie ciao buongiorno quando come una e ho stato di si molto può la un se tu l' d' a"
    ),
    "de": (
        "der die das und ist sind war mein meine sie ihr ich wir dies diese für mit nicht aber"
        " danke hallo wann wie ein eine auf von zu habe hat bitte"
    ),
}
_VOCABULARY = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LINK = re.compile(r"<?(?:https?://|www\.|\S+@)\S{1,2000}")
_WORD = re.compile(r"[^\W\d_]+'?")
SAMPLE = 20_000


def guess(*texts: str) -> str | None:
    """`en` or `fr` by the first text that tells; None when none does or another language wins."""
    for text in texts:
        scores = _scores(text)
        best = max(scores, key=lambda language: scores[language])
        if not scores[best]:
            continue
        others = max(score for language, score in scores.items() if language != best)
        return best if best in ("en", "fr") and scores[best] > others else None
    return None


def _scores(text: str) -> dict[str, int]:
    sample = _LINK.sub(" ", text[:SAMPLE]).lower().replace("\u2019", "'")
    words = _WORD.findall(sample)
    return {
        language: sum(1 for word in words if word in vocabulary)
        for language, vocabulary in _VOCABULARY.items()
    }
