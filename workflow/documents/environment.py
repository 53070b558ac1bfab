"""The sandbox in which templates run: strict, escaped, with no attribute, call or name but those listed here."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.documents.filters import FILTERS, TAKES_UNKNOWN, FilterTypeError, number
from workflow.documents.wordml import CLAUSE_ID

STATE_NAME = "_render"
_PRINT = "_print"
_ALLOWED_TESTS = frozenset({"none"})
_LOOP_ATTRIBUTES = frozenset({"index", "index0", "first", "last", "length"})
_STRUCTURE = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign)
_EXPRESSIONS = (
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Call, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Neg, nodes.List,
    nodes.Tuple,
)  # fmt: skip


class ForbiddenExpressionError(Exception):
    """An expression outside the list of what templates may write."""

    def __init__(self, what: str, line: int) -> None:
        """Keep the line of the patched XML, from which the renderer finds the paragraph."""
        super().__init__(what)
        self.line = line


class UnknownNameError(Exception):
    """A placeholder whose name does not exist; `owner` is the mapping that lacks it, None at the top level."""

    def __init__(self, name: str, owner: dict[str, Any] | None) -> None:
        """Keep what the renderer needs to suggest the right name."""
        super().__init__(name)
        self.name = name
        self.owner = owner


@dataclass
class RenderState:
    """What one rendering collects: an unguessable token that marks places to be filled once the whole text is known."""

    token: str = field(default_factory=lambda: secrets.token_hex(12))
    unknown: list[str] = field(default_factory=list)

    def mark(self, kind: str, value: str) -> str:
        """Return a mark that no datum can imitate."""
        return f"\ue000{self.token}:{kind}:{value}\ue001"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Match the marks of this rendering; groups: kind and value."""
        return re.compile(f"\ue000{self.token}:(\\w+):([^\ue001]*)\ue001")


class UnknownName(StrictUndefined):
    """Fails on any use with the name and the mapping that lacks it."""

    __slots__ = ()

    def fail(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UnknownNameError."""
        owner = self._undefined_obj
        raise UnknownNameError(str(self._undefined_name), owner if isinstance(owner, dict) else None)

    __iter__ = __str__ = __len__ = __bool__ = __contains__ = __getitem__ = fail
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = fail
    __add__ = __radd__ = __sub__ = __rsub__ = __neg__ = fail
    __hash__ = fail


class DocumentEnvironment(ImmutableSandboxedEnvironment):
    """Jinja reduced to data: attributes only of mappings and of `loop`, calls only of our own functions."""

    def __init__(self) -> None:
        """Empty jinja's globals, filters and tests, and put ours in their place."""
        super().__init__(autoescape=True, undefined=UnknownName)
        self.filters = {name: _strict(name, function) for name, function in FILTERS.items()}
        self.globals = {"art": _article, "n_art": _article_number, "casella": self.filters["casella"]}
        self.filters[_PRINT] = _print
        self.tests = {"none": lambda value: _known_name(value) is None}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a key of a mapping or a safe attribute of `loop`; what is inside an unknown datum is unknown."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read a key of a mapping or an item of a list."""
        obj = _known_name(obj)
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

    def checked_tree(self, source: str) -> nodes.Template:
        """Parse, refuse what is not allowed, and make every printed expression go through the strict printer."""
        tree = self.parse(source)
        self._refuse_foreign_nodes(tree)
        _make_strict(tree, {})
        return tree

    def _refuse_foreign_nodes(self, tree: nodes.Template) -> None:
        for node in _walk(tree):
            problem = self._problem(node)
            if problem:
                raise ForbiddenExpressionError(problem, node.lineno)

    def _problem(self, node: nodes.Node) -> str | None:
        if not isinstance(node, (*_STRUCTURE, *_EXPRESSIONS)):
            return f"la costruzione «{type(node).__name__}» non è ammessa nei modelli."
        name = _name_in(node)
        if name is not None and name.startswith("_"):
            return f"il nome «{name}» non è ammesso: comincia con «_»."
        return self._problem_of_operation(node) or _problem_of_structure(node)

    def _problem_of_operation(self, node: nodes.Node) -> str | None:
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            return f"il filtro «{node.name}» non esiste; quelli ammessi sono {', '.join(sorted(FILTERS))}."
        if isinstance(node, nodes.Test) and node.name not in _ALLOWED_TESTS:
            return f"la prova «is {node.name}» non è ammessa; si può scrivere solo «is none»."
        if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name in self.globals):
            return "le chiamate non sono ammesse, salvo art(), n_art() e casella()."
        return None


def _problem_of_structure(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
        return "nei cicli si può scrivere solo «for nome in elenco»."
    if isinstance(node, nodes.Assign) and not isinstance(node.target, nodes.Name):
        return "con «set» si può definire un solo nome alla volta."
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
    wrapped = nodes.Filter(expression, _PRINT, [nodes.Const(describe(expression, loops))], [], None, None)
    wrapped.set_lineno(expression.lineno)
    return wrapped


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


@pass_context
def _print(context: Context, value: Any, name: str) -> str:
    value = _known_name(value)
    if value is None:
        state: RenderState = context[STATE_NAME]
        state.unknown.append(name)
        return state.mark("missing", str(len(state.unknown) - 1))
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)  # a year has no thousands' dot
    if type(value) is Decimal:
        return number(value)
    cure = {
        bool: "si_no» o «casella",
        date: "data» o «data_estesa",
        list: "elenco",
    }.get(type(value))
    hint = f": aggiungere il filtro «{cure}»" if cure else ""
    raise FilterTypeError(f"«{name}» è di tipo {type(value).__name__} e non si può stampare così com'è{hint}")


@pass_context
def _article(context: Context, clause: str) -> str:
    state: RenderState = context[STATE_NAME]
    return f"art.\u00a0{state.mark('ref', _clause(clause))}"


@pass_context
def _article_number(context: Context, clause: str) -> str:
    state: RenderState = context[STATE_NAME]
    return state.mark("ref", _clause(clause))


def _clause(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(CLAUSE_ID, value):
        raise FilterTypeError(f"art() vuole l'identificativo di un articolo, non «{value}»")
    return value


def _strict(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter refuse unknown names and let unknown data through."""

    def filtered(value: Any, *arguments: Any) -> Any:
        if _known_name(value) is None and name not in TAKES_UNKNOWN:
            return None
        return function(value, *arguments)

    return filtered


def _known_name(value: Any) -> Any:
    if isinstance(value, UnknownName):
        value.fail()
    if isinstance(value, Undefined):
        raise UnknownNameError(str(value._undefined_name), None)  # noqa: SLF001 - jinja has no public way to ask
    return value
