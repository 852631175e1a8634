"""Parses the text of a wording file into a syntax tree with exact places; mistakes of form become problems.

Jinja2 counts only lines. Here its parser receives tokens whose line number is their offset in the text, so
``node.lineno`` is an offset in every tree that :func:`parse` returns.
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
from reportgen.writing.source import WordingFile
from reportgen.writing.values import BLANK_LINE, line_mark

# The whole text is parsed again after each mistake, so these bound the work that one file can ask for. A file with
# more mistakes is no wording, and a long file is parsed again fewer times.
MAX_MISTAKES = 20
MAX_CHARACTERS_PARSED_AGAIN = 30_000
# Parsers and compilers, those of Jinja2 and of Python, recurse into tags and brackets; these bound the recursion.
MAX_NESTED_TAGS = 20
MAX_BRANCHES = 40
MAX_WORDS_IN_TAG = 100
MAX_NESTED_BRACKETS = 10

_LANGUAGE = Environment()  # noqa: S701 - it only reads the grammar and prints nothing
_ENDS = {"if": "endif", "for": "endfor"}
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "include")
# Jinja2 has these tags as well. A person who knows Jinja2 gets the message that wording does not have them.
_FORBIDDEN_BLOCKS = ("set", "macro", "block", "call", "filter", "with", "autoescape", "trans")
_FORBIDDEN_TAGS = {*_FORBIDDEN_BLOCKS, *(f"end{name}" for name in _FORBIDDEN_BLOCKS), "extends", "import", "from"}
_BRACES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_BLOCK = re.compile(r"\{%[-+]?\s*(\w*).*?%\}", re.DOTALL)
_RAW = re.compile(r"\{%[-+]?\s*raw\b.*?(\bendraw\s*[-+]?%\}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A token with its place in the text; white space and comments are lexemes too."""

    offset: int
    type: str
    text: str

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


