"""Judges a dossier: evaluates every rule, gives each verdict the words and weight of its card, reports."""

import logging
import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workflow.checks.card import Card
from workflow.checks.catalogue import FAMILIES, Catalogue, rules_of
from workflow.checks.engine import Rule, Verdict, not_applicable, unknown
from workflow.checks.wording import fill, show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, Effect, Evaluation, FieldPath, Finding, Outcome, Report, Severity
from workflow.domain.kind import Phase
from workflow.domain.request import Override
from workflow.law.law import Law
from workflow.law.parameter import UnknownOnThatDayError
from workflow.resources import ProgramError

CRASHED = "INT-01"
IDLE_OVERRIDE = "INT-02"
_LAW_IS_SILENT = "la_legge_tace"
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_PHASE_RANK = {phase: rank for rank, phase in enumerate(Phase)}
_CONFIDENCE_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}


def run(
    dossier: Dossier,
    law: Law,
    cards: Mapping[str, Card] | None = None,
    rules: Iterable[Rule] | None = None,
    until: Phase = Phase.GSE_PRACTICE,
) -> Report:
    """Judge the dossier by every rule and return the report.

    `until` is the phase the dossier is judged for: a missing datum blocks only if its rule
    guards that phase or an earlier one; for a later phase it is a note.
    """
    if cards is None:
        catalogue = Catalogue.load()
        cards = catalogue.cards
        rules = catalogue.rules if rules is None else rules
    elif rules is None:
        rules = rules_of(FAMILIES)
    findings: list[Finding] = [*_idle_overrides(dossier, cards)]
    evaluated: list[Evaluation] = []
    for item in rules:
        try:
            for code, verdict in _judge(item, dossier, law, cards):
                evaluated.append(Evaluation(code=code, path=verdict.path, outcome=verdict.outcome))
                if verdict.outcome in {Outcome.FAILED, Outcome.UNKNOWN}:
                    findings.append(_finding(cards[code], verdict, dossier, until))
        except ProgramError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one rule must not hide what the others found
            findings.append(_crash(item.code, error))
    return Report.of(
        findings, _distinct(evaluated), as_of=dossier.as_of, sent_on=dossier.sent_on, law_digest=law.digest
    )


def place_of_path(path: FieldPath) -> str:
    """Say for people where a fact is: file, then keys, with list positions counted from 1."""
    if path[:1] == ("soci",):
        row = f", riga di dati {path[1] + 1}" if len(path) > 1 and isinstance(path[1], int) else ""
        column = f", colonna {path[2]}" if len(path) > len(("soci", "row")) else ""
        return f"soci.xlsx{row}{column}"
    if path[:1] == ("allegati",):
        return "/".join(str(step) for step in path)
    steps = [f"n. {step + 1}" if isinstance(step, int) else step for step in path]
    return " › ".join(["fascicolo.yaml", *steps])


def _judge(item: Rule, dossier: Dossier, law: Law, cards: Mapping[str, Card]) -> Iterator[tuple[str, Verdict]]:
    """Yield every card of the rule with its verdicts; a card the dossier is outside of does not apply."""
    held = {
        code
        for code in item.codes
        if code in cards and dossier.kind in cards[code].kinds and cards[code].in_force.covers(dossier.sent_on)
    }
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    if held:
        try:
            for verdict in item.function(dossier, law):
                verdicts[verdict.code or item.code].append(verdict)
        except UnknownOnThatDayError as silence:
            silent = replace(unknown((), motivo=str(silence)), message_key=_LAW_IS_SILENT)
            for code in held:
                verdicts[code].append(silent)
    for code in item.codes:
        if code not in cards:  # who takes a card away takes the rule away
            continue
        given = verdicts[code] if code in held else []
        for verdict in given or [not_applicable()]:
            yield code, verdict


