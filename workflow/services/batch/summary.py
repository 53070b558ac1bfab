"""Writes `riepilogo.xlsx`: a row for each dossier, a row for each finding, a row for each file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from workflow.domain.finding import Severity
from workflow.domain.sheet_cell import put_text
from workflow.services.batch.planning import BUNDLES
from workflow.services.batch.results import Results
from workflow.services.batch.tasks import BatchJob, Stage, TaskResult, TaskState

SUMMARY_NAME = "riepilogo.xlsx"
# A workbook says when it was made; equal results must give equal bytes, so it always says the same.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_HEAD = {**_FONT, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F", "text_wrap": True}
_COLOURS = {"conforme": "#DCE9D7", TaskState.FAILED.value: "#F4CCCC", TaskState.WAITING.value: "#EDEDED"}
_BLOCKED_COLOUR = "#FCE5CD"
# Rows beyond this no program opens; the JSON has them all.
_MOST_ROWS = 1_000_000

_DOSSIERS = (
    ("Fascicolo", 24), ("Riga del foglio", 9), ("Denominazione", 34), ("Tipo", 8), ("Esito", 22), ("Stato", 13),
    ("Codice di uscita", 9), ("Bloccanti", 10), ("Avvisi", 8), ("Note", 8), ("File", 7), ("Bozza", 8),
    ("Motivo", 60), ("Annotazioni", 40), ("Impronta del manifesto", 40),
)  # fmt: skip
_FINDINGS = (("Fascicolo", 24), ("Codice", 10), ("Gravità", 12), ("Rilievo", 80), ("Dove", 40), ("Che cosa fare", 60))
_FILES = (("Fascicolo", 24), ("File", 90))


def write_summary(path: Path, source: str, job: BatchJob, results: Results) -> None:
    """Write the workbook; every text of people is a text, whatever it begins with."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": "Riepilogo del lotto", "created": _CREATED})
        _sheet(workbook, "Fascicoli", _DOSSIERS, (_dossier(result) for result in results), _colour)
        _sheet(workbook, "Rilievi", _FINDINGS, _findings(results))
        if job.stage is not Stage.CHECK:
            _sheet(workbook, "File", _FILES, _files(results))
        asked = [
            ("Origine", source), ("Risultati", job.out), ("Lavoro", job.stage.value), ("Motore PDF", job.engine),
            ("Giudizio al", f"{job.as_of:%d/%m/%Y}"),
            *((f"Fascicoli: {state.value}", results.counts[state]) for state in TaskState),
        ]  # fmt: skip
        _sheet(workbook, "Lotto", (("Voce", 28), ("Valore", 80)), asked)


def _dossier(result: TaskResult) -> tuple[Any, ...]:
    weights = [result.count(severity) for severity in (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)]
    return (
        result.name, result.row, result.title, result.kind or "", result.verdict, result.state.value, result.code,
        *weights, len(result.files), _yes_no(result.is_draft), result.reason or "", " ".join(result.notes),
        result.manifest_sha256 or "",
    )  # fmt: skip


def _findings(results: Iterable[TaskResult]) -> Iterable[tuple[Any, ...]]:
    for result in results:
        for one in result.findings:
            yield result.name, one.code, one.severity.value, one.message, one.place or "", one.remedy or ""


def _files(results: Iterable[TaskResult]) -> Iterable[tuple[Any, ...]]:
    for result in results:
        for name in result.files:
            yield result.name, f"{BUNDLES}/{result.name}/{name}"


def _colour(row: Sequence[Any]) -> str:
    verdict = str(row[4])
    return _COLOURS.get(verdict, _BLOCKED_COLOUR)


def _sheet(
    workbook: Any,
    name: str,
    head: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    colour: Any = None,
) -> None:
    """Write a sheet row by row: what is written is not kept."""
    sheet = workbook.add_worksheet(name)
    looks: dict[str, tuple[Any, Any]] = {}
    for position, (_, width) in enumerate(head):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 1)
    title = workbook.add_format(_HEAD)
    for position, (text, _) in enumerate(head):
        sheet.write_string(0, position, text, title)
    last = 0
    for number, row in enumerate(rows, start=1):
        if number > _MOST_ROWS:
            break
        last = number
        fill = "" if colour is None else colour(row)
        if fill not in looks:
            look = {**_FONT, **({"bg_color": fill} if fill else {})}
            looks[fill] = (workbook.add_format(look), workbook.add_format({**look, "quote_prefix": True}))
        for position, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, position, value, looks[fill][0])
            elif value is not None:
                put_text(sheet, (number, position), str(value), *looks[fill])
    sheet.autofilter(0, 0, max(last, 1), len(head) - 1)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else ("sì" if value else "no")
