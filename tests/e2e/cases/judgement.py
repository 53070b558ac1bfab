"""Judges a folder by the functions behind the command line, with the law and the rules read once for all cases."""

from pathlib import Path
from typing import Any

from tests.builders.rulebook import catalogue, law
from tests.e2e.cases.description import Case
from workflow.checks.run import run
from workflow.domain.scalars import parse_date
from workflow.services.decorrenza import decorrenza
from workflow.services.decorrenza_json import decorrenza_json
from workflow.services.opening import open_dossier
from workflow.services.report_json import report_json


def judged(folder: Path, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `check --json` and `decorrenza --json` say; the papers' own text is not read here."""
    as_of, sent_on = parse_date(case.as_of), None if case.sent is None else parse_date(case.sent)
    opened = open_dossier(str(folder), as_of=as_of, sent_on=sent_on, law=law())
    assert not [found for found in opened.findings if found.path[:1] != ("allegati",)], opened.findings
    report = run(opened.dossier, law(), catalogue().cards, catalogue().rules)
    starts = decorrenza_json(decorrenza(opened.dossier, law(), report, sent_on))
    return report_json(opened.dossier, report), starts
