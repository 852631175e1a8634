"""From the text of a wording file to its syntax tree, with exact places; faults of form are problems.

Jinja2 counts lines only. Its parser is handed tokens here whose line number is their offset in the text, so
``node.lineno`` of the trees that :func:`parse` makes is an offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, Kind, nearest
from reportgen.writing import marks
from reportgen.writing.source import Source

# In one file; a text with more is no wording. Each one costs a reading of the whole text, so a long text gets fewer.
MAX_FAULTS = 20
MAX_READ_AGAIN = 30_000
# These bound the recursion of the parser and compiler, of Jinja2's as of Python's.
MAX_NESTED_TAGS = 20
MAX_BRANCHES = 40
MAX_WORDS_IN_TAG = 100
MAX_NESTED_BRACKETS = 10

_LANGUAGE = Environment()  # noqa: S701 - it only reads the grammar and prints nothing
_ENDS = {"if": "endif", "for": "endfor"}
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "include")
# What Jinja2 offers beyond them: a person who knows it is told that it is not to be had here.
_FORBIDDEN_BLOCKS = ("set", "macro", "block", "call", "filter", "with", "autoescape", "trans")
_FORBIDDEN_TAGS = {*_FORBIDDEN_BLOCKS, *(f"end{name}" for name in _FORBIDDEN_BLOCKS), "extends", "import", "from"}
_BRACES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_BLOCK = re.compile(r"\{%[-+]?\s*(\w*).*?%\}", re.DOTALL)
_RAW = re.compile(r"\{%[-+]?\s*raw\b.*?(\bendraw\s*[-+]?%\}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A token as it stands in the text; white space and comments are lexemes too."""

    offset: int
    type: str
    text: str

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


