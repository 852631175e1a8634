"""The grammar of wording: checks every branch of a file's syntax tree against the words and their types.

Wording may use nothing but what :class:`Checker` allows. Together with the counters of :mod:`wording` this bounds
the work that a file can ask for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, Kind, TextRef, nearest
from reportgen.writing.source import RESERVED, WordingFile
from reportgen.writing.syntax import parse
from reportgen.writing.words import FILTERS, Word, WordType

MAX_NESTED_LOOPS = 4  # 一级, 二级 and 三级指标, and what belongs to one
MAX_NESTED_INCLUDES = 5
MAX_NODES = 4_000  # in all sections, an included file counts each time; the shipped sections have about 500
MAX_CHARACTERS = 100_000  # in all files; the shipped files have about 8 000
MAX_PROBLEMS = 100  # in all files; nobody mends more at one time
_FILTERS = {f.name: f for f in FILTERS}
_PRINTABLE = (WordType.TEXT, WordType.NUMBER, WordType.ORDINAL, WordType.EXHIBIT)
_BRACES = re.compile("[{}｛｝]")
_WIDE_TAG = re.compile("[{｛][％｛]|｛[%{]|[％｝][}｝]|[%}]｝")  # It opens or ends no tag.
_LOOP_WORD = re.compile(r"for\s+(\S+)\s+in\b")
# A figure with a unit of money, of points or of a rate, or a year: data and rules give these, wording should not.
_FIXED_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:[百千]?万?亿?元|[%％]|分(?!钟|之|别|类|项|级|部|公司))|(?:19|20)\d\d年")
_NO_HEADING = re.compile("^[ \t\u3000]*(#{5,}|＃[＃#]*)", re.MULTILINE)


def _loop_word(name: str, kind: WordType, meaning: str) -> Word:
    return Word(name=name, type=kind, meaning=meaning, get=lambda _: None)


LOOP = Word(
    name="loop",
    type=WordType.GROUP,
    meaning="循环的进度，只在 for 里面有",
    get=lambda _: None,
    members={
        "index": _loop_word("index", WordType.ORDINAL, "第几条"),
        "first": _loop_word("first", WordType.FLAG, "是第一条"),
        "last": _loop_word("last", WordType.FLAG, "是最后一条"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What holds at one point of a file: which words there are, which optional ones surely have a value, the nesting.

    ``file_names`` leads from the section to the file that is checked now, ``included_at`` has the place of each
    ``include`` on this way.
    """

    file: WordingFile
    words: Mapping[str, Word]
    present: frozenset[str] = frozenset()
    loops: int = 0
    included_at: tuple[TextRef, ...] = ()
    file_names: tuple[str, ...] = field(default=())


