"""The grammar of wording: a walk over a file's syntax tree, against the words and their types, in every branch.

What is not listed in :class:`Checker` does not exist for wording; that also bounds the work a file can ask for:
loops run over the lists of the vocabulary only, and nest at most :data:`MAX_NESTED_LOOPS` deep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jinja2 import Environment, TemplateSyntaxError, nodes

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, Kind, nearest
from reportgen.writing import marks
from reportgen.writing.source import Source
from reportgen.writing.vocabulary import FILTERS, Word, WordType

MAX_NESTED_LOOPS = 3
MAX_NESTED_INCLUDES = 5
_FILTERS = {f.name: f for f in FILTERS}
_BRACES = re.compile("[{}｛｝]")


def _loop_word(name: str, kind: WordType) -> Word:
    return Word(name=name, type=kind, meaning="", get=lambda _: None)


_LOOP = Word(
    name="loop",
    type=WordType.GROUP,
    meaning="循环的进度",
    get=lambda _: None,
    members={
        "index": _loop_word("index", WordType.NUMBER),
        "first": _loop_word("first", WordType.FLAG),
        "last": _loop_word("last", WordType.FLAG),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What is known at one point of a file: the words, which optional ones are sure to be there, the nesting."""

    source: Source
    words: Mapping[str, Word]
    present: frozenset[str] = frozenset()
    loops: int = 0
    includes: tuple[str, ...] = field(default=())