@dataclass(slots=True)
class _Tag:
    """A tag ``{{ … }}`` or ``{% … %}`` with the lexemes inside it, white space aside."""

    start: int
    block: bool
    end: int | None = None
    words: list[_Lexeme] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mistake:
    """A mistake of form in ``text``; ``rest`` is a text of the same length without it, ``None`` to give up."""

    kind: Kind
    offset: int
    rest: str | None
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def parse(file: WordingFile, problems: list[Diagnostic]) -> nodes.Template | None:
    """Parse a wording file and report its mistakes; the tree leaves them out and is ``None`` where nothing is left."""
    text: str | None = file.text
    for _ in range(min(MAX_MISTAKES, 1 + MAX_CHARACTERS_PARSED_AGAIN // max(1, len(file.text)))):
        if text is None:
            break
        result = _parse_once(text)
        if isinstance(result, nodes.Template):
            return result
        problems.append(result.kind.at(file.at(result.offset, len(result.text)), result.text, **result.values))
        text = result.rest
    return None


def with_marks(text: str, file_index: int) -> str:
    """Put :mod:`marks` into the text of a file that has no mistakes; ``file_index`` says which file it is.

    The first words on a line, and the first words behind a tag, get a mark that says on which line they stand. Lines
    that are blank in the file get a mark too, because only they separate paragraphs: a line that holds nothing but
    tags does not, even when the tags print nothing.
    """
    pieces: list[str] = []
    copied_to = previous_end = 0  # the offset up to which the text is in ``pieces``, and the end of the lexeme before
    needs_origin = True

    def insert(mark: str, offset: int) -> None:
        nonlocal copied_to
        pieces.extend((text[copied_to:offset], mark))
        copied_to = offset

    for lexeme in _lexemes(text):
        if lexeme.type == "data":
            start = lexeme.offset
            *whole_lines, last = lexeme.text.split("\n")
            for index, line in enumerate((*whole_lines, last)):
                needs_origin = needs_origin or index > 0
                if line.strip():
                    if needs_origin:
                        insert(line_mark(file_index, text.count("\n", 0, start) + 1), start)
                    needs_origin = False
                elif (index or not start) and index < len(whole_lines):
                    insert(BLANK_LINE, start)
                start += len(line) + 1
        elif lexeme.type == "variable_begin" and needs_origin:
            insert(line_mark(file_index, text.count("\n", 0, lexeme.offset) + 1), previous_end)
            needs_origin = False
        elif lexeme.type in ("block_end", "comment_end"):
            needs_origin = True
        previous_end = lexeme.end
    return "".join((*pieces, text[copied_to:]))


# --- parsing ---------------------------------------------------------------------------------------------


def _lexemes(text: str) -> Iterator[_Lexeme]:
    offset = 0
    for _, token_type, token in _LANGUAGE.lex(text):
        offset = text.index(token, offset)  # Jinja2 drops the white space before “{%-”
        yield _Lexeme(offset, token_type, token)
        offset += len(token)


def _parse_once(text: str) -> nodes.Template | _Mistake:
    """Return the tree, or the first mistake of form."""
    lexemes: list[_Lexeme] = []
    tags: list[_Tag] = []
    try:
        for lexeme in _lexemes(text):
            lexemes.append(lexeme)
            _add_to_tags(lexeme, tags)
    except TemplateSyntaxError:
        return _lexical_mistake(text, lexemes[-1], tags)
    mistake = _raw_mistake(text, lexemes) or _tag_mistake(text, tags) or _nesting_mistake(text, tags)
    return mistake or _tree(text, lexemes, tags)


def _add_to_tags(lexeme: _Lexeme, tags: list[_Tag]) -> None:
    if lexeme.type in ("variable_begin", "block_begin"):
        tags.append(_Tag(lexeme.offset, lexeme.type == "block_begin"))
    elif lexeme.type in ("variable_end", "block_end"):
        tags[-1].end = lexeme.end
    elif tags and tags[-1].end is None and lexeme.type != "whitespace":
        tags[-1].words.append(lexeme)


def _tree(text: str, lexemes: Iterable[_Lexeme], tags: list[_Tag]) -> nodes.Template | _Mistake:
    parser = Parser(_LANGUAGE, "")
    parser.stream = TokenStream(_LANGUAGE.lexer.wrap((x.offset, x.type, x.text) for x in lexemes), None, None)
    try:
        return parser.parse()
    except TemplateSyntaxError as error:
        tag = next(tag for tag in reversed(tags) if tag.start <= error.lineno)
        word = next((x.text for x in tag.words if x.offset == error.lineno), "")
        rest = _without_tag(text, tag.start, tag.end or len(text))
        return _Mistake(kind=catalogue.WORDING_SYNTAX, offset=error.lineno, text=word, rest=rest)


# --- mistakes --------------------------------------------------------------------------------------------


def _lexical_mistake(text: str, last: _Lexeme, tags: list[_Tag]) -> _Mistake:
    """Say why the lexer stopped behind ``last``: a comment is not closed, or an open tag holds a wrong character."""
    if not tags or tags[-1].end is not None:
        rest = _blanked(text, last.offset, _line_end(text, last.end))
        return _Mistake(kind=catalogue.WORDING_UNCLOSED, offset=last.offset, text=last.text[:2], rest=rest)
    tag, offset = tags[-1], last.end
    end, closed = _extent(text, tag.start)
    if not closed or end <= offset:
        return _unclosed(text, tag.start)
    kind = catalogue.WORDING_SYNTAX if text[offset] in "()[]{}'\"" else catalogue.WORDING_STRAY_CHARACTER
    return _Mistake(kind=kind, offset=offset, text=text[offset], rest=_without_tag(text, tag.start, end))


def _unclosed(text: str, start: int) -> _Mistake:
    end, _ = _extent(text, start)
    rest = _without_tag(text, start, end)
    return _Mistake(kind=catalogue.WORDING_UNCLOSED, offset=start, text=text[start : start + 2], rest=rest)


def _extent(text: str, start: int) -> tuple[int, bool]:
    """Return where the tag that opens at ``start`` ends, judged by braces alone, and whether it is closed there."""
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


def _raw_mistake(text: str, lexemes: Iterable[_Lexeme]) -> _Mistake | None:
    raw = next((lexeme for lexeme in lexemes if lexeme.type == "raw_begin"), None)
    if raw is None:
        return None
    region = _RAW.match(text, raw.offset)
    rest = _blanked(text, raw.offset, region.end()) if region else None
    name = text.index("raw", raw.offset)
    return _Mistake(kind=catalogue.WORDING_FORBIDDEN, offset=name, text="raw", values={"what": "用“raw”"}, rest=rest)


def _tag_mistake(text: str, tags: Iterable[_Tag]) -> _Mistake | None:
    """Find the first tag that does not end, or is longer than any tag that a person would write."""
    for tag in tags:
        if tag.end is None:
            return _unclosed(text, tag.start)
        if len(tag.words) > MAX_WORDS_IN_TAG or _depth(tag) > MAX_NESTED_BRACKETS:
            return _Mistake(
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
class _OpenTag:
    """An ``if`` or ``for`` whose end tag has not come yet."""

    tag: _Tag
    name: str
    branches: int = 0
    has_else: bool = False


def _nesting_mistake(text: str, tags: Iterable[_Tag]) -> _Mistake | None:
    """Find the first tag that wording does not have, or that stands in a wrong place."""
    open_tags: list[_OpenTag] = []
    for tag in tags:
        if not tag.block:
            continue
        if not tag.words or tag.words[0].type != "name":
            rest = _blanked(text, tag.start, tag.end or len(text))
            return _Mistake(kind=catalogue.WORDING_SYNTAX, offset=tag.start, text="{%", rest=rest)
        mistake = _name_mistake(text, tag) or _place_mistake(text, tag, open_tags)
        if mistake:
            return mistake
    return _unended(text, open_tags[-1]) if open_tags else None


def _name_mistake(text: str, tag: _Tag) -> _Mistake | None:
    word, end = tag.words[0], tag.end or len(text)
    if word.text in _TAGS:
        return None
    if word.text in _FORBIDDEN_TAGS:
        values = {"what": f"用“{word.text}”"}
        rest = _without_tag(text, tag.start, end)
        return _Mistake(kind=catalogue.WORDING_FORBIDDEN, offset=word.offset, text=word.text, values=values, rest=rest)
    values = {"nearest": nearest(word.text, _TAGS)}
    rest = _blanked(text, tag.start, end)
    return _Mistake(kind=catalogue.WORDING_UNKNOWN_TAG, offset=word.offset, text=word.text, values=values, rest=rest)


def _place_mistake(text: str, tag: _Tag, open_tags: list[_OpenTag]) -> _Mistake | None:
    """Update ``open_tags`` by this tag; return a mistake when the tag does not fit them."""
    word = tag.words[0]
    innermost = open_tags[-1] if open_tags else None
    if word.text in _ENDS:
        open_tags.append(_OpenTag(tag, word.text))
    elif word.text in _ENDS.values():
        if innermost is None or word.text not in {_ENDS[open_tag.name] for open_tag in open_tags}:
            return _misplaced(text, tag)
        if word.text != _ENDS[innermost.name]:
            return _unended(text, innermost)
        open_tags.pop()
    elif word.text in ("elif", "else"):
        if innermost is None or innermost.has_else or (word.text == "elif" and innermost.name == "for"):
            return _misplaced(text, tag)
        innermost.branches += 1
        innermost.has_else = word.text == "else"
    if len(open_tags) > MAX_NESTED_TAGS or (innermost and innermost.branches > MAX_BRANCHES):
        values = {"what": "套得这么深、分得这么多的标签"}
        return _Mistake(kind=catalogue.WORDING_FORBIDDEN, offset=tag.start, values=values, rest=None)
    return None


def _misplaced(text: str, tag: _Tag) -> _Mistake:
    word = tag.words[0]
    rest = _blanked(text, tag.start, tag.end or len(text))
    return _Mistake(kind=catalogue.WORDING_MISPLACED_TAG, offset=word.offset, text=word.text, rest=rest)


def _unended(text: str, open_tag: _OpenTag) -> _Mistake:
    tag, word = open_tag.tag, open_tag.tag.words[0]
    rest = _without_tag(text, tag.start, tag.end or len(text))
    return _Mistake(kind=catalogue.WORDING_UNCLOSED, offset=word.offset, text=word.text, rest=rest)


# --- parsing on after a mistake --------------------------------------------------------------------------


def _without_tag(text: str, start: int, end: int) -> str:
    """Blank out a wrong tag and whatever would only cause more problems without it.

    An ``else`` or an end tag keeps its name, so that the tags around it still fit together. An ``if`` is removed with
    its branch tags. A ``for`` is removed with all that it repeats, because the words of its items are unknown.
    """
    block = re.match(r"\{%[-+]?\s*(\w+)", text[start:end])
    name = block[1] if block else ""
    bare = f"{{%{' ' * (block.start(1) - 2)}{name}%}}" if block else ""
    if name in ("else", *_ENDS.values()) and len(bare) <= end - start:
        return text[:start] + bare + _blanked(text, start, end)[start + len(bare) :]
    inner_tags: list[str] = []
    rest = _blanked(text, start, end)
    for other in _BLOCK.finditer(text, end) if name in (*_ENDS, *_FORBIDDEN_BLOCKS) else ():
        if other[1] in _ENDS:
            inner_tags.append(other[1])
        elif inner_tags:
            if other[1] == _ENDS[inner_tags[-1]]:
                inner_tags.pop()
        elif other[1] == f"end{name}":
            return _blanked(rest, start if name == "for" else other.start(), other.end())
        elif name == "if" and other[1] in ("elif", "else"):
            rest = _blanked(rest, other.start(), other.end())
    return rest


def _blanked(text: str, start: int, end: int) -> str:
    """Put blanks from ``start`` to ``end``, so that all other text keeps its offset and line."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