class Checker:
    """Checks sections against a vocabulary and appends to ``problems``.

    With ``advise`` it also reports what is allowed but unwise; this helps a person who edits the wording, not a clerk.
    """

    def __init__(
        self,
        words: Mapping[str, Word],
        files: Mapping[str, WordingFile],
        problems: list[Diagnostic],
        *,
        advise: bool = False,
    ) -> None:
        self._advise = advise
        self._words = words
        self._files = files
        self._problems = problems
        self._trees: dict[str, nodes.Template | None] = {}
        self._mistaken: set[str] = set()  # the files with a mistake of form
        self._nodes = 0
        self._characters = 0

    @property
    def files_used(self) -> frozenset[str]:
        """The names of the sections that were checked and of all files that they include."""
        return frozenset(self._trees)

    def check(self, section: WordingFile) -> None:
        """Check one section and the fragments that it includes."""
        if self._too_much or len(self._problems) >= MAX_PROBLEMS:
            return
        scope = _Scope(file=section, words=self._words, file_names=(section.name,))
        self._file(scope)
        if self._too_much:
            self._report(catalogue.WORDING_TOO_MUCH, scope, 0)

    @property
    def _too_much(self) -> bool:
        return self._nodes > MAX_NODES or self._characters > MAX_CHARACTERS

    def _report(self, kind: Kind, scope: _Scope, offset: int, text: str = "", /, **values: object) -> None:
        if len(self._problems) >= MAX_PROBLEMS or self._only_follows(kind, scope, text):
            return
        problem = kind.at(scope.file.at(offset, len(text)), text, **values)
        if any((p.code, p.place) == (problem.code, problem.place) for p in self._problems):
            return  # a fragment that several files include is checked several times
        if scope.included_at:
            problem = replace(problem, message=f"{problem.message}（由 {scope.included_at[-1]} 包含）")
        self._problems.append(problem)

    def _only_follows(self, kind: Kind, scope: _Scope, word: str) -> bool:
        """Whether a problem may be there only because a mistake of form has removed a tag around it."""
        mistaken = [name for name in scope.file_names if name in self._mistaken]
        if kind is catalogue.UNKNOWN_WORD:
            loop_words = (target[1] for name in mistaken for target in _LOOP_WORD.finditer(self._files[name].text))
            return word in (LOOP.name, *loop_words) if mistaken else False
        return kind is catalogue.WORDING_MAY_BE_BLANK and bool(mistaken)

    def _file(self, scope: _Scope) -> None:
        name = scope.file.name
        if name not in self._trees:
            self._trees[name] = self._parse(scope)
        tree = self._trees[name]
        if tree is not None:
            self._body(tree.body, scope)

    def _parse(self, scope: _Scope) -> nodes.Template | None:
        text = scope.file.text
        self._characters += len(text)
        before = len(self._problems)
        tree = parse(scope.file, self._problems)
        if len(self._problems) > before or _WIDE_TAG.search(text):
            self._mistaken.add(scope.file.name)
        for heading in _NO_HEADING.finditer(text):
            self._report(catalogue.WORDING_NO_HEADING, scope, heading.start(1), heading[1])
        if tree is not None and self._advise:
            for heading, level_above in heading_jumps(tree, text):
                deepest = "#" * (level_above + 1)
                self._report(catalogue.WORDING_HEADING_JUMPS, scope, heading.start(1), heading[1], wanted=deepest)
        return tree

    # --- statements ---

    def _body(self, body: list[nodes.Node], scope: _Scope) -> None:
        for node in body:
            self._nodes += 1
            if isinstance(node, nodes.Output):
                self._output(node, scope)
            elif isinstance(node, nodes.If):
                self._if(node, scope)
            elif isinstance(node, nodes.For):
                self._for(node, scope)
            elif isinstance(node, nodes.Include):
                self._include(node, scope)
            else:
                raise TypeError(f"{type(node).__name__} is a tag that the syntax should have refused")

    def _output(self, node: nodes.Output, scope: _Scope) -> None:
        for part in node.nodes:
            self._nodes += 1
            if isinstance(part, nodes.TemplateData):
                self._own_text(part.data, part.lineno, scope)
            else:
                self._check_printed(part, scope)

    def _own_text(self, text: str, offset: int, scope: _Scope) -> None:
        """Check text that is printed as it stands; a brace in it is surely a tag with a typing error."""
        brace = _BRACES.search(text)
        if brace:
            self._report(catalogue.WORDING_LOOSE_BRACE, scope, offset + brace.start(), brace[0])
        for figure in _FIXED_FIGURE.finditer(text) if self._advise else ():
            self._report(catalogue.WORDING_FIXED_FIGURE, scope, offset + figure.start(), figure[0])

    def _check_printed(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.CondExpr):
            self._conditional(node, scope)
            return
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            self._own_text(node.value, node.lineno + 1, scope)
            if RESERVED.search(node.value):  # The reader of the file does not see an escape such as \x01.
                self._report(catalogue.WORDING_CONTROL_CHARACTER, scope, node.lineno)
            return
        word = self._word(node, scope)
        if word is None:
            return
        if word.type not in _PRINTABLE:
            self._report(catalogue.WORDING_NOT_PRINTABLE, scope, *_last_word(node, scope), type=word.type)
        else:
            self._check_present(word, node, scope)

    def _conditional(self, node: nodes.CondExpr, scope: _Scope) -> None:
        self._condition(node.test, scope)
        self._check_printed(node.expr1, _in_branch(scope, node.test, outcome=True))
        if node.expr2 is None:
            self._forbid("没有 else 的单行 if", node, scope)
        else:
            self._check_printed(node.expr2, _in_branch(scope, node.test, outcome=False))

    def _check_present(self, word: Word, node: nodes.Node, scope: _Scope) -> None:
        path = _path(node)
        if word.optional and path not in scope.present:
            self._report(catalogue.WORDING_MAY_BE_BLANK, scope, *_last_word(node, scope), path=path)

    def _if(self, node: nodes.If, scope: _Scope) -> None:
        self._condition(node.test, scope)
        self._body(node.body, _in_branch(scope, node.test, outcome=True))
        otherwise = _in_branch(scope, node.test, outcome=False)
        for branch in node.elif_:
            self._if(branch, otherwise)
            otherwise = _in_branch(otherwise, branch.test, outcome=False)
        self._body(node.else_, otherwise)

    def _for(self, node: nodes.For, scope: _Scope) -> None:
        list_word = self._word(node.iter, scope)
        if list_word is not None and list_word.type is not WordType.LIST:
            self._report(catalogue.WORDING_NOT_A_LIST, scope, *_last_word(node.iter, scope), type=list_word.type)
            list_word = None
        if not isinstance(node.target, nodes.Name) or node.target.name == LOOP.name:
            self._forbid("这样的循环变量", node.target, scope)
        elif node.recursive or scope.loops >= MAX_NESTED_LOOPS:
            self._forbid("这样的循环", node, scope)
        elif list_word is not None:  # where the list is unknown, so are its words, and their problems mean nothing
            inner = _in_loop(scope, node.target.name, list_word)
            if node.test is not None:
                self._condition(node.test, inner)
            self._body(node.body, replace(inner, words={**inner.words, LOOP.name: LOOP}))
        self._body(node.else_, scope)

    def _include(self, node: nodes.Include, scope: _Scope) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else _path(node.template)
        quoted = isinstance(node.template, nodes.Const)
        file = self._files.get(name) if isinstance(name, str) else None
        if not quoted or file is None:
            text = name if isinstance(name, str) else ""
            stems = [file_name.removesuffix(".txt") for file_name in self._files]
            only_quotes_missing = not quoted and text in self._files
            hint = "（文件名要加半角引号）" if only_quotes_missing else nearest(text.removesuffix(".txt"), stems)
            offset = _start(node.template) + quoted if text else node.lineno
            self._report(catalogue.WORDING_NO_FRAGMENT, scope, offset, text, nearest=hint)
        elif node.ignore_missing or not node.with_context:
            self._forbid("在 include 的文件名后面再写别的", node, scope)
        elif file.name in scope.file_names or len(scope.file_names) > MAX_NESTED_INCLUDES:
            self._forbid("文件互相包含，或包含得太深", node, scope)
        elif not self._too_much:
            place = scope.file.at(node.lineno, len("include"))
            file_names, places = (*scope.file_names, file.name), (*scope.included_at, place)
            words = _without_loop(scope.words)  # Jinja2 does not pass it to an included file
            self._file(replace(scope, file=file, words=words, file_names=file_names, included_at=places))

    # --- expressions ---

    def _condition(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.Not):
            self._condition(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, scope)
            is_and = isinstance(node, nodes.And)
            self._condition(node.right, _in_branch(scope, node.left, outcome=is_and))
        elif isinstance(node, nodes.Filter):
            self._forbid("在判断里用格式", node, scope)
        else:
            word = self._word(node, scope)
            if word is not None and not (word.optional or word.type in (WordType.FLAG, WordType.LIST)):
                self._report(catalogue.WORDING_NOT_A_FLAG, scope, *_last_word(node, scope), type=word.type)

    def _word(self, node: nodes.Node, scope: _Scope) -> Word | None:
        """Return the word that an expression stands for; ``None`` after a problem."""
        if isinstance(node, nodes.Name):
            return self._look_up(node.name, scope.words, scope, node.lineno)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        self._forbid(_FORBIDDEN.get(type(node).__name__, "这样写"), node, scope)
        return None

    def _forbid(self, what: str, node: nodes.Node, scope: _Scope) -> None:
        self._report(catalogue.WORDING_FORBIDDEN, scope, _start(node), what=what)

    def _look_up(self, name: str, words: Mapping[str, Word], scope: _Scope, offset: int) -> Word | None:
        word = words.get(name)
        if word is None:
            self._report(catalogue.UNKNOWN_WORD, scope, offset, name, nearest=nearest(name, words))
        elif word.never and self._advise:
            self._report(catalogue.WORDING_NEVER_FILLED, scope, offset, name)
        return word

    def _attribute(self, node: nodes.Getattr, scope: _Scope) -> Word | None:
        group = self._word(node.node, scope)
        if group is None:
            return None
        offset, attribute = _last_word(node, scope)
        if group.type is not WordType.GROUP:
            values = {"word": group.name, "type": group.type}
            self._report(catalogue.WORDING_NO_MEMBERS, scope, offset, attribute, **values)
            return None
        return self._look_up(attribute, group.members, scope, offset)

    def _filtered(self, node: nodes.Filter, scope: _Scope) -> Word | None:
        filter_ = _FILTERS.get(node.name)
        if filter_ is None:
            hint = nearest(node.name, _FILTERS)
            self._report(catalogue.WORDING_UNKNOWN_FILTER, scope, node.lineno, node.name, nearest=hint)
            return None
        if node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._forbid("给格式加括号", node, scope)
            return None
        word = self._word(node.node, scope)
        if word is None:
            return None
        if word.type is not filter_.takes:
            values = {"word": word.name, "takes": filter_.takes}
            self._report(catalogue.WORDING_WRONG_FILTER, scope, node.lineno, node.name, **values)
            return None
        if filter_.unit and word.unit and filter_.unit != word.unit:
            self._report(catalogue.WORDING_OTHER_UNIT, scope, node.lineno, node.name, word=word.name, unit=word.unit)
        self._check_present(word, node.node, scope)
        return replace(word, optional=False)


