"""Whether a message reports that one of ours was not delivered: RFC 3464 reports, and the plain
letters of servers that write none."""

import re
from dataclasses import dataclass

from channels.envelopes import automatic, charsets, headers, mime

MAX_REPORT = 200_000
MAX_LETTER = 20_000
_DONE = {"delivered", "relayed", "expanded"}
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.-])([45])[0-5]\d(?=[ -]\D|\Z|:)")
_ADDRESS = re.compile(r"[^\s<>\"'():;,]{1,100}@[^\s<>\"'():;,]{1,200}[^\s<>\"'():;,.]")
_ANGLED = re.compile(r"<([^\s<>\"'():;,]{1,100}@[^\s<>\"'():;,]{1,200})>")
_SERVICE = re.compile(r"(?:postmaster|mailer-daemon|abuse|help|support)@", re.IGNORECASE)
_ORIGINAL_ID = re.compile(r"^[\s>|]{0,10}message-id:\s{0,10}<([^<>\s]{3,400})>", re.I | re.M)
_RETURNED = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}


def _phrases(*choices: str) -> re.Pattern[str]:
    return re.compile("|".join(choices), re.IGNORECASE)


_SENDER = _phrases(
    r"mailer-?daemon\b",
    r"mail-?daemon\b",
    r"postmaster@",
    r"mdaemon@",
    r"mail delivery (?:sub)?system",
    r"system administrator",
    r"syst[èe]me de (?:remise|distribution)",
    r"internet mail delivery",
    r"microsoftexchange[0-9a-f]+@",
    r"bounces?@",
    r"mmdf@",
    r"autoreply@",
)
_SUBJECT = _phrases(
    r"\Aundeliver",
    r"undelivered mail",
    r"\Anon-?deliver(?:y|able)",
    r"(?:mail|message|delivery) (?:delivery )?(?:status notification|failure|failed|error|problem)",
    r"failure notice",
    r"delivery (?:status )?notification \(?(?:failure|delay)",
    r"delivery (?:has )?failed",
    r"failed (?:delivery|mail)",
    r"mail delivery warning",
    r"automatically rejected",
    r"utilisateur (?:inconnu|non recens[ée])",
    r"returned (?:e?-?mail|message|to sender)",
    r"returning your (?:mail|message)",
    r"(?:could|can) ?not (?:be delivered|deliver)",
    r"unable to deliver",
    r"mail system error",
    r"user unknown",
    r"(?:warning|delayed).{0,40}(?:delayed|mail|message)",
    r"delivery delayed",
    r"\Anon remis",
    r"non[ -](?:remis|distribu[ée]|d[ée]livr[ée]|livr[ée])",
    r"[ée]chec de (?:la )?(?:remise|livraison|distribution|l['\u2019]envoi)",
    r"(?:courriel|message|courrier) (?:retourn[ée]|non distribuable)",
    r"impossible de (?:remettre|distribuer|livrer)",
    r"retard(?:[ée]e?)? de (?:la )?(?:remise|livraison)|remise (?:retard[ée]e|diff[ée]r[ée]e)",
    r"avis de non[ -](?:remise|livraison|distribution)",
)
_FAILED = _phrases(
    r"(?:could|can|was|has|were|have) ?n[o']t (?:yet )?(?:be(?:en)? )?(?:deliver|sent|reach|send)",
    r"did not reach",
    r"unable to deliver",
    r"not able to deliver",
    r"deliver(?:y|ing).{0,60}(?:fail|error|problem|aborted|impossible)",
    r"fail(?:ed|ure).{0,40}(?:deliver|recipient|address)",
    r"permanent(?: fatal)? (?:error|failure)",
    r"undeliver(?:able|ed)",
    r"(?:user|recipient|mailbox|account|addressee?)\W{1,3}(?:is )?(?:unknown|not found|inactive"
    r"|disabled|does not exist|doesn't exist|is full|over quota|unavailable|suspended)",
    r"(?:unknown|no such|invalid|bad|unrouteable|illegal) (?:user|recipient|mailbox|account|address"
    r"|host|domain|local part)",
    r"no mailbox here by that name",
    r"(?:address|host|domain).{0,40}(?:rejected|not found|couldn't be found|unknown)",
    r"returned (?:message|mail|to sender|below)",
    r"over (?:its )?quota|quota exceeded|mailbox (?:is )?full",
    r"message (?:was )?rejected|550[ -]|554[ -]|5\.\d\.\d",
    r"n['\u2019](?:a|ont) (?:pas )?(?:pu|encore)? ?(?:pas )?(?:[êe]tre|pu|[ée]t[ée]) .{0,20}"
    r"(?:remis|distribu|livr|achemin|transmis)",
    r"(?:remise|livraison|distribution).{0,40}(?:[ée]chou|[ée]chec|impossible)",
    r"(?:utilisateur|destinataire|adresse|bo[îi]te).{0,20}(?:inconnu|introuvable|pleine"
    r"|n['\u2019]existe pas|rejet[ée]e|d[ée]sactiv[ée])",
)
_DELAYED = _phrases(
    r"delivery (?:has been |is |was )?delayed",
    r"(?:has|have) not (?:yet )?been (?:delivered|able)",
    r"has not been sent for",
    r"do(?:es)? not need to resend",
    r"will (?:be retried|keep trying|continue to try|try again)",
    r"still trying|retrying",
    r"warning message only",
    r"pas encore [ée]t[ée] (?:remis|distribu|livr)",
    r"(?:remise|livraison) (?:a [ée]t[ée] |est )?(?:retard|diff[ée]r)",
    r"nouvelles? tentatives?",
)
_FULL = _phrases(r"quota", r"mailbox (?:is )?full", r"bo[îi]te.{0,30}pleine", r"storage")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a server says of a message of ours."""

    status: str | None
    delayed: bool
    recipient: str
    original_id: str | None
    reason: str

    @property
    def hard(self) -> bool:
        return bool(self.status and self.status.startswith("5") and not self.delayed)


def find(raw: bytes, root: mime.Part, *, sender: str, subject: str, text: str) -> Bounce | None:
    """The bounce that this message is, or None. `sender` is the address and the name together."""
    is_robot = bool(_SENDER.search(sender)) or automatic.has_null_return_path(root.fields)
    leaves = list(root.leaves())
    original = _original_id(raw, leaves, text)
    report = next((part for part in leaves if part.type == "message/delivery-status"), None)
    if report is not None and (is_robot or root.type == "multipart/report"):
        body, _ = mime.text(raw, report, MAX_REPORT)
        blocks = _recipients(body)
        if blocks:
            return _from_report(blocks, original, text)
    if root.type == "multipart/report" and _report_type(root) not in ("", "delivery-status"):
        return None
    return _from_letter(root.fields, text, subject, is_robot=is_robot, original=original)


def _report_type(root: mime.Part) -> str:
    return root.params.get("report-type", "").lower()


# -- RFC 3464


def _recipients(body: str) -> list[headers.Fields]:
    """The blocks of the report that speak of a recipient."""
    found = []
    for block in re.split(r"\n[ \t]*\n", body)[:200]:
        fields, _ = headers.parse_fields(block.strip().encode())
        if any(fields.has(name) for name in ("action", "status", "final-recipient")):
            found.append(fields)
    return found


def _from_report(blocks: list[headers.Fields], original: str | None, text: str) -> Bounce | None:
    undone = [block for block in blocks if _action(block) not in _DONE]
    if not undone:
        return None
    failed = [block for block in undone if _action(block) != "delayed"]
    block = (failed or undone)[0]
    diagnostic = charsets.one_line(headers.decode_words(block.text("diagnostic-code")), 500)
    unstated = "5.0.0" if failed else "4.0.0"
    status = _status(block.text("status"), diagnostic, text) or unstated
    return Bounce(
        status=status,
        delayed=not failed or (status.startswith("4") and _action(block) == ""),
        recipient=_recipient(block),
        original_id=original,
        reason=diagnostic.partition(";")[2].strip() or diagnostic,
    )


def _action(block: headers.Fields) -> str:
    found = re.match(r"[a-z]+", block.text("action").strip().lower())
    return found[0] if found else ""


def _status(stated: str, diagnostic: str, text: str) -> str:
    """The Status field; where it only says `x.0.0`, the better code of the same class beside it."""
    code = _CODE.search(stated)
    better = [found for found in _CODE.findall(diagnostic) if not found.endswith(".0.0")]
    if code is None:
        return next(iter(better + _codes(text)), "")
    if code[1].endswith(".0.0"):
        return next((found for found in better if found[0] == code[1][0]), code[1])
    return code[1]


def _recipient(block: headers.Fields) -> str:
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        found = _ADDRESS.search(block.text(name).rpartition(";")[2])
        if found:
            return charsets.one_line(found[0], 320)
    return ""


# -- letters


def _from_letter(
    fields: headers.Fields, text: str, subject: str, *, is_robot: bool, original: str | None
) -> Bounce | None:
    letter = text[:MAX_LETTER]
    listed = charsets.one_line(fields.text("x-failed-recipients"), 500)
    says_subject = bool(_SUBJECT.search(subject)) and not _is_answer(subject)
    says_body = bool(_FAILED.search(letter) or _DELAYED.search(letter))
    told = listed or (is_robot and (says_subject or says_body)) or (says_subject and says_body)
    if not told or automatic.is_absence(subject):
        return None
    opening = _opening(letter)
    delayed = bool(_DELAYED.search(opening)) and not re.search(
        r"permanent|gave up|given up", opening
    )
    return Bounce(
        status=_letter_status(opening, delayed=delayed),
        delayed=delayed,
        recipient=_named_recipient(listed, opening),
        original_id=original,
        reason=_reason(opening),
    )


def _named_recipient(listed: str, opening: str) -> str:
    """The address that a letter complains of: in a header, in angle brackets, else the first."""
    found = _ADDRESS.findall(listed) + _ANGLED.findall(opening) + _ADDRESS.findall(opening)
    others = [address for address in found if not _SERVICE.match(address)]
    return charsets.one_line(others[0].strip("[]"), 320) if others else ""


def _is_answer(subject: str) -> bool:
    return bool(re.match(r"\s*(?:re|fwd?|tr|rv|aw)\s?:", subject, re.IGNORECASE))


def _opening(letter: str) -> str:
    """What the server says, before the copy of our own message."""
    return re.split(
        r"^(?:-{3,} ?(?:this is a copy|below this line|original message|the header|unsent message"
        r"|message d'origine|returned message|transcript of session follows \(end\))"
        r"|return-path:|received: )",
        letter,
        maxsplit=1,
        flags=re.IGNORECASE | re.MULTILINE,
    )[0]


def _codes(text: str) -> list[str]:
    return [code for code in _CODE.findall(text[:MAX_LETTER]) if code[0] in "45"]


def _letter_status(opening: str, *, delayed: bool) -> str | None:
    wanted = "4" if delayed else "45"
    codes = [code for code in _codes(opening) if code[0] in wanted]
    if codes:
        return codes[0]
    if delayed:
        return "4.0.0"
    if _FULL.search(opening):
        return "5.2.2"
    reply = _REPLY.search(opening)
    return f"{reply[1]}.0.0" if reply else "5.0.0"


def _reason(opening: str) -> str:
    for line in opening.split("\n"):
        if _FAILED.search(line) or _CODE.search(line):
            return charsets.one_line(line, 300)
    return ""


def _original_id(raw: bytes, leaves: list[mime.Part], text: str) -> str | None:
    """The id of the message that came back, from its copy."""
    for part in leaves:
        if part.type in _RETURNED:
            head, _ = mime.content(raw, part, MAX_REPORT)
            fields, _ = headers.parse_fields(head[: headers.find_body(head, 0, len(head))[0]])
            found = headers.message_id(fields.text("message-id"))
            if found:
                return found
    written = _ORIGINAL_ID.search(text[:MAX_REPORT])
    return written[1] if written else None