@dataclass(slots=True)
class _Tag:
    """``{{ … }}`` or ``{% … %}``, with the lexemes inside that are no white space."""

    start: int
    block: bool
    end: int | None = None
    words: list[_Lexeme] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """A fault of form; ``rest`` is the text of the same length to read on with, ``None`` to give up."""

    kind: Kind
    offset: int
    rest: str | None
    found: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def parse(source: Source, problems: list[Diagnostic]) -> nodes.Template | None:
    """The tree of a wording file, what is at fault left out; ``None`` when nothing can be made of it."""
    text: str | None = source.text
    for _ in range(min(MAX_FAULTS, 1 + MAX_READ_AGAIN // max(1, len(source.text)))):
        if text is None:
            break
        read = _read(text)
        if isinstance(read, nodes.Template):
            return read
        problems.append(read.kind.at(source.at(read.offset, len(read.found)), read.found, **read.values))
        text = read.rest
    return None


def marked(text: str, file: int) -> str:
    """The text of a file without faults, with :mod:`marks` for its lines.

    What is printed first on a line, or after a tag, gets its place. Lines that are blank in the file itself get
    a mark, so that a line of tags alone parts no paragraph, whatever the tags leave of it.
    """
    made: list[str] = []
    done = position = 0  # copied so far; end of the lexeme before
    unplaced = True

    def insert(mark: str, offset: int) -> None:
        nonlocal done
        made.extend((text[done:offset], mark))
        done = offset

    for lexeme in _lexemes(text):
        if lexeme.type == "data":
            start = lexeme.offset
            *whole, last = lexeme.text.split("\n")
            for index, part in enumerate((*whole, last)):
                unplaced = unplaced or index > 0
                if part.strip():
                    if unplaced:
                        insert(marks.origin(file, text.count("\n", 0, start) + 1), start)
                    unplaced = False
                elif (index or not start) and index < len(whole):
                    insert(marks.BLANK_LINE, start)
                start += len(part) + 1
        elif lexeme.type == "variable_begin" and unplaced:
            insert(marks.origin(file, text.count("\n", 0, lexeme.offset) + 1), position)
            unplaced = False
        elif lexeme.type in ("block_end", "comment_end"):
            unplaced = True
        position = lexeme.end
    return "".join((*made, text[done:]))


# --- reading ---------------------------------------------------------------------------------------------


def _lexemes(text: str) -> Iterator[_Lexeme]:
    offset = 0
    for _, kind, found in _LANGUAGE.lex(text):
        offset = text.index(found, offset)  # “{%-” swallows the white space before it
        yield _Lexeme(offset, kind, found)
        offset += len(found)


def _read(text: str) -> nodes.Template | _Fault:
    """The tree, or the first fault of form."""
    lexemes: list[_Lexeme] = []
    tags: list[_Tag] = []
    try:
        for lexeme in _lexemes(text):
            lexemes.append(lexeme)
            _sort_in(lexeme, tags)
    except TemplateSyntaxError:
        return _lexical_fault(text, lexemes[-1], tags)
    fault = _raw_fault(text, lexemes) or _tag_fault(text, tags) or _nesting_fault(text, tags)
    return fault or _tree(text, lexemes, tags)


def _sort_in(lexeme: _Lexeme, tags: list[_Tag]) -> None:
    if lexeme.type in ("variable_begin", "block_begin"):
        tags.append(_Tag(lexeme.offset, lexeme.type == "block_begin"))
    elif lexeme.type in ("variable_end", "block_end"):
        tags[-1].end = lexeme.end
    elif tags and tags[-1].end is None and lexeme.type != "whitespace":
        tags[-1].words.append(lexeme)


def _tree(text: str, lexemes: Iterable[_Lexeme], tags: list[_Tag]) -> nodes.Template | _Fault:
    parser = Parser(_LANGUAGE, "")
    parser.stream = TokenStream(_LANGUAGE.lexer.wrap((x.offset, x.type, x.text) for x in lexemes), None, None)
    try:
        return parser.parse()
    except TemplateSyntaxError as error:
        tag = next(tag for tag in reversed(tags) if tag.start <= error.lineno)
        found = next((x.text for x in tag.words if x.offset == error.lineno), "")
        rest = _without_tag(text, tag.start, tag.end or len(text))
        return _Fault(kind=catalogue.WORDING_SYNTAX, offset=error.lineno, found=found, rest=rest)


# --- faults ----------------------------------------------------------------------------------------------


def _lexical_fault(text: str, last: _Lexeme, tags: list[_Tag]) -> _Fault:
    """What stopped the lexer behind ``last``: an open comment, or something inside an open tag."""
    if not tags or tags[-1].end is not None:
        rest = _blanked(text, last.offset, _line_end(text, last.end))
        return _Fault(kind=catalogue.WORDING_UNCLOSED, offset=last.offset, found=last.text[:2], rest=rest)
    tag, offset = tags[-1], last.end
    end, closed = _extent(text, tag.start)
    if not closed or end <= offset:
        return _unclosed(text, tag.start)
    kind = catalogue.WORDING_SYNTAX if text[offset] in "()[]{}'\"" else catalogue.WORDING_STRAY_CHARACTER
    return _Fault(kind=kind, offset=offset, found=text[offset], rest=_without_tag(text, tag.start, end))


def _unclosed(text: str, start: int) -> _Fault:
    end, _ = _extent(text, start)
    rest = _without_tag(text, start, end)
    return _Fault(kind=catalogue.WORDING_UNCLOSED, offset=start, found=text[start : start + 2], rest=rest)


def _extent(text: str, start: int) -> tuple[int, bool]:
    """How far the tag that opens at ``start`` goes, judged by braces alone, and whether it is closed there."""
    brace = _BRACES.search(text, start + 2)
    if brace and brace[0] == {"{{": "}}", "{%": "%}"}[text[start : start + 2]]:
        return brace.end(), True
    line_end = _line_end(text, start)
    if brace is None or brace.start() > line_end:
        return line_end, False
    return (brace.end() if brace[0] in ("}}", "%}") else brace.start()), False


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _raw_fault(text: str, lexemes: Iterable[_Lexeme]) -> _Fault | None:
    raw = next((lexeme for lexeme in lexemes if lexeme.type == "raw_begin"), None)
    if raw is None:
        return None
    region = _RAW.match(text, raw.offset)
    rest = _blanked(text, raw.offset, region.end()) if region else None
    name = text.index("raw", raw.offset)
    return _Fault(kind=catalogue.WORDING_FORBIDDEN, offset=name, found="raw", values={"what": "用“raw”"}, rest=rest)


def _tag_fault(text: str, tags: Iterable[_Tag]) -> _Fault | None:
    """A tag that does not end, or is longer than any honest one."""
    for tag in tags:
        if tag.end is None:
            return _unclosed(text, tag.start)
        if len(tag.words) > MAX_WORDS_IN_TAG or _depth(tag) > MAX_NESTED_BRACKETS:
            return _Fault(
                kind=catalogue.WORDING_FORBIDDEN,
                offset=tag.start,
                values={"what": "这么长的写法"},
                rest=_without_tag(text, tag.start, tag.end),
            )
    return None


def _depth(tag: _Tag) -> int:
    depth = deepest = 0
    for word in tag.words:
        depth += (word.text in ("(", "[", "{")) - (word.text in (")", "]", "}"))
        deepest = max(deepest, depth)
    return deepest


@dataclass(slots=True)
class _Open:
    """An ``if`` or ``for`` whose end has not come yet."""

    tag: _Tag
    name: str
    branches: int = 0
    else_seen: bool = False


def _nesting_fault(text: str, tags: Iterable[_Tag]) -> _Fault | None:
    """The first tag that is none of ours, or stands where it has no meaning."""
    opened: list[_Open] = []
    for tag in tags:
        if not tag.block:
            continue
        if not tag.words or tag.words[0].type != "name":
            rest = _blanked(text, tag.start, tag.end or len(text))
            return _Fault(kind=catalogue.WORDING_SYNTAX, offset=tag.start, found="{%", rest=rest)
        fault = _name_fault(text, tag) or _place_fault(text, tag, opened)
        if fault:
            return fault
    return _unended(text, opened[-1]) if opened else None


def _name_fault(text: str, tag: _Tag) -> _Fault | None:
    word, end = tag.words[0], tag.end or len(text)
    if word.text in _TAGS:
        return None
    if word.text in _FORBIDDEN_TAGS:
        values = {"what": f"用“{word.text}”"}
        rest = _without_tag(text, tag.start, end)
        return _Fault(kind=catalogue.WORDING_FORBIDDEN, offset=word.offset, found=word.text, values=values, rest=rest)
    values = {"nearest": nearest(word.text, _TAGS)}
    rest = _blanked(text, tag.start, end)
    return _Fault(kind=catalogue.WORDING_UNKNOWN_TAG, offset=word.offset, found=word.text, values=values, rest=rest)


def _place_fault(text: str, tag: _Tag, opened: list[_Open]) -> _Fault | None:
    """Take the tag into account; a fault when it does not fit what is open."""
    word = tag.words[0]
    innermost = opened[-1] if opened else None
    if word.text in _ENDS:
        opened.append(_Open(tag, word.text))
    elif word.text in _ENDS.values():
        if innermost is None or word.text not in {_ENDS[o.name] for o in opened}:
            return _misplaced(text, tag)
        if word.text != _ENDS[innermost.name]:
            return _unended(text, innermost)
        opened.pop()
    elif word.text in ("elif", "else"):
        if innermost is None or innermost.else_seen or (word.text == "elif" and innermost.name == "for"):
            return _misplaced(text, tag)
        innermost.branches += 1
        innermost.else_seen = word.text == "else"
    if len(opened) > MAX_NESTED_TAGS or (innermost and innermost.branches > MAX_BRANCHES):
        values = {"what": "套得这么深、分得这么多的标签"}
        return _Fault(kind=catalogue.WORDING_FORBIDDEN, offset=tag.start, values=values, rest=None)
    return None


def _misplaced(text: str, tag: _Tag) -> _Fault:
    word = tag.words[0]
    rest = _blanked(text, tag.start, tag.end or len(text))
    return _Fault(kind=catalogue.WORDING_MISPLACED_TAG, offset=word.offset, found=word.text, rest=rest)


def _unended(text: str, opened: _Open) -> _Fault:
    tag, word = opened.tag, opened.tag.words[0]
    rest = _without_tag(text, tag.start, tag.end or len(text))
    return _Fault(kind=catalogue.WORDING_UNCLOSED, offset=word.offset, found=word.text, rest=rest)


# --- reading on after a fault ----------------------------------------------------------------------------


def _without_tag(text: str, start: int, end: int) -> str:
    """The text without a tag that is at fault and without what only makes sense beside it.

    An ``else`` or end tag keeps its name, an ``if`` takes its branches along, a ``for`` all that it repeats: the
    words of its items are unknown.
    """
    block = re.match(r"\{%[-+]?\s*(\w+)", text[start:end])
    name = block[1] if block else ""
    bare = f"{{%{' ' * (block.start(1) - 2)}{name}%}}" if block else ""
    if name in ("else", *_ENDS.values()) and len(bare) <= end - start:
        return text[:start] + bare + _blanked(text, start, end)[start + len(bare) :]
    opening: list[str] = []
    rest = _blanked(text, start, end)
    for other in _BLOCK.finditer(text, end) if name in (*_ENDS, *_FORBIDDEN_BLOCKS) else ():
        if other[1] in _ENDS:
            opening.append(other[1])
        elif opening:
            if other[1] == _ENDS[opening[-1]]:
                opening.pop()
        elif other[1] == f"end{name}":
            return _blanked(rest, start if name == "for" else other.start(), other.end())
        elif name == "if" and other[1] in ("elif", "else"):
            rest = _blanked(rest, other.start(), other.end())
    return rest


def _blanked(text: str, start: int, end: int) -> str:
    """The text with blanks from ``start`` to ``end``: every other offset and line stays what it is."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