_FORBIDDEN: Mapping[str, str] = {
    "Compare": "比较大小",
    "Call": "调用函数",
    "Test": "用“is”判断",
    "Getitem": "用方括号取内容",
    "Add": "计算",
    "Sub": "计算",
    "Mul": "计算",
    "Div": "计算",
    "FloorDiv": "计算",
    "Mod": "计算",
    "Pow": "计算",
    "Neg": "计算",
    "Pos": "计算",
    "Concat": "用“~”连接",
    "Const": "在花括号里写死数或文字",
    "CondExpr": "套在里面的 if … else",
}


def _path(node: nodes.Node) -> str:
    """Return “指标.原因” for a word of a group, ``""`` for anything that is no word."""
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _start(node: nodes.Node) -> int:
    """Return where a node starts; the place that Jinja2 gives some expressions is that of their operator."""
    return min(part.lineno for part in (node, *node.find_all(nodes.Expr)))


def _last_word(node: nodes.Node, scope: _Scope) -> tuple[int, str]:
    """Return the place and the name of the word that decides an expression's type: 简称 in 单位.简称|去句号."""
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _last_word(node.node, scope)
    if isinstance(node, nodes.Getattr):
        return scope.file.text.index(node.attr, node.lineno), node.attr
    return node.lineno, node.name if isinstance(node, nodes.Name) else ""


