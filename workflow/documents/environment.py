"""The sandbox in which templates run: strict, escaped, with no attribute, call or name but those listed here."""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.documents.engine.print_filter import print_for_docxtpl
from workflow.documents.engine.render_state import MarkKind, RenderState
from workflow.documents.engine.unknown_name import UnknownName, known
from workflow.documents.filters import FILTERS, TAKES_UNKNOWN, FilterTypeError
from workflow.documents.wordml import CLAUSE_ID

STATE_NAME = "_render"
PRINT = "_print"
ARTICLE, ARTICLE_NUMBER, TICK = "art", "n_art", "casella"
ARTICLE_WORD = "art.\u00a0"
_ALLOWED_TESTS = frozenset({"none"})
_LOOP_ATTRIBUTES = frozenset({"index", "index0", "first", "last", "length"})
_MOST_COLUMNS = 63  # of a table of Word: products are for the spans of cells
_STRUCTURE = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign)
_EXPRESSIONS = (
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Call, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Neg,
    nodes.List, nodes.Tuple,
)  # fmt: skip


class ForbiddenExpressionError(Exception):
    """An expression outside the list of what templates may write."""

    def __init__(self, what: str, line: int) -> None:
        """Keep the line of the patched XML, from which the renderer finds the paragraph."""
        super().__init__(what)
        self.line = line


class DocumentEnvironment(ImmutableSandboxedEnvironment):
    """Jinja reduced to data: attributes only of mappings and of `loop`, calls only of our own functions."""

    intercepted_binops = frozenset({"*"})

    def __init__(self) -> None:
        """Empty jinja's globals, filters and tests, and put ours in their place."""
        super().__init__(autoescape=True, undefined=UnknownName)
        self.filters = {name: _strict(name, function) for name, function in FILTERS.items()}
        self.globals = {ARTICLE: _article, ARTICLE_NUMBER: _article_number, TICK: self.filters[TICK]}
        self.filters[PRINT] = _print
        self.tests = {"none": lambda value: known(value) is None}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a key of a mapping or a safe attribute of `loop`; what is inside an unknown datum is unknown."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read a key of a mapping or an item of a list."""
        obj = known(obj)
        if obj is None:
            return None
        if type(obj) is dict and isinstance(argument, str):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=argument)
        if type(obj) is list and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in _LOOP_ATTRIBUTES:
            return getattr(obj, argument)
        raise SecurityError(f"«{argument}» non si può leggere in un valore di tipo {type(obj).__name__}")

    def is_safe_callable(self, obj: Any) -> bool:
        """Only our own functions are callable."""
        return any(obj is function for function in self.globals.values())

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - jinja's signature
        """Multiply small whole numbers only: a product could fill the memory."""
        factors = (known(left), known(right))
        if any(type(factor) is not int or not 0 <= factor <= _MOST_COLUMNS for factor in factors):
            raise SecurityError(f"il prodotto è ammesso solo tra numeri interi da 0 a {_MOST_COLUMNS}")
        return factors[0] * factors[1]

    def checked_tree(self, source: str) -> nodes.Template:
        """Parse, refuse what is not allowed, and make every printed expression go through the strict printer."""
        tree = super()._parse(source, None, None)
        for node in _walk(tree):
            problem = self._problem(node)
            if problem:
                raise ForbiddenExpressionError(problem, node.lineno)
        _make_strict(tree, {})
        return tree

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:  # noqa: ARG002 - jinja's signature
        """Whatever compiles a text here, docxtpl too, compiles only what is allowed."""
        return self.checked_tree(source)

    def _problem(self, node: nodes.Node) -> str | None:
        if not isinstance(node, (*_STRUCTURE, *_EXPRESSIONS)):
            return f"la costruzione «{type(node).__name__}» non è ammessa nei modelli."
        name = _name_in(node)
        if name is not None and name.startswith("_"):
            return f"il nome «{name}» non è ammesso: comincia con «_»."
        if isinstance(node, nodes.Name) and name == "self":
            return "il nome «self» non è ammesso."
        return self._problem_of_operation(node) or self._problem_of_structure(node)

    def _problem_of_operation(self, node: nodes.Node) -> str | None:
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            return f"il filtro «{node.name}» non esiste; quelli ammessi sono {', '.join(sorted(FILTERS))}."
        if isinstance(node, nodes.Test) and node.name not in _ALLOWED_TESTS:
            return f"la prova «is {node.name}» non è ammessa; si può scrivere solo «is none»."
        if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name in self.globals):
            return "le chiamate non sono ammesse, salvo art(), n_art() e casella()."
        return None

    def _problem_of_structure(self, node: nodes.Node) -> str | None:
        if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
            return "nei cicli si può scrivere solo «for nome in elenco»."
        if isinstance(node, nodes.Assign) and not isinstance(node.target, nodes.Name):
            return "con «set» si può definire un solo nome alla volta."
        if isinstance(node, nodes.Name) and node.ctx == "store" and node.name in self.globals:
            return f"il nome «{node.name}» è quello di una funzione: usarne un altro."
        return None


