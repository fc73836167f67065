"""`reply` is what this writer wrote now."""

import pytest

from channels import envelopes
from channels.envelopes import languages, quoting
from tests.channels import mails

NOW = "Merci, voici mon numéro."
ANNOUNCEMENTS = [
    "On Mon, Nov 23, 2026 at 10:03 AM Enquiries <enquiries@centre.example> wrote:\n\n> old",
    "On Mon, Nov 23, 2026 at 10:03 AM Enquiries\n<enquiries@centre.example> wrote:\n> old\n> more",
    "On Nov 23, 2026, at 10:03, Enquiries <\nenquiries@centre.example> wrote:\n\nold words",
    "On 23/11/2026 10:03, Enquiries wrote:\n> old",
    "Le lun. 23 nov. 2026 à 10:03, Centre <enquiries@centre.example> a écrit :\n\n> vieux",
    "Le lun. 23 nov. 2026 à 10:03, Centre <enquiries@centre.example> a\nécrit :\n\n> vieux",
    "Le 23 nov. 2026 à 10 h 03, Centre <enquiries@centre.example> a écrit\u00a0:\n\nvieux mots",
    "Le lundi 23 novembre 2026 à 10:03:12 HNE, Centre <c@centre.example> a écrit :\n\n\nvieux",
    "Le 23/11/2026 à 10:03, Centre a écrit :\n> vieux",
    "2026-11-23 10:03 GMT-05:00 Centre <enquiries@centre.example>:\n\n> old",
    "-----Original Message-----\nFrom: Enquiries\nSent: Monday\n\nold",
    "-----Message d'origine-----\nDe : Centre\nEnvoyé : lundi\n\nvieux",
    "-----Message d\u2019origine-----\nvieux",
    "-------- Message d'origine --------\nDe : Centre\nDate : 23/11/2026 10:03\nÀ : moi\nvieux",
    "-------- Message original --------\nvieux",
    "----- Mail original -----\nvieux",
    "---------- Forwarded message ---------\nFrom: x@example.org\n\nold",
    "---------- Message transféré ---------\nDe : x@example.org\n\nvieux",
    "Début du message réexpédié :\n\nDe: x@example.org\nvieux",
    "________________________________\nFrom: Enquiries <e@centre.example>\n"
    "Sent: Monday, November 23, 2026 10:03 AM\nTo: me@example.org\nSubject: RE: file\n\nold words",
    "________________________________\nDe : Centre <e@centre.example>\n"
    "Envoyé : lundi 23 novembre 2026 10:03\nÀ : moi@example.org\nObjet : RE: dossier\n\nvieux mots",
    "De\u00a0: Centre [mailto:e@centre.example]\nEnvoyé\u00a0: lundi 23 novembre 2026 10:03\n"
    "À\u00a0: Amina\nCc\u00a0: Paul\nObjet\u00a0: TR: dossier\n\nvieux",
    "*From:* Enquiries <e@centre.example>\n*Sent:* Monday, November 23, 2026\n*To:* me\n"
    "*Subject:* file\n\nold",
    "De: Centre <e@centre.example>\nDate: lundi, 23 novembre 2026 à 10:03\nÀ: moi\nObjet: x\nvieux",
    "> old\n> old\n>> older",
    "##- Please type your reply above this line -##\n\nold",
    "El lun, 23 nov 2026 a las 10:03, Centro (<e@centre.example>) escribió:\n\n> viejo",
    "Am 23.11.2026 um 10:03 schrieb Zentrum:\n> alt",
]


@pytest.mark.parametrize("history", ANNOUNCEMENTS)
def test_history_below_the_answer_is_cut(history: str) -> None:
    assert quoting.written_now(f"{NOW}\n\n{history}\n") == NOW
    assert quoting.written_now(f"{NOW}\r\n\r\n{history}\n".replace("\r", "")) == NOW


def test_an_answer_below_the_quotation_is_kept() -> None:
    text = f"On Mon, Nov 23, 2026 at 10:03 AM E <e@centre.example> wrote:\n> old\n> words\n\n{NOW}"
    assert quoting.written_now(text) == NOW


def test_answers_between_quoted_lines_are_all_kept() -> None:
    text = (
        "Hello,\n\nOn Mon, Nov 23, 2026 at 10:03 AM E <e@centre.example> wrote:\n"
        "> Are you in Canada?\n\nYes, in Moncton.\n\n> What is your UCI?\n1122-3344\n"
        "> Thank you\n\nAmina"
    )
    kept = quoting.written_now(text)
    for line in ("Hello,", "Yes, in Moncton.", "1122-3344", "Amina"):
        assert line in kept.split("\n")
    assert "Canada?" not in kept
    assert "wrote" not in kept