def _in_loop(scope: _Scope, name: str, list_word: Word) -> _Scope:
    item = Word(name=name, type=WordType.GROUP, meaning="", get=lambda _: None, members=list_word.members)
    present = frozenset(path for path in scope.present if path.partition(".")[0] != name)
    words = {**_without_loop(scope.words), name: item}
    return replace(scope, words=words, present=present, loops=scope.loops + 1)


def _without_loop(words: Mapping[str, Word]) -> dict[str, Word]:
    return {name: word for name, word in words.items() if name != LOOP.name}


def _in_branch(scope: _Scope, test: nodes.Node, *, outcome: bool) -> _Scope:
    """Return the scope of a branch that is taken when ``test`` comes out as ``outcome``."""
    return replace(scope, present=scope.present | _surely_present(test, outcome=outcome))


def _surely_present(test: nodes.Node, *, outcome: bool) -> frozenset[str]:
    if isinstance(test, nodes.Not):
        return _surely_present(test.node, outcome=not outcome)
    if isinstance(test, nodes.And if outcome else nodes.Or):
        binary: nodes.BinExpr = test
        return _surely_present(binary.left, outcome=outcome) | _surely_present(binary.right, outcome=outcome)
    return frozenset({_path(test)}) if outcome and isinstance(test, nodes.Name | nodes.Getattr) else frozenset()


