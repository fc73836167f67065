"""HTML from strangers: what an agent's browser may see (nothing that loads, runs or styles), and
the same as plain text."""

import html
import re
from html.parser import HTMLParser

import nh3

from channels.envelopes import charsets

MAX_HTML = 1_000_000
# Beyond these a page is made to hurt a parser, not to be read: its tags are cut off unread.
MAX_NESTING = 500
MAX_TAGS = 100_000
MAX_ENTITIES = 100_000
MAX_ATTRIBUTES = 5_000

_TAGS = set(
    "a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em font h1 h2 h3"
    " h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody"
    " td tfoot th thead tr u ul var center".split()
)
_DROPPED_WITH_CONTENT = {"script", "style", "title", "noscript", "template", "textarea", "svg"}
# No src anywhere: an image keeps its alternative text and its place, never its address.
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
_FOR_TEXT = {"a": {"href"}, "img": {"alt"}, "blockquote": {"type", "class", "cite"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_DISPLAY = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_READING = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_FOR_TEXT,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel=None,
)
_OPENING = re.compile(
    r"<(/?)(?!(?:p|li|td|tr|th|dt|dd|br|img|hr|meta|link|input|option|o:p|col)\b)[a-zA-Z]"
)
_TAG = re.compile(r"<[^<>]*>?")
_BLOCKS = set("blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 hr ol p pre table tr ul".split())
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre"}
_CITED = re.compile(r"gmail_quote|moz-|quote|cite", re.IGNORECASE)


def sanitise(markup: str) -> str:
    """What an agent's browser gets: no script, style or remote load; links that leak nothing."""
    markup = charsets.clean(markup)[:MAX_HTML]
    if is_hostile(markup):
        return "<p>" + html.escape(_without_tags(markup)).replace("\n", "<br>") + "</p>"
    return charsets.clean(_DISPLAY.clean(markup)).strip()


def escape(text: str) -> str:
    """Plain text between HTML parts."""
    return "<p>" + html.escape(text.strip()).replace("\n", "<br>") + "</p>"


def to_text(markup: str) -> str:
    """The readable text; cited blocks become lines that begin with `>`."""
    markup = charsets.clean(markup)[:MAX_HTML]
    if is_hostile(markup):
        return _without_tags(markup)
    reader = _Reader()
    reader.feed(_READING.clean(markup))
    reader.close()
    return reader.text()


def is_hostile(markup: str) -> bool:
    if markup.count("<") > MAX_TAGS or markup.count("&") > MAX_ENTITIES:
        return True
    if any(_attributes(tag) > MAX_ATTRIBUTES for tag in markup.split(">")):
        return True
    depth = deepest = 0
    for found in _OPENING.finditer(markup):
        depth += -1 if found[1] else 1
        depth = max(depth, 0)
        deepest = max(deepest, depth)
    return deepest > MAX_NESTING


def _attributes(piece: str) -> int:
    """Roughly how many attributes the tag that ends this piece has."""
    tag = piece[piece.rfind("<") :] if "<" in piece else ""
    return len(tag.split()) if len(tag) > MAX_ATTRIBUTES else 0


def _without_tags(markup: str) -> str:
    return charsets.clean(html.unescape(_TAG.sub(" ", markup))).strip()


class _Reader(HTMLParser):
    """Text out of markup that nh3 has already made well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.words: list[str] = []
        self.quotes: list[bool] = []
        self.link = ""
        self.link_from = 0
        self.preformatted = 0

    def text(self) -> str:
        self._break()
        out: list[str] = []
        for depth, line in self.lines:
            prefix = ">" * depth + (" " if depth and line else "")
            if line or (out and out[-1].strip("> ")):
                out.append(prefix + line)
        return charsets.clean("\n".join(out)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._break(blank=tag in _SPACED)
        if tag == "blockquote":
            cited = given.get("type") == "cite" or "cite" in given
            self.quotes.append(cited or bool(_CITED.search(given.get("class", ""))))
        elif tag == "a":
            self.link, self.link_from = given.get("href", ""), len(self.words)
        elif tag == "pre":
            self.preformatted += 1
        else:
            self._mark(tag, given)

    def _mark(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._break(always=True)
        elif tag == "li":
            self._break()
            self.words.append("- ")
        elif tag in ("td", "th"):
            self.words.append(" ")
        elif tag == "img" and given.get("alt", "").strip():
            self.words.append(f"[{given['alt'].strip()}]")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        if tag in _BLOCKS or tag == "li":
            self._break(blank=tag in _SPACED)
        if tag == "blockquote" and self.quotes:
            self.quotes.pop()
        elif tag == "pre":
            self.preformatted -= 1

    def handle_data(self, data: str) -> None:
        data = data.replace("\xa0", " ")
        if self.preformatted <= 0:
            self.words.append(re.sub(r"[ \t\r\n]+", " ", data))
            return
        first, *others = data.split("\n")
        self.words.append(first)
        for line in others:
            self._break(always=True)
            self.words.append(line)

    def _end_link(self) -> None:
        """A web address stays readable where the words of its link hide it."""
        shown = "".join(self.words[self.link_from :]).strip()
        is_web = self.link.startswith(("http://", "https://"))
        bare = self.link.partition("://")[2].rstrip("/")
        if is_web and shown and bare and bare not in shown and not any(self.quotes):
            self.words.append(f" <{self.link}>")
        self.link = ""

    def _break(self, *, blank: bool = False, always: bool = False) -> None:
        line = "".join(self.words)
        line = line.rstrip() if self.preformatted > 0 else re.sub(" {2,}", " ", line).strip(" ")
        self.words, self.link_from = [], 0
        depth = sum(self.quotes)
        if line or always:
            self.lines.append((depth, line))
        if blank and self.lines and self.lines[-1][1]:
            self.lines.append((depth, ""))
