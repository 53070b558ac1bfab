"""Explains a code: a rule, a point of the law that is no rule, a term, or an item of the bundle's index."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.bundle.submission import SubmissionItem, load_submission
from workflow.checks.card import Card, Examples, OftenRead, load_cards
from workflow.checks.note import Gap, Note, load_gaps, load_notes
from workflow.documents.catalogue import Catalogue
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Confidence
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.law.law import TERMS_AREA
from workflow.law.term import Term
from workflow.resources import ProgramError, data_folder
from workflow.services.law_showing import ShownTerm, ShownValue, term_through_time, values_of_other_days
from workflow.services.law_words import dated_words, key_date_words, opened, silence_of, sources_words, spelled
from workflow.services.statute_codes import FAMILY as STATUTE_FAMILY
from workflow.services.statute_codes import StatuteCode, statute_codes

RULE = "regola"
GAP = "non attuata"
TERM = "termine"
ITEM = "voce del fascicolo"
STATUTE = "rilievo di «statute check»"
_SECTIONS = {"upload": "da mandare al GSE", "keep": "da dichiarare e conservare", "studio": "solo per lo studio"}


class UnknownCodeError(ProgramError):
    """A code that nothing in the program has."""

    exit_code = 3


@dataclass(frozen=True)
class UsedValue:
    """A parameter with its value on the day asked, why there is none, and the values of other days."""

    name: str
    description: str
    value: str | None
    silence: str | None
    cited: str | None
    others: tuple[ShownValue, ...]


@dataclass(frozen=True)
class Explanation:
    """What is known of a code, in words; `card` only for a rule, `term` only for a term."""

    code: str
    title: str
    nature: str
    facts: tuple[str, ...]
    text: tuple[str, ...]
    articles: tuple[str, ...]
    values: tuple[UsedValue, ...] = ()
    terms: tuple[ShownTerm, ...] = ()
    documents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    examples: Examples | None = None
    often_read: tuple[OftenRead, ...] = ()
    card: Card | None = None
    note: Note | None = None
    term: ShownTerm | None = None


def explain(code: str, law: Law, on: date) -> Explanation:
    """Return the explanation of a code on a day; raise UnknownCodeError with the codes that resemble it."""
    cards, notes, gaps, wanted = load_cards(), load_notes(), load_gaps(), code.strip().upper()
    statute = statute_codes(law, on) if wanted.startswith(STATUTE_FAMILY) else {}
    if wanted in cards:
        return _of_rule(cards[wanted], law, on)
    if wanted in notes:
        return _of_note(notes[wanted], law, on)
    if wanted in gaps:
        return _of_gap(gaps[wanted], law)
    term = code.strip().removeprefix(f"{TERMS_AREA}/").lower()
    if term in law.terms:
        return _of_term(term, law, on)
    if wanted in statute:
        return _of_statute(statute[wanted], law)
    item = _find_item(wanted)
    if item is not None:
        return _of_item(item, law)
    known = (*cards, *notes, *gaps, *(statute or [STATUTE_FAMILY]))
    raise UnknownCodeError(f"Il codice «{code}» non esiste. {_near(wanted, known)}")


def _of_rule(card: Card, law: Law, on: date) -> Explanation:
    period = f"dal {card.in_force.start:%d/%m/%Y}"
    if card.in_force.until is not None:
        period += f" fino al giorno prima del {card.in_force.until:%d/%m/%Y}"
    return Explanation(
        code=card.code,
        title=card.title,
        nature=RULE,
        facts=(
            f"Peso: {card.severity.value}; effetto: {spelled(card.effect.value)}. {_sure(card.confidence)}",
            f"Riguarda: {_kinds(card.kinds)}. Fase: {spelled(card.gate.value)}.",
            f"Per le richieste inviate {period}; la legge si sceglie secondo {key_date_words(card.key_date)}.",
        ),
        text=(
            f"Quando non è rispettata: {opened(card.message)}",
            f"Quando manca un dato: {opened(card.unknown)}",
            f"Rimedio: {opened(card.remedy)}",
        ),
        articles=sources_words(law, card.refs),
        values=_values((name for name in card.uses if not name.startswith(f"{TERMS_AREA}/")), law, on),
        terms=_terms((name for name in card.uses if name.startswith(f"{TERMS_AREA}/")), law),
        examples=card.examples,
        often_read=card.often_read,
        card=card,
    )


def _of_note(note: Note, law: Law, on: date) -> Explanation:
    titles = {document.id: document.title for document in Catalogue.load().all()} if note.documents else {}
    return Explanation(
        code=note.code,
        title=note.title,
        nature=note.nature.value,
        facts=(f"Riguarda: {_kinds(note.kinds)}. {_sure(note.confidence)} Dal {note.in_force.start:%d/%m/%Y}.",),
        text=(note.text,),
        articles=sources_words(law, note.refs),
        values=_values(note.parameters, law, on),
        terms=_terms(note.terms, law),
        documents=tuple(_document_words(name, titles) for name in note.documents),
        rules=note.rules,
        often_read=note.often_read,
        note=note,
    )


def _of_gap(gap: Gap, law: Law) -> Explanation:
    return Explanation(
        code=gap.code,
        title=gap.title,
        nature=GAP,
        facts=(),
        text=(gap.text, f"Il programma non può verificarlo. Manca {gap.missing}", f"Che fare: {gap.ask}"),
        articles=sources_words(law, gap.refs),
    )


def _of_term(name: str, law: Law, on: date) -> Explanation:
    shown = term_through_time(law, name)
    term = shown.term
    facts = [
        f"Parte da: {spelled(term.event)}. Tocca a: {spelled(term.actor.value)}. Conto: {spelled(term.counting.value)}."
    ]
    if term.rolls.value:
        facts.append(
            "Se l’ultimo giorno è festivo si può sostenere che slitti al primo non festivo "
            f"(certezza {spelled(term.rolls.confidence.value)}): conviene rispettare il giorno esatto."
        )
    return Explanation(
        code=f"{TERMS_AREA}/{name}",
        title=term.description,
        nature=TERM,
        facts=tuple(facts),
        text=tuple(words for words in (f"Se passa: {term.missed}", term.note, _untracked(term)) if words),
        articles=(shown.cited,),
        values=_values([term.length] if term.length else [], law, on),
        term=shown,
    )


def _untracked(term: Term) -> str | None:
    return f"Non è nell’elenco delle scadenze: {term.untracked}" if term.untracked else None


def _of_item(item: SubmissionItem, law: Law) -> Explanation:
    texts = [f"Perché serve: {item.required_because}"]
    if item.not_required_because:
        texts.append(f"Quando non serve: {item.not_required_because}")
    return Explanation(
        code=item.id,
        title=item.title,
        nature=ITEM,
        facts=(f"Riguarda: {_kinds(item.kinds)}. Dove va: {_SECTIONS[item.section.value]}.",),
        text=tuple(texts),
        articles=sources_words(law, item.refs),
    )


def _of_statute(found: StatuteCode, law: Law) -> Explanation:
    """Explain a code of somebody else's statute or contract: no datum of a dossier, only words of a text."""
    touched = f" Elemento: {'; '.join(found.elements)}." if found.elements else ""
    weight = "contraddice l’elemento" if found.contradicts else "rende dubbio l’elemento"
    effect = f"; {weight}" if found.elements else ""
    words = found.example
    return Explanation(
        code=found.code,
        title=found.title,
        nature=STATUTE,
        facts=(
            f"Peso: {found.severity.value}{effect}. {_sure(found.confidence)}",
            f"Riguarda: {_kinds(found.kinds)}.{touched}",
        ),
        text=(found.message, f"Rimedio: {found.remedy}"),
        articles=sources_words(law, found.refs),
        examples=None if words is None else Examples(passes=words.right, fails=words.wrong),
    )


