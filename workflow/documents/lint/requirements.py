"""Compares a template of the studio with the document it replaces: clauses, references and data that are gone."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.documents.catalogue import Clause
from workflow.documents.lint import codes
from workflow.documents.lint.expressions import Reading
from workflow.documents.lint.fault import Fault, PartKind, Place, fault
from workflow.documents.lint.story import StoryParagraph
from workflow.documents.numbering import clause_ids, count
from workflow.documents.wordml import Element, bookmark_of

_LIKENESS = 0.6
_SHOWN = 12
_LONGEST_HEADING = 110
_FILE = Place(PartKind.FILE)


@dataclass(frozen=True)
class Replaced:
    """What is known of the packaged document: its clauses, their headings, the names that it prints."""

    title: str
    clauses: tuple[Clause, ...]
    headings: Mapping[str, str]
    names: frozenset[str]
    answered: frozenset[str] = frozenset()
    """The requirements that the words of the studio's own text answer, whatever its bookmarks."""


def headings_of(paragraphs: Iterable[StoryParagraph]) -> dict[str, str]:
    """Return the heading, or the first words, of each clause of a template."""
    return {clause: paragraph.text for paragraph in paragraphs for clause in clause_ids(paragraph.element)}


def clause_faults(paragraphs: Sequence[StoryParagraph], replaced: Replaced) -> Iterator[Fault]:
    """Yield the clauses that the document must carry and that have no bookmark here."""
    marked = set(headings_of(paragraphs))
    answered = {answer for clause in replaced.clauses if clause.id in marked for answer in clause.answers}
    short = {p.text.strip(): p for p in paragraphs if 0 < len(p.text.strip()) <= _LONGEST_HEADING}
    for clause in replaced.clauses:
        if clause.id in marked:
            continue
        wanted = [answer for answer in clause.answers if answer not in answered]
        if not wanted:
            continue
        bookmark = bookmark_of(clause.id)
        likely = _likely(replaced.headings.get(clause.id, ""), short)
        what = f"La clausola «{clause.id}», che risponde a {', '.join(wanted)},"
        if likely is not None:
            yield fault(
                codes.UNMARKED_CLAUSE,
                f"{what} sembra questa, ma non ha il segnalibro {bookmark}: il prospetto dei requisiti non la trova.",
                likely.place(),
                remedy=f"Selezionare la rubrica e inserire il segnalibro {bookmark} (Inserisci, Segnalibro).",
            )
        elif all(answer in replaced.answered for answer in wanted):
            yield fault(
                codes.UNMARKED_CLAUSE,
                f"{what} è nel testo, ma non ha il segnalibro {bookmark}: il prospetto dei requisiti non la trova.",
                _FILE,
                remedy=f"Selezionare la rubrica e inserire il segnalibro {bookmark} (Inserisci, Segnalibro).",
            )
        else:
            yield fault(
                codes.MISSING_CLAUSE,
                f"{what} manca: «{replaced.title}» deve averla.",
                _FILE,
                remedy=f"Aggiungere l'articolo e il segnalibro {bookmark}; il testo nostro si ottiene con "
                "«dossier-cer templates copy».",
            )


def _likely(heading: str, short: Mapping[str, StoryParagraph]) -> StoryParagraph | None:
    """Return the short paragraph that looks like the heading of the packaged clause."""
    if not heading:
        return None
    wanted = _bare(heading)
    near = difflib.get_close_matches(wanted, [_bare(text) for text in short], n=1, cutoff=0.8)
    return next((one for text, one in short.items() if near and _bare(text) == near[0]), None)


def _bare(text: str) -> str:
    """Return a heading without number and signs."""
    words = [word for word in text.lower().replace("’", "'").split() if any(letter.isalpha() for letter in word)]
    return " ".join(word.strip(".,;:–—-()") for word in words if word not in {"art", "art.", "articolo"})


def reference_faults(reading: Reading, body: Element, paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    """Yield the references to articles that will have no number when the document is written."""
    numbering = count(body)
    marked = headings_of(paragraphs)
    for clause, place in reading.references:
        if clause in numbering.clauses:
            continue
        if clause in marked:
            yield fault(
                codes.DEAD_REFERENCE, f"Il rinvio art('{clause}') punta a un paragrafo senza numero automatico.", place
            )
        else:
            near = difflib.get_close_matches(clause, marked, n=1, cutoff=_LIKENESS)
            cure = (
                f"Forse si voleva «{near[0]}»."
                if near
                else f"Mettere il segnalibro {bookmark_of(clause)} sull'articolo."
            )
            yield fault(
                codes.DEAD_REFERENCE, f"Il rinvio art('{clause}') non trova alcun articolo.", place, remedy=cure
            )


def unused_faults(reading: Reading, replaced: Replaced) -> Iterator[Fault]:
    """Yield, as one note, the data that the packaged document prints and this template does not."""
    missing = sorted(name for name in replaced.names - reading.names if "." in name and not name.startswith("pie."))
    if missing:
        more = f" e altri {len(missing) - _SHOWN}" if len(missing) > _SHOWN else ""
        shown = ", ".join(missing[:_SHOWN])
        yield fault(codes.UNUSED, f"Il modello fornito stampa anche {shown}{more}.", _FILE, count=len(missing))
