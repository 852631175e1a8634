"""The grammar of wording: a walk over a file's syntax tree, against the words and their types, in every branch.

What is not listed in :class:`Checker` does not exist for wording. That also bounds the work a file can ask for,
together with the tallies of :mod:`wording`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, Kind, TextRef, nearest
from reportgen.writing import marks
from reportgen.writing.headings import jumps
from reportgen.writing.source import Source
from reportgen.writing.syntax import parse
from reportgen.writing.words import FILTERS, Word, WordType

MAX_NESTED_LOOPS = 3
MAX_NESTED_INCLUDES = 5
MAX_NODES = 4_000  # of all sections together, what they include counted each time; the shipped ones have some 500
MAX_CHARACTERS = 100_000  # of all files together; the shipped ones have some 8 000
MAX_PROBLEMS = 100  # of all files together; nobody mends more in one go
_FILTERS = {f.name: f for f in FILTERS}
_PRINTABLE = (WordType.TEXT, WordType.NUMBER, WordType.ORDINAL, WordType.EXHIBIT)
_BRACES = re.compile("[{}｛｝]")
# A figure with the unit of money, of points or of a rate, or a year: what data and rules say, not the wording.
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
    """What is known at one point of a file: the words, which optional ones are sure to be there, the nesting."""

    source: Source
    words: Mapping[str, Word]
    present: frozenset[str] = frozenset()
    loops: int = 0
    included_at: tuple[TextRef, ...] = ()
    files: tuple[str, ...] = field(default=())


class Checker:
    """Checks sections against a vocabulary and puts what it finds into ``problems``.

    With ``advise`` it tells of what is sound but unwise as well: that is for who edits the wording, not for a clerk.
    """

    def __init__(
        self,
        words: Mapping[str, Word],
        sources: Mapping[str, Source],
        problems: list[Diagnostic],
        *,
        advise: bool = False,
    ) -> None:
        self._advise = advise
        self._words = words
        self._sources = sources
        self._problems = problems
        self._trees: dict[str, nodes.Template | None] = {}
        self._nodes = 0
        self._characters = 0

    @property
    def files_used(self) -> frozenset[str]:
        """The sections that were checked and everything that they include."""
        return frozenset(self._trees)

    def check(self, source: Source) -> None:
        """Check one section and the fragments that it includes."""
        if self._too_much or len(self._problems) >= MAX_PROBLEMS:
            return
        scope = _Scope(source=source, words=self._words, files=(source.name,))
        self._file(scope)
        if self._too_much:
            self._report(catalogue.WORDING_TOO_MUCH, scope, 0)

    @property
    def _too_much(self) -> bool:
        return self._nodes > MAX_NODES or self._characters > MAX_CHARACTERS

    def _report(self, kind: Kind, scope: _Scope, offset: int, found: str = "", /, **values: object) -> None:
        if len(self._problems) >= MAX_PROBLEMS:
            return
        problem = kind.at(scope.source.at(offset, len(found)), found, **values)
        if any((p.code, p.place) == (problem.code, problem.place) for p in self._problems):
            return  # a fragment is checked once for each place that includes it
        if scope.included_at:
            problem = replace(problem, message=f"{problem.message}（由 {scope.included_at[-1]} 包含）")
        self._problems.append(problem)

    def _file(self, scope: _Scope) -> None:
        source = scope.source
        if source.name not in self._trees:
            self._characters += len(source.text)
            self._trees[source.name] = parse(source, self._problems)
            for heading in _NO_HEADING.finditer(source.text):
                self._report(catalogue.WORDING_NO_HEADING, scope, heading.start(1), heading[1])
            tree = self._trees[source.name]
            if tree is not None and self._advise:
                for heading, above in jumps(tree, source.text):
                    wanted = "#" * (above + 1)
                    self._report(catalogue.WORDING_HEADING_JUMPS, scope, heading.start(1), heading[1], wanted=wanted)
        tree = self._trees[source.name]
        if tree is not None:
            self._body(tree.body, scope)

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
                raise TypeError(f"{type(node).__name__} is no tag of ours, and syntax lets no other pass")

    def _output(self, node: nodes.Output, scope: _Scope) -> None:
        for part in node.nodes:
            self._nodes += 1
            if isinstance(part, nodes.TemplateData):
                self._own_text(part.data, part.lineno, scope)
            else:
                self._printed(part, scope)

    def _own_text(self, text: str, offset: int, scope: _Scope) -> None:
        """Braces that are no tag would be printed as they stand, full-width ones most of all."""
        brace = _BRACES.search(text)
        if brace:
            self._report(catalogue.WORDING_LOOSE_BRACE, scope, offset + brace.start(), brace[0])
        for figure in _FIXED_FIGURE.finditer(text) if self._advise else ():
            self._report(catalogue.WORDING_FIXED_FIGURE, scope, offset + figure.start(), figure[0])

    def _printed(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.CondExpr):
            self._conditional(node, scope)
            return
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            self._own_text(node.value, node.lineno + 1, scope)
            if marks.RESERVED.search(node.value):  # written as an escape: no file holds one as it stands
                self._report(catalogue.WORDING_CONTROL_CHARACTER, scope, node.lineno)
            return
        word = self._word(node, scope)
        if word is None:
            return
        if word.type not in _PRINTABLE:
            self._report(catalogue.WORDING_NOT_PRINTABLE, scope, *_last_word(node, scope), type=word.type)
        else:
            self._present(word, node, scope)

    def _conditional(self, node: nodes.CondExpr, scope: _Scope) -> None:
        self._condition(node.test, scope)
        self._printed(node.expr1, _knowing(scope, node.test, outcome=True))
        if node.expr2 is None:
            self._forbid("没有 else 的单行 if", node, scope)
        else:
            self._printed(node.expr2, _knowing(scope, node.test, outcome=False))

    def _present(self, word: Word, node: nodes.Node, scope: _Scope) -> None:
        path = _path(node)
        if word.optional and path not in scope.present:
            self._report(catalogue.WORDING_MAY_BE_BLANK, scope, *_last_word(node, scope), path=path)

    def _if(self, node: nodes.If, scope: _Scope) -> None:
        self._condition(node.test, scope)
        self._body(node.body, _knowing(scope, node.test, outcome=True))
        otherwise = _knowing(scope, node.test, outcome=False)
        for branch in node.elif_:
            self._if(branch, otherwise)
            otherwise = _knowing(otherwise, branch.test, outcome=False)
        self._body(node.else_, otherwise)

    def _for(self, node: nodes.For, scope: _Scope) -> None:
        listed = self._word(node.iter, scope)
        if listed is not None and listed.type is not WordType.LIST:
            self._report(catalogue.WORDING_NOT_A_LIST, scope, *_last_word(node.iter, scope), type=listed.type)
            listed = None
        if not isinstance(node.target, nodes.Name) or node.target.name == LOOP.name:
            self._forbid("这样的循环变量", node.target, scope)
        elif node.recursive or scope.loops >= MAX_NESTED_LOOPS:
            self._forbid("这样的循环", node, scope)
        elif listed is not None:  # the words of an unknown list are unknown: whatever is said of them is noise
            inner = _in_loop(scope, node.target.name, listed)
            if node.test is not None:
                self._condition(node.test, inner)
            self._body(node.body, replace(inner, words={**inner.words, LOOP.name: LOOP}))
        self._body(node.else_, scope)

    def _include(self, node: nodes.Include, scope: _Scope) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else _path(node.template)
        quoted = isinstance(node.template, nodes.Const)
        source = self._sources.get(name) if isinstance(name, str) else None
        if not quoted or source is None:
            shown = name if isinstance(name, str) else ""
            stems = [known.removesuffix(".txt") for known in self._sources]
            known = not quoted and shown in self._sources
            hint = "（文件名要加半角引号）" if known else nearest(shown.removesuffix(".txt"), stems)
            offset = _start(node.template) + quoted if shown else node.lineno
            self._report(catalogue.WORDING_NO_FRAGMENT, scope, offset, shown, nearest=hint)
        elif node.ignore_missing or not node.with_context:
            self._forbid("在 include 的文件名后面再写别的", node, scope)
        elif source.name in scope.files or len(scope.files) > MAX_NESTED_INCLUDES:
            self._forbid("文件互相包含，或包含得太深", node, scope)
        elif not self._too_much:
            place = scope.source.at(node.lineno, len("include"))
            files, places = (*scope.files, source.name), (*scope.included_at, place)
            words = {word: known for word, known in scope.words.items() if word != LOOP.name}  # Jinja2 keeps it back
            self._file(replace(scope, source=source, words=words, files=files, included_at=places))

    # --- expressions ---

    def _condition(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.Not):
            self._condition(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, scope)
            known = isinstance(node, nodes.And)
            self._condition(node.right, _knowing(scope, node.left, outcome=known))
        elif isinstance(node, nodes.Filter):
            self._forbid("在判断里用格式", node, scope)
        else:
            word = self._word(node, scope)
            if word is not None and not (word.optional or word.type in (WordType.FLAG, WordType.LIST)):
                self._report(catalogue.WORDING_NOT_A_FLAG, scope, *_last_word(node, scope), type=word.type)

    def _word(self, node: nodes.Node, scope: _Scope) -> Word | None:
        """The word that an expression stands for; ``None`` after a problem."""
        if isinstance(node, nodes.Name):
            return self._named(node.name, scope.words, scope, node.lineno)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        self._forbid(_FORBIDDEN.get(type(node).__name__, "这样写"), node, scope)
        return None

    def _forbid(self, what: str, node: nodes.Node, scope: _Scope) -> None:
        self._report(catalogue.WORDING_FORBIDDEN, scope, _start(node), what=what)

    def _named(self, name: str, words: Mapping[str, Word], scope: _Scope, offset: int) -> Word | None:
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
        return self._named(attribute, group.members, scope, offset)

    def _filtered(self, node: nodes.Filter, scope: _Scope) -> Word | None:
        known = _FILTERS.get(node.name)
        if known is None:
            hint = nearest(node.name, _FILTERS)
            self._report(catalogue.WORDING_UNKNOWN_FILTER, scope, node.lineno, node.name, nearest=hint)
            return None
        if node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._forbid("给格式加括号", node, scope)
            return None
        word = self._word(node.node, scope)
        if word is None:
            return None
        if word.type is not known.takes:
            values = {"word": word.name, "takes": known.takes}
            self._report(catalogue.WORDING_WRONG_FILTER, scope, node.lineno, node.name, **values)
            return None
        if known.unit and word.unit and known.unit != word.unit:
            self._report(catalogue.WORDING_OTHER_UNIT, scope, node.lineno, node.name, word=word.name, unit=word.unit)
        self._present(word, node.node, scope)
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
    """“指标.原因” for a word, ``""`` for anything else."""
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _start(node: nodes.Node) -> int:
    """Where a node starts; Jinja2 places some expressions at their operator."""
    return min(part.lineno for part in (node, *node.find_all(nodes.Expr)))


def _last_word(node: nodes.Node, scope: _Scope) -> tuple[int, str]:
    """Where the word stands that decides what an expression is, and the word: 简称 in 单位.简称|去句号."""
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _last_word(node.node, scope)
    if isinstance(node, nodes.Getattr):
        return scope.source.text.index(node.attr, node.lineno), node.attr
    return node.lineno, node.name if isinstance(node, nodes.Name) else ""


def _in_loop(scope: _Scope, name: str, listed: Word) -> _Scope:
    item = Word(name=name, type=WordType.GROUP, meaning="", get=lambda _: None, members=listed.members)
    present = frozenset(path for path in scope.present if path.partition(".")[0] != name)
    words = {word: known for word, known in scope.words.items() if word != LOOP.name}
    return replace(scope, words={**words, name: item}, present=present, loops=scope.loops + 1)


def _knowing(scope: _Scope, test: nodes.Node, *, outcome: bool) -> _Scope:
    """The scope in which ``test`` has come out as ``outcome``: which optional words are surely there."""
    return replace(scope, present=scope.present | _surely(test, outcome=outcome))


def _surely(test: nodes.Node, *, outcome: bool) -> frozenset[str]:
    if isinstance(test, nodes.Not):
        return _surely(test.node, outcome=not outcome)
    if isinstance(test, nodes.And if outcome else nodes.Or):
        binary: nodes.BinExpr = test
        return _surely(binary.left, outcome=outcome) | _surely(binary.right, outcome=outcome)
    return frozenset({_path(test)}) if outcome and isinstance(test, nodes.Name | nodes.Getattr) else frozenset()