def _finding(card: Card, verdict: Verdict, dossier: Dossier, until: Phase) -> Finding:
    override = _override(card, verdict, dossier)
    message = _message(card, verdict)
    if override is not None:
        message += (
            f" Dichiarazione di {override.signed_by} del {show(override.signed_on)}: {override.reason.rstrip('.')}."
        )
    return Finding(
        code=card.code,
        severity=Severity.NOTE if override is not None else _severity(card, verdict, until),
        effect=Effect.NONE if override is not None else card.effect,
        outcome=verdict.outcome,
        confidence=_confidence(card, verdict),
        message=message,
        remedy=None if override is not None else _remedy(card, verdict),
        refs=card.refs,
        path=verdict.path,
        place=place_of_path(verdict.path),
        values=dict(verdict.values),
        phase=card.gate.value,
    )


def _message(card: Card, verdict: Verdict) -> str:
    if verdict.message_key == _LAW_IS_SILENT:
        return f"«{card.title}» non si può verificare: {show(verdict.values['motivo'])}"
    if verdict.message_key is not None:
        return fill(card.messages[verdict.message_key], verdict.values)
    return fill(card.message if verdict.outcome is Outcome.FAILED else card.unknown, verdict.values)


def _remedy(card: Card, verdict: Verdict) -> str:
    if verdict.message_key == _LAW_IS_SILENT:
        return "Controllare la data della richiesta; se è giusta, aggiornare i parametri di legge del programma."
    return fill(card.remedy, verdict.values)


def _severity(card: Card, verdict: Verdict, until: Phase) -> Severity:
    severity = max(card.severity, verdict.severity or card.severity, key=_SEVERITY_RANK.__getitem__)
    if _confidence(card, verdict) is Confidence.TO_VERIFY and severity is Severity.BLOCKING:
        severity = Severity.WARNING
    if verdict.outcome is Outcome.FAILED:
        return severity
    is_due = _PHASE_RANK[card.gate] <= _PHASE_RANK[until]
    return Severity.BLOCKING if severity is Severity.BLOCKING and is_due else Severity.NOTE


def _confidence(card: Card, verdict: Verdict) -> Confidence:
    """Return the lower of the card's confidence and that of the value the verdict rests on."""
    return max(card.confidence, verdict.confidence or card.confidence, key=_CONFIDENCE_RANK.__getitem__)


def _override(card: Card, verdict: Verdict, dossier: Dossier) -> Override | None:
    if not card.overridable or verdict.outcome is not Outcome.FAILED:
        return None
    return next((override for override in dossier.overrides if override.code == card.code), None)


def _idle_overrides(dossier: Dossier, cards: Mapping[str, Card]) -> Iterator[Finding]:
    """Yield a warning for each declaration that lifts nothing, so that nobody relies on it."""
    for index, override in enumerate(dossier.overrides):
        card = cards.get(override.code)
        if card is None or not card.overridable:
            path: FieldPath = ("deroghe", index, "codice")
            reason = "non esiste" if card is None else "non si può superare con una dichiarazione"
            yield Finding(
                code=IDLE_OVERRIDE,
                severity=Severity.WARNING,
                message=f"La deroga alla regola «{override.code}» non ha effetto: la regola {reason}.",
                remedy="Correggere il codice della regola o togliere la deroga.",
                path=path,
                place=place_of_path(path),
                values={"codice": override.code},
            )


def _crash(code: str, error: Exception) -> Finding:
    """Report the bug; the log gets the stack but not the error's text, which may quote personal data."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger(__name__).error("rule %s crashed: %s\n%s", code, type(error).__name__, stack)
    return Finding(
        code=CRASHED,
        severity=Severity.BLOCKING,
        effect=Effect.PRACTICE,
        outcome=Outcome.UNKNOWN,
        message=f"Errore interno nella regola {code} ({type(error).__name__}): la regola non è stata verificata.",
        remedy="Segnalare l’errore a chi mantiene il programma, con il registro del comando.",
        values={"regola": code, "errore": type(error).__name__},
    )


def _distinct(evaluated: Iterable[Evaluation]) -> Iterator[Evaluation]:
    seen: set[tuple[str, FieldPath, Outcome]] = set()
    for item in evaluated:
        key = (item.code, item.path, item.outcome)
        if key not in seen:
            seen.add(key)
            yield item