def _walk(node: nodes.Node) -> list[nodes.Node]:
    found = [node]
    for child in node.iter_child_nodes():
        found.extend(_walk(child))
    return found


def _name_in(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None


def _make_strict(node: nodes.Node, loops: dict[str, str]) -> None:
    """Send every printed expression through the strict printer, which calls a loop's item by its list."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        loops = {**loops, node.target.name: describe(node.iter, loops)}
    if isinstance(node, nodes.Output):
        node.nodes = [each if isinstance(each, nodes.TemplateData) else _printed(each, loops) for each in node.nodes]
        return
    for child in node.iter_child_nodes():
        _make_strict(child, loops)


def _printed(expression: nodes.Expr, loops: dict[str, str]) -> nodes.Filter:
    wrapped = nodes.Filter(expression, PRINT, [nodes.Const(describe(expression, loops))], [], None, None)
    wrapped.set_lineno(expression.lineno)
    return wrapped


def names_of_printed(tree: nodes.Template) -> dict[int, str]:
    """Return what each printed expression of a checked tree is called, by the id() of its node."""
    return {
        id(node): node.args[0].value
        for node in tree.find_all(nodes.Filter)
        if node.name == PRINT and isinstance(node.args[0], nodes.Const)
    }


def describe(expression: nodes.Node, loops: dict[str, str] | None = None) -> str:
    """Write an expression as its author did, without filters, items by the list they come from: `impianti.pod`."""
    loops = loops or {}
    if isinstance(expression, nodes.Name):
        return loops.get(expression.name, expression.name)
    if isinstance(expression, nodes.Getattr):
        return f"{describe(expression.node, loops)}.{expression.attr}"
    if isinstance(expression, nodes.Getitem) and isinstance(expression.arg, nodes.Const):
        return f"{describe(expression.node, loops)}[{expression.arg.value}]"
    if isinstance(expression, nodes.Filter) and expression.node is not None:
        return describe(expression.node, loops)
    names = [describe(name, loops) for name in expression.find_all((nodes.Getattr, nodes.Name))]
    return max(names, key=len, default="espressione")


def article(state: RenderState, clause: Any) -> str:
    """Return «art. » and the mark of a clause's number."""
    return f"{ARTICLE_WORD}{article_number(state, clause)}"


def article_number(state: RenderState, clause: Any) -> str:
    """Return the mark of a clause's number."""
    if not isinstance(clause, str) or not re.fullmatch(CLAUSE_ID, clause):
        raise FilterTypeError(f"art() vuole l'identificativo di un articolo, non «{clause}»")
    return state.mark(MarkKind.REFERENCE, clause)


@pass_context
def _article(context: Context, clause: Any) -> str:
    return article(context[STATE_NAME], clause)


@pass_context
def _article_number(context: Context, clause: Any) -> str:
    return article_number(context[STATE_NAME], clause)


@pass_context
def _print(context: Context, value: Any, name: str) -> str:
    return print_for_docxtpl(value, name, context[STATE_NAME])


def _strict(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter refuse unknown names and let unknown data through."""

    def filtered(value: Any, *arguments: Any) -> Any:
        if known(value) is None and name not in TAKES_UNKNOWN:
            return None
        return function(value, *arguments)

    return filtered
