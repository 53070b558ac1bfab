"""The descriptions of cases: what is written in a folder that conforms, and the verdicts that the law gives."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.builders.dossiers import people
from tests.builders.identifiers import iban, partita_iva, pod
from tests.e2e.cases.base_folder import (
    all_facts,
    drop_papers,
    fact_at,
    read_row,
    replace_facts,
    write_facts,
    write_paper,
    write_rows,
)
from workflow.domain.finding import FieldPath
from workflow.resources import plain, read_yaml

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))
KEYS = {
    "says", "kind", "as_of", "sent", "copy", "facts", "copy_rows", "rows", "drop_rows", "papers", "expect", "starts",
}  # fmt: skip
# Rules that have a code for each kind.
BY_KIND = {
    "ONE-CLIENT": {"aid": "AID-01", "cad": "CAD-01"},
    "CONTROLLED": {"cer": "CER-02", "cec": "CEC-05"},
}
# A code that a case needs: «<pod 7>», «<piva 7>», «<cf anna>».
_CODE = re.compile(r"<(pod|piva|iban|cf) (\w+)>")


@dataclass(frozen=True)
class Case:
    """One folder and what must be found in it.

    `copy` copies a record of fascicolo.yaml to another place, `copy_rows` a row of soci.xlsx; then `facts` and
    `rows` write keys and cells; `papers` adds files, or with a minus takes away those whose name begins so.
    """

    name: str
    says: str
    kind: str
    expect: Mapping[str, Any]
    as_of: str = "2026-11-22"
    sent: str | None = None
    copy: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    copy_rows: Mapping[int, int] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    drop_rows: tuple[int, ...] = ()
    papers: tuple[str, ...] = ()
    starts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> list[str]:
        """The days for the command line."""
        return ["--as-of", self.as_of, *(() if self.sent is None else ("--sent-on", self.sent))]


def all_cases() -> list[Case]:
    """Read every case of every file; a case of several kinds gives one for each."""
    found = []
    for path in FILES:
        for name, described in plain(read_yaml(path)).items():
            unexpected = set(described) - KEYS
            assert not unexpected, (path.name, name, unexpected)
            kinds = described["kind"]
            several = [kinds] if isinstance(kinds, str) else kinds
            found += [_case(f"{path.stem} {name}", described, kind) for kind in several]
    return found


def write_case(case: Case, base: Path, folder: Path, facts: dict[str, Any] | None = None) -> Path:
    """Copy the conforming folder of the case's kind and write in it what the case says.

    With the base's own `facts`, read once, fascicolo.yaml is written anew, which is quicker than editing it in place.
    """
    shutil.copytree(base, folder)
    known = all_facts(folder) if facts is None else facts
    changes = {steps_of(target): fact_at(known, steps_of(source)) for target, source in case.copy.items()}
    # A record before what lies in it, whatever the order in which a case with merged keys lists them.
    given = sorted(
        ((steps_of(key), with_codes(value)) for key, value in case.facts.items()), key=lambda one: len(one[0])
    )
    changes |= dict(given)
    if facts is None:
        write_facts(folder, changes)
    else:
        replace_facts(folder, facts, changes)
    rows = {number: read_row(folder, source) for number, source in case.copy_rows.items()}
    for number, cells in case.rows.items():
        rows[number] = {**rows.get(number, {}), **{heading: with_codes(value) for heading, value in cells.items()}}
    if rows or case.drop_rows:
        write_rows(folder, rows, case.drop_rows)
    for name in case.papers:
        if name.startswith("-"):
            drop_papers(folder, with_codes(name[1:]))
        else:
            write_paper(folder, with_codes(name))
    return folder


def steps_of(key: str) -> FieldPath:
    """Turn `impianti.0.pod` into a path."""
    return tuple(int(step) if step.isdigit() else step for step in key.split("."))


def with_codes(value: Any) -> Any:
    """Put the built codes in place of their names."""
    if isinstance(value, str):
        return _CODE.sub(_code, value)
    if isinstance(value, dict):
        return {key: with_codes(inner) for key, inner in value.items()}
    return [with_codes(inner) for inner in value] if isinstance(value, list | tuple) else value


def _code(match: re.Match[str]) -> str:
    kind, name = match.groups()
    if kind == "cf":
        return str(getattr(people, name.upper())["codice_fiscale"])
    return {"pod": pod, "piva": partita_iva, "iban": iban}[kind](int(name))


def _case(name: str, described: Mapping[str, Any], kind: str) -> Case:
    several = not isinstance(described["kind"], str)
    days = {key: str(described[key]) for key in ("as_of", "sent") if key in described}
    rest = {key: described[key] for key in ("copy", "facts", "papers", "drop_rows", "starts") if key in described}
    by_row = {
        key: {int(number): value for number, value in described[key].items()}
        for key in ("copy_rows", "rows")
        if key in described
    }
    return Case(
        name=f"{name} {kind}" if several else name,
        says=described["says"],
        kind=kind,
        expect={BY_KIND.get(code, {}).get(kind, code): wanted for code, wanted in described["expect"].items()},
        **days,
        **rest,
        **by_row,
    )
