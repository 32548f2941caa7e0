"""HTML: the text of the page's own part, laid out anew with a place for each block. Scripts, menus and footers are no text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.errors import Unreadable

_MUTE = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "embed",
    "nav",
    "head",
    "select",
    "textarea",
    "video",
    "audio",
    "form",
}
_FRAME = {"header", "footer", "aside"}
_PARTING = {
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "pre", "figure", "figcaption", "dl", "dt", "dd"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "details", "summary"),
    *("body", "html", "form", "fieldset", "address"),
}
_BODIES = ("main article", "[role=main]", "main", "article", ".main-content", ".article-body", ".entry-content", "#content", "body")
_NAMED_MUTE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|breadcrumbs?|toc|sidebar|side-?nav|menu|cookie\w*|skip-?link|feedback|pagination|abstract|search)(?:$|[-_\s])",
    re.IGNORECASE,
)
_NAMED_NOTE = re.compile(r"(?:^|[-_\s])(?:note|warning|caution|tip|important|admonition|alert|callout|info)(?:$|[-_\s])", re.IGNORECASE)
_CAPTIONS = {"strong", "b", "kbd", "code", "button"}
_NAMED_CAPTION = re.compile(r"gui|menuitem|uicontrol|ui-|button", re.IGNORECASE)
LONGEST_CAPTION = 60
DEEPEST = 300
"""Elements within each other that are followed one by one; what lies deeper is taken as words alone."""
MAX_DEPTH = 1_000
"""Elements that a page may leave open at once: parsing more takes longer and longer."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s>/])")
_NEVER_OPEN = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
    *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "path", "g", "svg", "use", "rect", "circle"),
}


@dataclass
class _Paper:
    """The text that is written, and its blocks."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """of the block that is open"""
    lists: list[list[int]] = field(default_factory=list)
    """the lists that are open: for a numbered one, the number of its last item; nothing for others"""
    form: Form = Form.paragraph
    level: int = 0
    note: int = 0
    fresh: bool = False
    captions: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Puts text on the paper."""
        self.parts.append(text)
        self.length += len(text)

    def close(self) -> None:
        """Ends the open block."""
        said = re.sub(r"\s+", " ", "".join(self.words)).strip()
        self.words = []
        if not said:
            return
        item = self.form is Form.paragraph and bool(self.lists)
        if self.parts:
            self.write("\n" if item and self.blocks and self.blocks[-1].form is Form.item else "\n\n")
        mark = self._mark(item=item)
        self.write(mark)
        start = self.length
        self.write(said)
        form = Form.item if item else self.form
        level = len(self.lists) if item else self.level
        ordered = item and bool(self.lists[-1])
        self.blocks.append(Block(form, start, self.length, level, ordered, note=self.note > 0, follows=item and not self.fresh))
        self.fresh = self.fresh and not item

    def _mark(self, *, item: bool) -> str:
        if self.form is Form.heading:
            return "#" * self.level + " "
        if not item:
            return ""
        indent = "   " * (len(self.lists) - 1)
        if not self.fresh:
            return indent + "   "
        return f"{indent}{self.lists[-1][0]}. " if self.lists[-1] else f"{indent}- "


def read(text: str) -> Document:
    """The document of an HTML page."""
    if _depth(text) > MAX_DEPTH:
        raise Unreadable("The page puts more than a thousand elements into each other. Copy its text into a file, and import that.")
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    paper = _Paper()
    body = _body(tree)
    if body is not None:
        _walk(body, paper, 0)
        paper.close()
    if not paper.blocks:
        raise Unreadable(
            "The page shows no text without its scripts. Open it in a browser, choose «Save as» or copy the text, and import that."
        )
    name = re.sub(r"\s+", " ", title.text()).strip() if title else ""
    captions = tuple(dict.fromkeys(text for text in paper.captions if 1 < len(text) <= LONGEST_CAPTION))
    return Document("".join(paper.parts) + "\n", tuple(paper.blocks), title=name, format="html", captions=captions)


def _depth(text: str) -> int:
    """How many elements a page leaves open at once, about."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NEVER_OPEN:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _body(tree: LexborHTMLParser) -> LexborNode | None:
    """The part of the page that is its own: the first that holds more than a little text."""
    for selector in _BODIES:
        for node in tree.css(selector):
            if len(node.text(strip=True)) > 150 or selector == "body":
                return node
    return tree.body


def _walk(node: LexborNode, paper: _Paper, depth: int) -> None:
    child = node.child
    while child is not None:
        if child.is_text_node:
            paper.words.append(child.text_content or "")
        elif child.is_element_node and not _mute(child, depth):
            _element(child, paper, depth)
        child = child.next


def _element(node: LexborNode, paper: _Paper, depth: int) -> None:
    tag, kind = node.tag or "", node.attributes.get("class") or ""
    if tag not in _PARTING:
        if tag in _CAPTIONS or _NAMED_CAPTION.search(kind):
            paper.captions.append(re.sub(r"\s+", " ", node.text()).strip())
        _inside(node, paper, depth)
        return
    paper.close()
    before = paper.form, paper.level, paper.note
    _open(tag, paper)
    paper.note += bool(_NAMED_NOTE.search(kind))
    _inside(node, paper, depth)
    paper.close()
    if tag in {"ol", "ul"} and paper.lists:
        paper.lists.pop()
    paper.form, paper.level, paper.note = before


def _inside(node: LexborNode, paper: _Paper, depth: int) -> None:
    if depth < DEEPEST:
        _walk(node, paper, depth + 1)
    else:
        paper.words.append(node.text())


def _open(tag: str, paper: _Paper) -> None:
    """Takes what an element opens."""
    if re.fullmatch(r"h[1-6]", tag):
        paper.form, paper.level = Form.heading, int(tag[1])
    elif tag in {"td", "th"}:
        paper.form = Form.cell
    elif tag in {"ol", "ul"}:
        paper.lists.append([0] if tag == "ol" else [])
    elif tag == "li":
        paper.fresh = True
        if paper.lists and paper.lists[-1]:
            paper.lists[-1][0] += 1


def _mute(node: LexborNode, depth: int) -> bool:
    """Whether an element is no text of the page."""
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
    hidden = (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in (attributes.get("style") or "").replace(" ", "")
    )
    frame = node.tag in _FRAME and depth < 4 and not node.css_first("h1")
    return node.tag in _MUTE or hidden or frame or bool(_NAMED_MUTE.search(named))