def _values(names: Iterable[str], law: Law, on: date) -> tuple[UsedValue, ...]:
    return tuple(_used(name, law, on) for name in names)


def _used(name: str, law: Law, on: date) -> UsedValue:
    parameter = law.get(name)
    found = parameter.find(on)
    return UsedValue(
        name=name,
        description=parameter.description,
        value=None if found is None else dated_words(found),
        silence=silence_of(parameter, on),
        cited=None if found is None else law.cite(found.ref),
        others=values_of_other_days(law, name, on),
    )


def _terms(names: Iterable[str], law: Law) -> tuple[ShownTerm, ...]:
    return tuple(term_through_time(law, name.removeprefix(f"{TERMS_AREA}/")) for name in names)


def _document_words(name: str, titles: dict[str, str]) -> str:
    document, _, clause = name.partition("/")
    place = f", clausola «{spelled(clause)}»" if clause else ""
    return f"{titles.get(document, document)}{place}"


def _find_item(code: str) -> SubmissionItem | None:
    folder = data_folder("checklists") / "submissions"
    known = [practice for practice in FilingKind if (folder / f"{practice.value}.yaml").exists()]
    return next((item for one in known for item in load_submission(one).items if item.id == code), None)


def _near(wanted: str, known: tuple[str, ...]) -> str:
    family = wanted.split("-", maxsplit=1)[0]
    near = sorted(code for code in known if code.split("-")[0] == family)
    if near:
        return f"Esistono: {', '.join(near)}."
    families = sorted({code.split("-")[0] for code in known})
    return f"Le famiglie sono: {', '.join(families)}; i termini: dossier-cer law list --terms."


def _kinds(kinds: Iterable[Kind]) -> str:
    return ", ".join(kind.value.upper() for kind in kinds)


def _sure(confidence: Confidence) -> str:
    return f"Certezza: {spelled(confidence.value)}."
