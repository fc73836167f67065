"""The lines by which mail programs announce what they quote or add, English and French first."""

import re


def _any(*choices: str) -> str:
    return "(?:" + "|".join(choices) + ")"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


QUOTED = re.compile(r"[ \t]{0,3}>")
RULE = re.compile(r"\s*(?:[-_=*]{5,}|[\u2014\u2013_]{3,})\s*\Z")
SIGNATURE = re.compile(r"\s{0,3}(?:--|\u2014|\u2013\u2013|__)[ \t]?\Z")
SENTENCE_END = (".", "?", "!", ":", ";", "\u2026", "\u00bb", '"')

_TITLES = _any(
    "original message",
    "original appointment",
    "reply message",
    "forwarded message",
    "begin forwarded message",
    "forwarded by .{1,80}",
    "message d['\u2019 ]origine",
    "message original",
    "message initial",
    "message transf[ée]r[ée]",
    "message transmis",
    "message r[ée]exp[ée]di[ée]",
    "mail original",
    "courriel original",
    "courriel d['\u2019]origine",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "urspr\\S{1,3}ngliche nachricht",
    "oorspronkelijk bericht",
    "antwort nachricht",
    "oprindelig meddelelse",
    "ursprungligt meddelande",
    "wiadomość oryginalna",
    "исходное сообщение",
    "原始邮件|邮件原件|原始郵件|元のメッセージ|원본 메시지",
)
_UNRULED = _any(
    "begin forwarded message",
    "d[ée]but du message r[ée]exp[ée]di[ée]",
    "d[ée]but du message transf[ée]r[ée]",
)
_REPLY_ABOVE = _any(
    "(?:reply|respond|write|type your reply) above this line",
    "r[ée]pond(?:re|ez) (?:au-dessus|en haut) de cette ligne",
)
_DASHES = "[-_*=\u2013\u2014]"
_VERB = _any(
    "wrote",
    "writes",
    "said",
    r"a\s+[ée]crit",
    "escribi[óo]",
    "escreveu",
    "schrieb",
    r"ha\s+scritto",
    "schreef|geschreven",
    "skrev",
    r"napisa[łl]\(?a?\)?",
    r"napsal\(?a?\)?",
    "написала?|пишет",
    "đã viết",
    "yazdı",
    "写道|寫道|書きました|작성",
)
SEPARATOR = _compiled(
    rf"\s*{_DASHES}{{2,60}}\s*{_TITLES}\s*:?\s*{_DASHES}{{0,60}}\s*\Z"
    rf"|\s*-{{2,60}}\s*\S.{{2,200}}\s{_VERB}\s*-{{2,60}}\s*\Z"
    rf"|\s*{_UNRULED}\s*:\s*\Z"
    rf"|.{{0,30}}{_REPLY_ABOVE}"
)

_DATE_OPENS = _any(
    r"on\b",
    r"at\b",
    r"le\b",
    r"el\b",
    r"em\b",
    r"am\b",
    r"il\s+giorno\b",
    r"op\b",
    r"w\s+dniu\b",
    r"dne\b",
    r"den\b",
    r"på\b",
    r"vào\b",
    "在|于|於",
    r"\d{1,4}[-/. ]\S",
    r"\w{2,12}\.?,? \d{1,2}\b",
)
DATED = _compiled(
    rf"\s*\W{{0,8}}{_DATE_OPENS}.{{3,400}}(?<!\w){_VERB}(?!\w).{{0,120}}[:：]\s*\W{{0,3}}\Z"
)
NAMED = _compiled(
    r"\s*\S.{0,200}(?:<[^<>\s]{1,100}@[^<>\s]{1,100}>|\S{1,100}@\S{1,100}|,|\))\s?\]?\s{0,3}"
    + _VERB
    + r"(?!\w).{0,120}[:：]\s*\Z"
)
# Gmail's form without a verb: a date, a name and an address, then the colon.
BARE = _compiled(r"\s*\S.{0,300}\d.{0,300}<\s?\S{1,100}@\S{1,100}>\s*:?\s*\Z")
# The writer's last words and the announcement on one line.
SHARED = re.compile(
    r"\s*[-_]{0,9}\s*\b(?:On [A-Z][a-z]{2,8}|On \d|Le [a-z]{3,8}\.? \d|Le \d)[^\n]{5,300}"
    r"(?:wrote|a [ée]crit)\s?:\s*\Z"
)
# What tells such a line from a sentence of the writer's: a time, an address, a year.
STRONG = _compiled(r"\d{1,2}\s?[:h]\s?\d{2}|\S@\S|\b(?:19|20)\d{2}\b")
# A day or a time: before quoted lines, in any language, it is an announcement.
WHEN = _compiled(r"\d{1,2}\s?[:h]\s?\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\b(?:19|20)\d{2}\b")

