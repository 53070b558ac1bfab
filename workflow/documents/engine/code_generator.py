"""Compiles a checked syntax tree to a generator of bytes: data are looked up and escaped in line, not by calls."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.utils import missing

from workflow.documents.engine.escaping import escape
from workflow.documents.engine.printing import Deferred, Printer, Site, SiteKind
from workflow.documents.engine.render_state import RenderState
from workflow.documents.engine.structure import Structure
from workflow.documents.engine.unknown_name import known
from workflow.documents.environment import (
    ARTICLE,
    ARTICLE_NUMBER,
    ARTICLE_WORD,
    PRINT,
    TICK,
    DocumentEnvironment,
    article,
    article_number,
)
from workflow.documents.filters import tick
from workflow.documents.wordml import CLAUSE_ID

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    ARTICLE: article,
    ARTICLE_NUMBER: article_number,
    TICK: lambda _state, value: tick(known(value)),
}


class Reference(NamedTuple):
    """A reference whose clause is written in the template: all is known but the number."""

    clause: str
    word: str  # «art. » or nothing
    before: bytes | None  # the markup before the number, None where the run is not known
    after: bytes


Piece = bytes | Deferred | Reference


class PieceContext:
    """What a compiled template asks of jinja's context, and no more."""

    __slots__ = ("_data", "exported_vars", "printed", "seen", "state", "vars")

    def __init__(self, data: dict[str, Any], state: RenderState, printer: Printer) -> None:
        """Begin the rendering of one part."""
        self._data = data
        self.state = state
        self.printed = printer
        self.seen: list[int] = []  # the numbering events, in order
        self.vars: dict[str, Any] = {}
        self.exported_vars: set[str] = set()

    def resolve_or_missing(self, key: str) -> Any:
        """Return a datum, or jinja's sign that there is none."""
        return self._data.get(key, missing)


def compile_pieces(
    environment: DocumentEnvironment, tree: nodes.Template, structure: Structure, filename: str
) -> tuple[Template, list[Reference]]:
    """Return a template whose `root_render_func` yields pieces, and the references it yields by their number."""
    generator = _PieceGenerator(environment, filename, structure)
    generator.visit(tree)
    code = compile(generator.stream.getvalue(), filename, "exec")  # type: ignore[attr-defined]  # a StringIO
    template = Template.from_code(environment, code, {})
    names = {"escape_text": escape, "references": tuple(generator.references), "functions": _FUNCTIONS}
    template.root_render_func.__globals__.update(names)
    return template, generator.references


class _PieceGenerator(CodeGenerator):
    """jinja's own compiler, but for what is written and looked up."""

    def __init__(self, environment: DocumentEnvironment, filename: str, structure: Structure) -> None:
        super().__init__(environment, filename, filename)
        self.references: list[Reference] = []
        self._structure = structure
        self._sites = 0

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("printed = context.printed")
        self.writeline("seen = context.seen.extend")
        self.writeline("item = environment.getitem")
        self.writeline("escaped = escape_text")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - jinja's name
        """Yield what is fixed as it is, and a text as its bytes; anything else goes through the printer."""
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self._write_literal(child)
            elif isinstance(child, nodes.Filter) and child.name == PRINT and child.node is not None:
                self._write_printed(child.node, frame)

    def _write_literal(self, node: nodes.TemplateData) -> None:
        literal = self._structure.literals[id(node)]
        if literal.events:
            self.writeline(f"seen({literal.events!r})", node)
        if literal.text:
            self.writeline(f"yield {literal.text.encode()!r}", node)

    def _write_printed(self, expression: nodes.Expr, frame: Frame) -> None:
        site = self._sites
        self._sites += 1
        clause = _fixed_clause(expression)
        if clause is not None:
            self.references.append(_reference(self._structure.sites[site], *clause))
            self.writeline(f"yield references[{len(self.references) - 1}]", expression)
            return
        if self._structure.sites[site].kind is SiteKind.MARKUP:
            self.writeline("yield printed(", expression)
            self.visit(expression, frame)
            self.write(f", {site})")
            return
        self.writeline("yield (escaped(v).encode() if type(v := ", expression)
        self.visit(expression, frame)
        self.write(f") is str and v.isprintable() else printed(v, {site}))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - jinja's name
        """Look a key up in a mapping without a call."""
        self._write_lookup(node.node, node.attr, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - jinja's name
        """Look a key up likewise; an item of a list through the sandbox."""
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            self._write_lookup(node.node, node.arg.value, frame)
        else:
            super().visit_Getitem(node, frame)

    def _write_lookup(self, owner: nodes.Expr, key: str, frame: Frame) -> None:
        self.write(f"(o[{key!r}] if type(o := ")
        self.visit(owner, frame)
        self.write(f") is dict and {key!r} in o else item(o, {key!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: ARG002, N802 - jinja's name
        """Call one of our functions; the syntax tree was checked, so it can be no other."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        self.write(f"functions[{name!r}](context.state")
        self.signature(node, frame)
        self.write(")")


def _reference(site: Site, function: str, clause: str) -> Reference:
    word = ARTICLE_WORD if function == ARTICLE else ""
    if site.kind is not SiteKind.TEXT or not site.can_link:
        return Reference(clause, word, word.encode(), b"")
    if not site.has_known_run:
        return Reference(clause, word, None, b"")
    before, after = site.link(clause)
    return Reference(clause, word, word.encode() + before, after)


def _fixed_clause(expression: nodes.Expr) -> tuple[str, str] | None:
    """Return the function and the clause of `art('…')` or `n_art('…')` with a fixed, possible id."""
    if not isinstance(expression, nodes.Call) or not isinstance(expression.node, nodes.Name):
        return None
    is_simple = (
        len(expression.args) == 1 and not expression.kwargs and expression.node.name in {ARTICLE, ARTICLE_NUMBER}
    )
    argument = expression.args[0] if is_simple else None
    if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
        return (expression.node.name, argument.value) if re.fullmatch(CLAUSE_ID, argument.value) else None
    return None
