"""Writes the pages of the guide that come from the law's data: rules, notes, and what is often read wrong."""

from collections.abc import Iterator, Mapping

from workflow.checks.card import Card, OftenRead, load_cards
from workflow.checks.note import Gap, Note, load_gaps, load_notes
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.services.law_words import opened, spelled

_RULES_HEAD = """# Le regole

Pagina generata da `checklists/rules`, `checklists/notes` e `checklists/law/not_implemented.yaml`. Di ogni codice, con i
valori di un giorno: `dossier-cer explain CODICE`. Le parole tra parentesi quadre sono dati del fascicolo. Gli esempi
sono eseguiti a ogni modifica del programma.
"""
_NOTES_HEAD = """# I punti della legge che non sono regole

Valori, termini, testi dei documenti e note: il programma li usa o li spiega, ma non c'è un dato del fascicolo da
giudicare.
"""
_GAPS_HEAD = """# I punti che il programma non può verificare
"""
_OFTEN_HEAD = """# Si legge spesso… il testo dice…

Pagina generata da `checklists/rules` e `checklists/notes`. Quello che ripetono siti e guide, e quello che sta scritto
nelle Regole operative del GSE del 23/02/2024, l'edizione che il programma ha letto per intero, se non è detto altro. Le
edizioni successive possono dire altro: si vedano i valori datati con `dossier-cer explain CODICE`.

| si legge spesso | il testo dice | dove | codice |
|---|---|---|---|
"""


def rules_page() -> str:
    """Return the guide's page of rules, notes and gaps, one section each."""
    law = Law.load()
    parts = [_RULES_HEAD]
    parts += [_of_card(card, law) for card in load_cards().values()]
    parts.append(_NOTES_HEAD)
    parts += [_of_note(note, law) for note in load_notes().values()]
    parts.append(_GAPS_HEAD)
    parts += [_of_gap(gap, law) for gap in load_gaps().values()]
    return "\n".join(parts)


def often_read_page() -> str:
    """Return the guide's page of what sites and guides get wrong, in order of code."""
    rows = [*_often_read(load_cards()), *_often_read(load_notes())]
    lines = [f"| {entry.says} | {entry.text} | {entry.at} | {code} |" for code, entry in sorted(rows, key=_by_code)]
    return _OFTEN_HEAD + "\n".join(lines) + "\n"


def _often_read(points: Mapping[str, Card] | Mapping[str, Note]) -> Iterator[tuple[str, OftenRead]]:
    return ((code, entry) for code, point in points.items() for entry in point.often_read)


def _by_code(row: tuple[str, OftenRead]) -> str:
    return row[0]


def _of_card(card: Card, law: Law) -> str:
    articles = "; ".join(law.cite(ref) for ref in card.refs)
    facts = (
        f"{_kinds(card.kinds)} · {card.severity.value} · effetto: {spelled(card.effect.value)} · "
        f"certezza: {spelled(card.confidence.value)} · fase: {spelled(card.gate.value)}"
    )
    examples = ""
    if card.examples is not None:
        examples = f"\n*Va bene:* {card.examples.passes}.\n\n*Non va:* {card.examples.fails}.\n"
    return (
        f"## {card.code} – {card.title}\n\n{facts}\n\n*Fonte:* {articles}\n\n*Rimedio:* {opened(card.remedy)}\n"
        f"{examples}"
    )


def _of_note(note: Note, law: Law) -> str:
    articles = "; ".join(law.cite(ref) for ref in note.refs)
    facts = f"{_kinds(note.kinds)} · {note.nature.value} · certezza: {spelled(note.confidence.value)}"
    rules = f"\n*Regole:* {', '.join(note.rules)}\n" if note.rules else ""
    return f"## {note.code} – {note.title}\n\n{facts}\n\n{note.text}\n\n*Fonte:* {articles}\n{rules}"


def _of_gap(gap: Gap, law: Law) -> str:
    articles = "; ".join(law.cite(ref) for ref in gap.refs)
    return (
        f"## {gap.code} – {gap.title}\n\n{gap.text}\n\n*Manca:* {gap.missing}\n\n*Che fare:* {gap.ask}\n\n"
        f"*Fonte:* {articles}\n"
    )


def _kinds(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(kind.value.upper() for kind in kinds)
