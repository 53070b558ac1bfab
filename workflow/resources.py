"""Finds the packaged data folders and reads YAML, every error with its file, line and column."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

DATA_FOLDERS = ("templates", "checklists", "dossiers")
MAX_YAML_BYTES = 1_000_000
_DATE_LIKE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


class ProgramError(Exception):
    """A broken file or program, as opposed to a finding; every subclass has its exit code."""

    exit_code = 10


class BrokenFileError(ProgramError):
    """A file that cannot be read as what it claims to be; says where and what to do."""

    exit_code = 4

    def __init__(
        self, path: Path | str, problem: str, remedy: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        """Build the message from file, place, problem and cure."""
        place = (
            str(path) if line is None else f"{path}, riga {line}" + ("" if column is None else f", colonna {column}")
        )
        super().__init__(f"{place}: {problem} {remedy}".strip())
        self.path = Path(path)
        self.problem = problem
        self.remedy = remedy
        self.line = line
        self.column = column


class ResourceMissingError(ProgramError):
    """A packaged data folder that should exist and does not."""

    exit_code = 4


def data_folder(name: str) -> Path:
    """Return the folder `templates`, `checklists` or `dossiers`, from the wheel or from the checkout.

    Inside a wheel the data lie in `workflow/_data`; in a checkout and in an editable
    install they lie beside the package, so that an edit is seen at once.
    """
    package = _package_of(__file__)
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise ResourceMissingError(
        f"Manca la cartella dei dati «{name}»: cercata in {package / '_data'} e in {package.parent}. "
        "Reinstallare dossier-cer."
    )


@cache
def _package_of(file: str) -> Path:
    return Path(file).resolve().parent


def read_yaml(path: Path) -> CommentedMap:
    """Read a YAML 1.2 mapping, keeping the line of every key.

    Raises BrokenFileError for anything that is not one mapping without duplicate keys.
    """
    if not path.exists():
        raise BrokenFileError(path, "il file non esiste.", "Crearlo o correggere il percorso.")
    if not path.is_file():
        raise BrokenFileError(path, "è una cartella, non un file.", "Indicare il file YAML.")
    size = path.stat().st_size
    if size > MAX_YAML_BYTES:
        raise BrokenFileError(
            path,
            f"il file pesa {size} byte, troppo per un file YAML scritto a mano.",
            "Controllare che sia il file giusto.",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFileError(path, "il testo non è in UTF-8.", "Salvare il file con codifica UTF-8.") from error
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path | str) -> CommentedMap:
    """Parse YAML 1.2 text as `read_yaml` does; `path` only names the place in errors."""
    for number, written in enumerate(text.splitlines(), start=1):
        indentation = written[: len(written) - len(written.lstrip())]
        if "\t" in indentation:
            raise BrokenFileError(
                path,
                "c'è un carattere di tabulazione nel rientro.",
                "Usare solo spazi (due per livello).",
                line=number,
                column=indentation.index("\t") + 1,
            )
    reader = YAML(typ="rt")
    reader.allow_duplicate_keys = False
    try:
        content = reader.load(text)
    except DuplicateKeyError as error:
        line, column = _mark(error)
        raise BrokenFileError(
            path,
            f"una chiave è scritta due volte ({_duplicate(error)}).",
            "Tenerne una sola.",
            line=line,
            column=column,
        ) from error
    except MarkedYAMLError as error:
        line, column = _mark(error)
        raise BrokenFileError(
            path,
            "il testo non è YAML valido.",
            "Controllare rientri, due punti e virgolette.",
            line=line,
            column=column,
        ) from error
    except ValueError as error:  # the parser takes 2026-13-45 for a date and fails to build it
        line, impossible = _impossible_date(text)
        problem = f"la data «{impossible}» non esiste." if impossible else "un valore non si può leggere."
        raise BrokenFileError(path, problem, "Controllare giorno, mese e anno.", line=line) from error
    except YAMLError as error:
        raise BrokenFileError(
            path, "il testo non è YAML valido.", "Controllare rientri, due punti e virgolette."
        ) from error
    if not isinstance(content, CommentedMap):
        raise BrokenFileError(
            path, "il file è vuoto o non è un elenco di chiavi.", "Scrivere righe del tipo «chiave: valore»."
        )
    return content


def plain(node: Any) -> Any:
    """Turn ruamel's commented containers into plain dict and list, scalars unchanged."""
    if isinstance(node, CommentedMap | dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq | list):
        return [plain(item) for item in node]
    return node


def place_of(node: Any, path: tuple[str | int, ...]) -> tuple[int | None, int | None]:
    """Return the 1-based line and column of the value at `path` in a document read by `read_yaml`.

    If the path does not exist, the place of its nearest existing ancestor is given.
    """
    line: int | None = None
    column: int | None = None
    for step in path:
        if isinstance(node, CommentedMap) and step in node:
            line, column = (n + 1 for n in node.lc.key(step))
            node = node[step]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line, column = (n + 1 for n in node.lc.item(step))
            node = node[step]
        else:
            break
    return line, column


def _impossible_date(text: str) -> tuple[int | None, str | None]:
    for number, written in enumerate(text.splitlines(), start=1):
        for found in _DATE_LIKE.findall(written):
            try:
                date.fromisoformat(found)
            except ValueError:
                return number, found
    return None, None


def _mark(error: MarkedYAMLError) -> tuple[int | None, int | None]:
    mark = error.problem_mark or error.context_mark
    return (None, None) if mark is None else (mark.line + 1, mark.column + 1)


def _duplicate(error: DuplicateKeyError) -> str:
    problem = str(error.problem or "")
    return problem.split('"')[1] if '"' in problem else problem
