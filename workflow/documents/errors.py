"""What can go wrong between a template and its data, always with template, paragraph and name."""

from dataclasses import dataclass

from workflow.resources import ProgramError

_LONGEST_QUOTE = 160


def quote(text: str) -> str:
    """Shorten a paragraph for an error message."""
    flat = " ".join(text.split())
    return f"«{flat}»" if len(flat) <= _LONGEST_QUOTE else f"«{flat[:_LONGEST_QUOTE]}…»"


class TemplateError(ProgramError):
    """A template wrong whatever the data: a name that does not exist, a forbidden expression, a dead reference."""

    exit_code = 4

    def __init__(self, template: str, problem: str, *, paragraph: str = "", remedy: str = "") -> None:
        """Build the message from the template's name, the problem, the paragraph and the cure."""
        place = f" Paragrafo: {quote(paragraph)}." if paragraph else ""
        super().__init__(f"Modello {template}: {problem}{place} {remedy}".strip())
        self.template = template
        self.problem = problem
        self.paragraph = paragraph
        self.remedy = remedy


@dataclass(frozen=True)
class Missing:
    """One unknown datum that a document would have printed: its placeholder, and the paragraph as rendered."""

    variable: str
    paragraph: str


class MissingDatumError(ProgramError):
    """The dossier lacks data that a document needs; the caller makes findings of them."""

    exit_code = 1

    def __init__(self, template: str, missing: tuple[Missing, ...]) -> None:
        """Name every missing datum, not only the first."""
        names = ", ".join(dict.fromkeys(item.variable for item in missing))
        super().__init__(f"Modello {template}: mancano i dati {names}. Primo paragrafo: {quote(missing[0].paragraph)}.")
        self.template = template
        self.missing = missing


class UnprintableTextError(ProgramError):
    """A value with characters that no document may carry: control characters, surrogates, direction overrides."""

    exit_code = 4

    def __init__(self, path: tuple[str | int, ...], character: str) -> None:
        """Name the field and the character."""
        field = dotted(path)
        super().__init__(
            f"Il dato «{field}» contiene un carattere non stampabile (U+{ord(character):04X}): "
            "cancellarlo e riscrivere il valore a mano."
        )
        self.path = path
        self.field = field
        self.character = character


class ContextTypeError(ProgramError):
    """A value handed to a template that is not plain data: a fault of the program, not of the dossier."""

    exit_code = 10

    def __init__(self, path: tuple[str | int, ...], value: object) -> None:
        """Name the field and the type."""
        super().__init__(
            f"Errore interno: il valore «{dotted(path)}» passato al modello è di tipo {type(value).__name__}; "
            "sono ammessi solo testi, numeri, date ed elenchi."
        )
        self.path = path


def dotted(path: tuple[str | int, ...]) -> str:
    """Write a path as people read it: `membri[2].nome`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text