def test_the_broken_tail_of_a_quoted_line_is_not_the_writers() -> None:
    quoted = "> This is a long quoted line that a program has broken where it should\nnot\n> have"
    assert quoting.written_now(f"{NOW}\n\n{quoted}") == NOW


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAmina Diallo\n+1 514 555 0100",
        "--\nAmina",
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon téléphone Samsung Galaxy",
        "Envoyé à partir de Outlook pour Android",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Téléchargez Outlook pour Android",
        "Sent from Mail for Windows 10",
        "Envoyé avec Proton Mail.",
    ],
)
def test_signatures_are_cut(signature: str) -> None:
    history = "On Mon, Nov 23, 2026 at 10:03 AM E <e@centre.example> wrote:\n> old"
    assert quoting.written_now(f"{NOW}\n\n{signature}\n") == NOW
    assert quoting.written_now(f"{NOW}\n\n{signature}\n\n{history}\n") == NOW


@pytest.mark.parametrize(
    "text",
    [
        "On Monday you wrote: send the form.\nI did.",
        "On page 3 your letter says the same.\nWhy?",
        "Le formulaire que vous avez écrit :\nje ne le comprends pas.",
        "Sent from my lawyer's office are the documents you asked for.",
        "Sent from my phone, the documents are attached.",
        "My trip:\nDe : Montréal\nÀ : Toronto\nDate : 12 mai\nMerci",
        "- passport\n- photo\n- fee\nAll there.",
        "From: is a word I use\nwithout harm",
        "Best regards,\nAmina Diallo\nUCI 1122-3344",
        "Envoyé le formulaire hier, avez-vous reçu?",
        "a --> b\nc -- d",
    ],
)
def test_the_writers_own_words_are_never_cut(text: str) -> None:
    assert quoting.written_now(text) == text


@pytest.mark.parametrize(
    "text",
    ["> only a quotation", "-- \nsignature only", "Sent from my iPhone", ANNOUNCEMENTS[0], "--"],
)
def test_a_reply_is_never_empty_when_the_text_is_not(text: str) -> None:
    assert quoting.written_now(text)


def test_the_quoted_part_of_an_html_only_answer_is_cut() -> None:
    markup = (
        '<div dir="ltr">Voici mon numéro.</div><br><div class="gmail_quote"><div>'
        'Le lun. 23 nov. 2026 à 10:03, Centre &lt;<a href="mailto:e@centre.example">'
        "e@centre.example</a>&gt; a écrit :<br></div>"
        '<blockquote class="gmail_quote">vieux mots</blockquote></div>'
    )
    found = envelopes.parse(mails.message(markup, content_type="text/html; charset=utf-8"))
    assert found.reply == "Voici mon numéro."
    assert "> vieux mots" in found.text


def test_outlook_html_history_is_cut() -> None:
    markup = (
        "<p class=MsoNormal>Here it is.<o:p></o:p></p><div style='border-top:solid #E1E1E1 1.0pt'>"
        "<p><b>From:</b> Enquiries &lt;e@centre.example&gt;<br><b>Sent:</b> Monday, November 23,"
        " 2026 10:03 AM<br><b>To:</b> Amina<br><b>Subject:</b> RE: file</p></div><p>old words</p>"
    )
    found = envelopes.parse(mails.message(markup, content_type="text/html; charset=utf-8"))
    assert found.reply == "Here it is."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, I have not received an answer about my work permit. Thank you", "en"),
        ("Bonjour, je n'ai pas reçu de réponse au sujet de ma demande. Merci", "fr"),
        ("Merci", "fr"),
        ("Thanks", "en"),
        ("Hola, no he recibido respuesta de mi solicitud. Gracias por su ayuda", None),
        ("Olá, não recebi resposta sobre o meu pedido. Obrigado", None),
        ("Guten Tag, ich habe keine Antwort auf meine Frage. Danke", None),
        ("你好，我的申请怎么样了", None),
        ("1122-3344", None),
        ("", None),
    ],
)
def test_the_language_of_the_words(text: str, language: str | None) -> None:
    assert languages.guess(text) == language


def test_a_french_answer_over_an_english_history_is_french() -> None:
    history = "On Mon, Nov 23, 2026 at 10:03 AM E <e@c.example> wrote:\n> Please send the number"
    text = f"{NOW}\n\n{history}"
    assert envelopes.parse(mails.message(text)).language == "fr"
