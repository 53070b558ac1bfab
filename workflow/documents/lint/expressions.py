"""Follows the names of a template through its loops, against the real vocabulary, and tries each filter on a sample."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from workflow.documents.environment import DocumentEnvironment, ForbiddenExpressionError
from workflow.documents.filters import FILTERS, FilterTypeError
from workflow.documents.lint import codes
from workflow.documents.lint.fault import Code, Fault, PartKind, Place, fault
from workflow.documents.lint.story import StoryParagraph
from workflow.documents.lint.tags import Tag, tags_of
from workflow.documents.lint.vocabulary import Shape, Vocabulary
from workflow.documents.wordml import CLAUSE_ID
from workflow.domain.finding import Severity

_ANYTHING = Shape()
_REFERENCES = frozenset({"art", "n_art"})
_LOOP = Shape({name: Shape(samples=[1]) for name in ("index", "index0", "length")}
              | {name: Shape(samples=[True]) for name in ("first", "last")})  # fmt: skip
_FRAMES = {
    "if": ("", "{% endif %}"),
    "for": ("", "{% endfor %}"),
    "elif": ("{% if bozza %}", "{% endif %}"),
    "set": ("", ""),
}
_CLOSERS = frozenset({"endif", "endfor", "else"})
_CURES = {bool: "si_no» o «casella", date: "data» o «data_estesa", list: "elenco"}
_KINDS = {str: "un testo", int: "un numero intero", bool: "un sì o no", date: "una data", list: "un elenco"}


@dataclass
class Reading:
    """What a template says: its faults, the names that it uses and the clauses to which it refers."""

    faults: list[Fault] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    references: list[tuple[str, Place]] = field(default_factory=list)


@dataclass
class _Scope:
    """Names given by a loop or a set, with the path that they stand for."""

    names: dict[str, tuple[Shape, str]]
    is_loop: bool


def read_expressions(paragraphs: Sequence[StoryParagraph], vocabulary: Vocabulary) -> Reading:
    """Read every tag of every part; each part has its own local names, as when the document is written."""
    reading = Reading()
    environment = DocumentEnvironment()
    part = ""
    reader = _Reader(environment, vocabulary, reading)
    for paragraph in paragraphs:
        if paragraph.part != part:
            part = paragraph.part
            reader = _Reader(environment, vocabulary, reading)
        for one in tags_of(paragraph):
            reader.read(one)
    return reading


class _Reader:
    """Reads the tags of one part in order, keeping the names that are in force."""

    def __init__(self, environment: DocumentEnvironment, vocabulary: Vocabulary, reading: Reading) -> None:
        self._environment = environment
        self._plain = Environment(autoescape=True)  # only to take tags apart: nothing is ever run in it
        self._vocabulary = vocabulary
        self._reading = reading
        self._scopes = [_Scope({}, is_loop=False)]
        self._place = Place(PartKind.BODY)
        self._written = ""
        self._conditions = 0
        self._followers: dict[type, Callable[[Any], tuple[Shape, str]]] = {
            nodes.Name: lambda node: self._name(node.name),
            nodes.Getattr: lambda node: self._inside(*self._shape(node.node), node.attr),
            nodes.Getitem: self._item,
            nodes.Filter: self._filtered,
            nodes.Call: self._called,
            nodes.Const: lambda node: (Shape(samples=[node.value]), repr(node.value)),
            nodes.CondExpr: self._either,
        }

    def read(self, one: Tag) -> None:
        """Read one tag: report what is wrong with it and take its names."""
        self._place = one.paragraph.place(one.start)
        self._written = one.written
        if one.is_block and one.word in _CLOSERS:
            if one.word == "endfor" and len(self._scopes) > 1:
                self._scopes.pop()
            self._conditions -= one.word == "endif"
            return
        self._conditions += one.word == "if"
        tree = self._tree(one)
        if tree is None:
            if one.word == "for":  # its names are not known, and must not be reported one by one
                self._scopes.append(_Scope(_targets(one.body), is_loop=True))
            return
        self._take(tree)

    def _tree(self, one: Tag) -> nodes.Template | None:
        source = f"{{{{ {one.body} }}}}"
        if one.is_block:
            before, after = _FRAMES.get(one.word, ("", ""))
            source = f"{before}{{% {one.body} %}}{after}"
        try:
            self._environment.checked_tree(source)
            return self._plain.parse(source)
        except TemplateSyntaxError as error:
            self._add(codes.SYNTAX, f"{self._written} è scritto male ({_italian(error)}).")
        except ForbiddenExpressionError as error:
            self._add_forbidden(str(error), source)
        return None

    def _add_forbidden(self, problem: str, source: str) -> None:
        unknown = [node.name for node in self._plain.parse(source).find_all(nodes.Filter) if node.name not in FILTERS]
        if not unknown:
            self._add(codes.SYNTAX, f"In {self._written} {problem}")
            return
        near = difflib.get_close_matches(unknown[0], FILTERS, n=1, cutoff=0.5)
        cure = f"Forse si voleva «{near[0]}»." if near else f"Filtri disponibili: {', '.join(sorted(FILTERS))}."
        self._add(codes.UNKNOWN_FILTER, f"In {self._written} il filtro «{unknown[0]}» non esiste.", remedy=cure)

    def _take(self, tree: nodes.Template) -> None:
        for node in tree.body:
            self._statement(node)

    def _statement(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                if not isinstance(each, nodes.TemplateData):
                    self._printed(each)
        elif isinstance(node, nodes.If):
            self._shape(node.test)
            for branch in node.elif_:
                self._shape(branch.test)
        elif isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            shape, path = self._shape(node.iter)
            if shape.is_leaf or (shape.fields and shape.item is None):
                self._add(codes.WRONG_FILTER, f"In {self._written} «{path}» non è un elenco.",
                          remedy="Nei cicli usare il nome di un elenco, per esempio soci o impianti.")  # fmt: skip
                shape = _ANYTHING
            item = shape.item or _ANYTHING
            if node.test is not None:
                self._scopes.append(_Scope({node.target.name: (item, path), "loop": (_LOOP, "loop")}, is_loop=True))
                self._shape(node.test)
                self._scopes.pop()
            self._scopes.append(_Scope({node.target.name: (item, path), "loop": (_LOOP, "loop")}, is_loop=True))
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self._scopes[-1].names[node.target.name] = self._shape(node.node)

    def _printed(self, node: nodes.Expr) -> None:
        shape, path = self._shape(node)
        if shape.fields and not shape.is_leaf and shape is not _LOOP and not isinstance(node, nodes.Filter):
            self._add(codes.UNPRINTABLE, f"{self._written}: «{path}» è un insieme di dati, non un dato.",
                      remedy=f"Indicarne uno, per esempio {path}.{next(iter(shape.fields))}.")  # fmt: skip
            return
        wrong = [sample for sample in shape.samples if type(sample) in _CURES]
        if wrong:
            kind = type(wrong[0])
            # Under a condition it may be printed only where it is unknown, to leave a blank.
            self._add(codes.UNPRINTABLE, f"{self._written}: «{path}» è {_KINDS[kind]} e non si stampa così com'è.",
                      remedy=f"Aggiungere il filtro «{_CURES[kind]}».",
                      severity=Severity.NOTE if self._conditions > 0 else None)  # fmt: skip

    def _shape(self, node: nodes.Node | None) -> tuple[Shape, str]:
        """Return what an expression leads to and the path that it follows, reporting what is wrong on the way."""
        follow = self._followers.get(type(node))
        if follow is not None:
            return follow(node)
        if node is not None:
            for child in node.iter_child_nodes():
                self._shape(child)
        return _ANYTHING, ""

    def _item(self, node: nodes.Getitem) -> tuple[Shape, str]:
        shape, path = self._shape(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._inside(shape, path, node.arg.value)
        self._shape(node.arg)
        return shape.item or _ANYTHING, path

    def _either(self, node: nodes.CondExpr) -> tuple[Shape, str]:
        self._shape(node.test)
        first, other = self._shape(node.expr1), self._shape(node.expr2)
        return _joined(first[0], other[0]), first[1]

    def _name(self, name: str) -> tuple[Shape, str]:
        for scope in reversed(self._scopes):
            if name in scope.names:
                return scope.names[name]
        root = self._vocabulary.root
        if name in root.fields:
            self._reading.names.add(name)
            if name in self._vocabulary.always_empty:
                self._add(codes.ALWAYS_EMPTY, f"In {self._written} «{name}» per questa configurazione è sempre vuoto.")
            return root.fields[name], name
        if not self._vocabulary.is_whole:
            return _ANYTHING, name
        if name in self._vocabulary.elsewhere:
            cure = f"Nei documenti {self._vocabulary.elsewhere[name]} c'è; in questo usare un elenco (soci, impianti…)."
            self._add(codes.UNKNOWN_NAME, f"In {self._written} «{name}» qui non esiste.", remedy=cure)
        else:
            cure = self._vocabulary.suggestion(name, root)
            self._add(codes.UNKNOWN_NAME, f"In {self._written} il nome «{name}» non esiste.", remedy=cure)
        return _ANYTHING, name

    def _inside(self, owner: Shape, head: str, key: str) -> tuple[Shape, str]:
        path = f"{head}.{key}"
        if key in owner.fields:
            self._reading.names.add(path)
            return owner.fields[key], path
        if owner.fields:
            cure = self._vocabulary.suggestion(key, owner, head)
            self._add(codes.UNKNOWN_NAME, f"In {self._written} «{head}» non ha «{key}».", remedy=cure)
        elif owner.item is not None:
            self._add(
                codes.UNKNOWN_NAME,
                f"In {self._written} «{head}» è un elenco e non ha «{key}».",
                remedy=f"Usare un ciclo: {{%p for x in {head} %}} … x.{key} … {{%p endfor %}}.",
            )
        elif owner.is_leaf:
            self._add(
                codes.UNKNOWN_NAME,
                f"In {self._written} «{head}» è un dato semplice e non ha «{key}».",
                remedy=f"Scrivere solo «{head}».",
            )
        return _ANYTHING, path

    def _filtered(self, node: nodes.Filter) -> tuple[Shape, str]:
        shape, path = self._shape(node.node)
        arguments = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if len(arguments) != len(node.args) or node.kwargs or node.name not in FILTERS:
            if node.kwargs:
                self._add(codes.WRONG_FILTER, f"In {self._written} gli argomenti di «{node.name}» non hanno nome.")
            return _ANYTHING, path
        if node.name in {"first", "last"} and shape.item is not None:
            return shape.item, path
        results = []
        for sample in shape.samples:
            try:
                results.append(FILTERS[node.name](sample, *arguments))
            except FilterTypeError as error:
                self._add(codes.WRONG_FILTER, f"In {self._written}: {error}.")
                return _ANYTHING, path
            except (TypeError, ValueError, AttributeError, ArithmeticError):
                self._add(codes.WRONG_FILTER, f"In {self._written} il filtro «{node.name}» è usato male: "
                          "il suo argomento non va, o il dato non è del tipo giusto.")  # fmt: skip
                return _ANYTHING, path
        return Shape(samples=[one for one in results if one is not None]), path

    def _called(self, node: nodes.Call) -> tuple[Shape, str]:
        for argument in node.args:
            self._shape(argument)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in _REFERENCES:
            first = node.args[0] if node.args else None
            if isinstance(first, nodes.Const) and isinstance(first.value, str) and _is_clause(first.value):
                self._reading.references.append((first.value, self._place))
            else:
                self._add(codes.WRONG_FILTER, f"In {self._written} {name}() vuole l'identificativo di una clausola.",
                          remedy=f"Scrivere per esempio {{{{ {name}('recesso') }}}}.")  # fmt: skip
        return Shape(samples=[""]), name

    def _add(self, code: Code, message: str, *, remedy: str = "", severity: Severity | None = None) -> None:
        self._reading.faults.append(fault(code, message, self._place, remedy=remedy, severity=severity))


def _joined(one: Shape, other: Shape) -> Shape:
    return Shape({**one.fields, **other.fields}, one.item or other.item, [*one.samples, *other.samples])


def _is_clause(text: str) -> bool:
    return re.fullmatch(CLAUSE_ID, text) is not None


def _targets(body: str) -> dict[str, tuple[Shape, str]]:
    words = body.split()
    name = words[1] if len(words) > 1 else ""
    return {name: (_ANYTHING, name), "loop": (_LOOP, "loop")}


def _italian(error: TemplateSyntaxError) -> str:
    text = str(error.message)
    for english, italian in (
        ("unexpected char", "segno inatteso"),
        ("Encountered unknown tag", "parola sconosciuta"),
        ("expected token", "manca qualcosa: atteso"),
        ("Expected an expression, got", "manca l'espressione prima di"),
        ("unexpected", "inatteso"),
        ("end of print statement", "la fine del segnaposto"),
        ("end of statement block", "la fine del blocco"),
        ("got", "trovato"),
    ):
        text = text.replace(english, italian)
    return re.sub(r" at \d+$", "", text.partition(". ")[0].rstrip("."))