class Checker:
    """Checks sections against a vocabulary and puts what it finds into ``problems``."""

    def __init__(
        self,
        environment: Environment,
        words: Mapping[str, Word],
        sources: Mapping[str, Source],
        problems: list[Diagnostic],
    ) -> None:
        self._environment = environment
        self._words = words
        self._sources = sources
        self._problems = problems

    def check(self, source: Source) -> None:
        """Check one section and the fragments that it includes."""
        self._file(_Scope(source=source, words=self._words, includes=(source.name,)))

    def _report(self, kind: Kind, scope: _Scope, line: int, found: str = "", /, **values: object) -> None:
        problem = kind.at(scope.source.place(line, found), found, **values)
        if problem not in self._problems:  # a fragment is checked once for each place that includes it
            self._problems.append(problem)

    def _file(self, scope: _Scope) -> None:
        try:
            tree = self._environment.parse(scope.source.text, scope.source.name)
        except TemplateSyntaxError as error:
            self._syntax(error, scope)
            return
        self._body(tree.body, scope)

    def _syntax(self, error: TemplateSyntaxError, scope: _Scope) -> None:
        message = error.message or ""
        char = re.match(r"unexpected char '(.+)' at (\d+)", message)
        if char:
            # The offset counts in the preprocessed text, which differs from the file at line ends only.
            text = self._environment.preprocess(scope.source.text)
            column = int(char[2]) - text.rfind("\n", 0, int(char[2]))
            place = replace(scope.source.place(error.lineno), column=column)
            self._problems.append(catalogue.WORDING_STRAY_CHARACTER.at(place, char[1]))
            return
        tag = re.match(r"Encountered unknown tag '(.+?)'", message)
        if tag:
            self._report(catalogue.WORDING_UNKNOWN_TAG, scope, error.lineno, tag[1])
        elif "end of template" in message or "end of statement block" in message or "Missing end" in message:
            self._report(catalogue.WORDING_UNCLOSED, scope, error.lineno)
        else:
            self._report(catalogue.WORDING_SYNTAX, scope, error.lineno)

    # --- statements ---

    def _body(self, body: list[nodes.Node], scope: _Scope) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                self._output(node, scope)
            elif isinstance(node, nodes.If):
                self._if(node, scope)
            elif isinstance(node, nodes.For):
                self._for(node, scope)
            elif isinstance(node, nodes.Include):
                self._include(node, scope)
            else:
                self._forbidden(node, scope)

    def _forbidden(self, node: nodes.Node, scope: _Scope) -> None:
        name = type(node).__name__
        self._report(catalogue.WORDING_FORBIDDEN, scope, node.lineno, what=_FORBIDDEN.get(name, "这种写法"))

    def _output(self, node: nodes.Output, scope: _Scope) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self._text(part, scope)
            else:
                self._printed(part, scope)

    def _text(self, data: nodes.TemplateData, scope: _Scope) -> None:
        """Braces that are no tag would be printed as they stand, full-width ones most of all."""
        for offset, line in enumerate(data.data.split("\n")):
            brace = _BRACES.search(marks.ORIGIN.sub("", line))
            if brace:
                self._report(catalogue.WORDING_LOOSE_BRACE, scope, data.lineno + offset, brace[0])

    def _printed(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.CondExpr):
            self._condition(node.test, scope)
            self._printed(node.expr1, _knowing(scope, node.test, outcome=True))
            if node.expr2 is not None:
                self._printed(node.expr2, _knowing(scope, node.test, outcome=False))
            return
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return
        word = self._word(node, scope)
        if word is None:
            return
        path = _path(node)
        if word.type not in (WordType.TEXT, WordType.NUMBER):
            self._report(catalogue.WORDING_NOT_PRINTABLE, scope, node.lineno, word.name, type=word.type)
        elif word.optional and path not in scope.present:
            self._report(catalogue.WORDING_MAY_BE_BLANK, scope, node.lineno, word.name, path=path)

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
            self._report(catalogue.WORDING_NOT_A_LIST, scope, node.lineno, listed.name, type=listed.type)
        if not isinstance(node.target, nodes.Name) or node.recursive or scope.loops >= MAX_NESTED_LOOPS:
            self._report(catalogue.WORDING_FORBIDDEN, scope, node.lineno, what="这样的循环")
            return
        members = listed.members if listed is not None and listed.type is WordType.LIST else {}
        item = Word(name=node.target.name, type=WordType.GROUP, meaning="", get=lambda _: None, members=members)
        if listed is None:
            return  # the item's words are unknown: whatever is said of them would be noise
        inner = replace(scope, words={**scope.words, node.target.name: item, "loop": _LOOP}, loops=scope.loops + 1)
        if node.test is not None:
            self._condition(node.test, inner)
        self._body(node.body, inner)
        self._body(node.else_, scope)

    def _include(self, node: nodes.Include, scope: _Scope) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        source = self._sources.get(name) if isinstance(name, str) else None
        if source is None:
            shown = str(name) if name is not None else ""
            hint = nearest(shown, self._sources)
            self._report(catalogue.WORDING_NO_FRAGMENT, scope, node.lineno, shown, nearest=hint)
        elif name in scope.includes or len(scope.includes) > MAX_NESTED_INCLUDES:
            self._report(catalogue.WORDING_FORBIDDEN, scope, node.lineno, what="文件互相包含")
        else:
            self._file(replace(scope, source=source, includes=(*scope.includes, source.name)))

    # --- expressions ---

    def _condition(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.Not):
            self._condition(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, scope)
            known = isinstance(node, nodes.And)
            self._condition(node.right, _knowing(scope, node.left, outcome=known))
        else:
            word = self._word(node, scope)
            if word is not None and (
                word.type is WordType.GROUP or (word.type is WordType.NUMBER and not word.optional)
            ):
                self._report(catalogue.WORDING_NOT_A_FLAG, scope, node.lineno, word.name, type=word.type)

    def _word(self, node: nodes.Node, scope: _Scope) -> Word | None:
        """The word that an expression stands for; ``None`` after a problem."""
        if isinstance(node, nodes.Name):
            return self._named(node.name, scope.words, scope, node.lineno)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        self._forbidden(node, scope)
        return None

    def _named(self, name: str, words: Mapping[str, Word], scope: _Scope, line: int) -> Word | None:
        word = words.get(name)
        if word is None:
            self._report(catalogue.UNKNOWN_WORD, scope, line, name, word=name, nearest=nearest(name, words))
        return word

    def _attribute(self, node: nodes.Getattr, scope: _Scope) -> Word | None:
        group = self._word(node.node, scope)
        if group is None:
            return None
        if group.type is not WordType.GROUP:
            self._report(catalogue.WORDING_NO_MEMBERS, scope, node.lineno, node.attr, word=group.name, type=group.type)
            return None
        return self._named(node.attr, group.members, scope, node.lineno)

    def _filtered(self, node: nodes.Filter, scope: _Scope) -> Word | None:
        known = _FILTERS.get(node.name)
        if known is None:
            self._report(
                catalogue.WORDING_UNKNOWN_FILTER, scope, node.lineno, node.name, nearest=nearest(node.name, _FILTERS)
            )
            return None
        if node.node is None or node.args or node.kwargs:
            self._forbidden(node, scope)
            return None
        word = self._word(node.node, scope)
        if word is not None and word.type is not known.takes:
            self._report(
                catalogue.WORDING_WRONG_FILTER, scope, node.lineno, node.name, word=word.name, takes=known.takes
            )
            return None
        return word


_FORBIDDEN: Mapping[str, str] = {
    "Compare": "比较大小",
    "Call": "调用函数",
    "Test": "“is”判断",
    "Getitem": "用方括号取内容",
    "Assign": "给变量赋值（set）",
    "AssignBlock": "给变量赋值（set）",
    "Macro": "宏（macro）",
    "Import": "import",
    "FromImport": "import",
    "Extends": "extends",
    "Block": "block",
    "Add": "计算",
    "Sub": "计算",
    "Mul": "计算",
    "Div": "计算",
    "FloorDiv": "计算",
    "Mod": "计算",
    "Pow": "计算",
    "Neg": "计算",
    "Pos": "计算",
    "Concat": "用 ~ 连接",
    "Const": "在花括号里写死的数",
    "CondExpr": "在这里用 if … else",
}


def _path(node: nodes.Node) -> str:
    """“指标.原因” for a word, ``""`` for anything else; filters do not matter."""
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _path(node.node)
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


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