_SENDER = _any(
    "from|de|von|da|van|fra|från|od|exp[ée]diteur|remitente|от|от кого"
    "|发件人|寄件者|差出人|보낸 사람"
)
_DATE = _any(
    "sent|date|envoy[ée](?: le)?|gesendet|datum|fecha|enviado|data|inviato|sendt|skickat|wysłano"
    "|odesláno|дата|отправлено|发送时间|日期|送信日時|寄件日期|보낸 날짜"
)
_TO = _any(
    "to|[àa]|an|para|til|till|do|komu|destinataires?|cc|copie [àa]|кому|收件人|宛先|받는 사람"
)
_SUBJECT = _any(
    "subject|objet|sujet|betreff|asunto|assunto|oggetto|onderwerp|emne|ämne|temat|předmět|тема"
    "|主题|主旨|件名|제목"
)
LABEL = _compiled(
    rf"[\s*_]{{0,6}}(?:(?P<sender>{_SENDER})|(?P<date>{_DATE})|(?P<to>{_TO})|(?P<subject>{_SUBJECT}))"
    r"[*_]{0,2}\s{0,2}[:：][*_]{0,2}(?P<value>.*)\Z"
)
FLAT = _compiled(
    r"[\s*]{0,4}(?:from|de)\s?:\*?\s.{1,200}(?:sent|date|envoy[ée])\s?:\*?\s.{1,200}"
    r"(?:to|[àa]|subject|objet)\s?:"
)

_SENT = _any("sent", "envoy[ée]+", "exp[ée]di[ée]e?", "enviado", "gesendet", "inviato")
_BY = _any(
    "from",
    "via",
    "with",
    "using",
    "de",
    "depuis",
    "avec",
    "par",
    "[àa] partir d[e'\u2019]",
    "[àa] l['\u2019]aide d[e'\u2019]",
    "desde",
    "von",
    "da",
    "do",
)
_ARTICLE = _any(*"my the an? mon ma une? le la mi meu meinem mio".split())
_DEVICES = _any(
    *"i ?phone|i ?pad|i ?pod|android|galaxy|samsung|black ?berry|pixel|huawei|xiaomi|redmi".split(
        "|"
    ),
    *"motorola|nokia|htc|oneplus|windows|outlook|yahoo|gmail|proton ?mail|proton|aol".split("|"),
    *"hotmail|e?-?mail|courrier|courriel|mobile|cellulaire|t[ée]l[ée]phone|phone".split("|"),
    *"smartphone|tablet|tablette|bell|rogers|telus|videotron|fido|appareil|device".split("|"),
)
# A sentence that only begins like such a line says something about what was sent.
_SAYS = r"(?!.*\b(?:is|are|was|were|est|sont|voici|here|attached|documents?|files?|photos?)\b)"
DEVICE = _compiled(
    rf"[\s*_]{{0,4}}{_SENT}\s{_SAYS}{_BY}\s?(?:{_ARTICLE}\s|l['\u2019])?"
    rf"(?:[\w.\u2019'-]{{1,20}}\s){{0,2}}{_DEVICES}\b[\w .,+()'\u2019/<>:-]{{0,60}}\Z"
    r"|[\s*_]{0,4}(?:get|obtenez|obtenir|t[ée]l[ée]charge[rz])"
    r"\s(?:outlook|yahoo mail|l['\u2019]application).{0,120}\Z"
)