# --- levels of headings -----------------------------------------------------------------------------------

_HEADING = re.compile(r"^[ \t\u3000]*(#{1,4})(?!#)", re.MULTILINE)
_NO_LEVEL = 0
_Levels = frozenset[int]
"""The levels that the heading above may have.

``_NO_LEVEL`` is among them where this file may hold no heading above: the section then goes on from the one before it.
"""


def heading_jumps(tree: nodes.Template, text: str) -> list[tuple[re.Match[str], int]]:
    """Return each heading that leaves out a level, whichever branches are taken, with the deepest level above it.

    GB/T 9704-2012 7.3.3 uses the levels 一、（一）1.（1） one after another. ``tree`` has offsets for line numbers, as
    :func:`reportgen.writing.syntax.parse` returns it.
    """
    walk = _HeadingWalk(text)
    walk.body(tree.body, frozenset({_NO_LEVEL}))
    return walk.jumps


class _HeadingWalk:
    """A walk over a tree; each method takes the levels above a node and returns those above the next node."""

    def __init__(self, text: str) -> None:
        self._headings = list(_HEADING.finditer(text))
        self.jumps: list[tuple[re.Match[str], int]] = []

    def body(self, body: Sequence[nodes.Node], above: _Levels) -> _Levels:
        for node in body:
            if isinstance(node, nodes.Output):
                above = self._output(node, above)
            elif isinstance(node, nodes.If):
                above = self._branches(node, above)
            elif isinstance(node, nodes.For):
                after_loop = self.body(node.body, above) | above
                above = after_loop | (self.body(node.else_, above) if node.else_ else frozenset())
            elif isinstance(node, nodes.Include):
                above |= {_NO_LEVEL}  # This file does not say with which heading the fragment ends.
        return above

    def _branches(self, node: nodes.If, above: _Levels) -> _Levels:
        ends = self.body(node.body, above)
        for branch in node.elif_:
            ends |= self.body(branch.body, above)
        return ends | self.body(node.else_, above)

    def _output(self, node: nodes.Output, above: _Levels) -> _Levels:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                for heading in self._headings_in(part):
                    level = len(heading[1])
                    if _NO_LEVEL not in above and level > max(above) + 1:
                        self.jumps.append((heading, max(above)))
                    above = frozenset({level})
        return above

    def _headings_in(self, part: nodes.TemplateData) -> Iterator[re.Match[str]]:
        """Return the headings that begin a line of the file inside this part of its text."""
        first = bisect_left(self._headings, part.lineno, key=_mark_start)
        last = bisect_left(self._headings, part.lineno + len(part.data), key=_mark_start)
        return iter(self._headings[first:last])


def _mark_start(heading: re.Match[str]) -> int:
    return heading.start(1)
