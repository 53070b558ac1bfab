"""The whole examination of one template, in the order in which people put things right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from workflow.documents.compiled import DOCUMENT_PART, CompiledTemplate
from workflow.documents.errors import TemplateError
from workflow.documents.lint import codes
from workflow.documents.lint.blocks import block_faults
from workflow.documents.lint.contents import content_faults, story_roots
from workflow.documents.lint.expressions import read_expressions
from workflow.documents.lint.fault import Code, Fault, PartKind, Place, excerpt, fault
from workflow.documents.lint.formatting import formatting_faults
from workflow.documents.lint.leftovers import leftover_faults, privacy_faults
from workflow.documents.lint.requirements import (
    Replaced,
    clause_faults,
    headings_of,
    reference_faults,
    unused_faults,
)
from workflow.documents.lint.story import StoryParagraph, stories
from workflow.documents.lint.tags import tag_faults, tags_of
from workflow.documents.lint.vocabulary import Vocabulary
from workflow.documents.package import write_package
from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, tag
from workflow.domain.finding import Severity

_WEIGHT = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_FILE = Place(PartKind.FILE)
_PICTURES = frozenset({"drawing", "pict"})
_MARGIN_KINDS = frozenset({PartKind.HEADER, PartKind.FOOTER})


@dataclass(frozen=True)
class Subject:
    """What is being examined: its name and parts, the names it may use, the document it replaces."""

    name: str
    parts: Mapping[str, bytes]
    vocabulary: Vocabulary
    replaced: Replaced | None = None
    is_letterhead: bool = False
    may_highlight: bool = False


def lint(subject: Subject) -> list[Fault]:
    """Return every fault of a template, the heaviest first, then as they stand in the document."""
    roots = story_roots(subject.parts)
    paragraphs = [one for one in stories(roots) if not subject.is_letterhead or one.kind in _MARGIN_KINDS]
    reading = read_expressions(paragraphs, subject.vocabulary)
    found = [*tag_faults(paragraphs), *block_faults(paragraphs), *reading.faults]
    body = roots[DOCUMENT_PART]
    if subject.is_letterhead:
        found += _letterhead(paragraphs, roots)
    else:
        found += reference_faults(reading, body, paragraphs)
        found += _identification(subject.parts)
        if subject.replaced is not None:
            found += [*clause_faults(paragraphs, subject.replaced), *unused_faults(reading, subject.replaced)]
        else:
            found.append(
                fault(codes.NO_DOCUMENT, f"«{subject.name}» non è il nome di un documento del catalogo.", _FILE)
            )
        found += formatting_faults(paragraphs)
    found += leftover_faults(paragraphs, may_highlight=subject.may_highlight)
    found += privacy_faults(paragraphs, is_letterhead=subject.is_letterhead)
    found += content_faults(subject.parts, paragraphs)
    if not any(one.is_blocking for one in found):
        found += _compilation(subject)
    return ordered(found, paragraphs)


def ordered(faults: Sequence[Fault], paragraphs: Sequence[StoryParagraph]) -> list[Fault]:
    """Return the faults by weight, then by place; the same thing said twice of the same place once."""
    places = {(one.part, one.number): index for index, one in enumerate(paragraphs)}
    misspelt = {one.place for one in faults if one.code is codes.WRONG_SIGNS}
    unique = dict.fromkeys(one for one in faults if one.code is not codes.SYNTAX or one.place not in misspelt)
    return sorted(
        unique,
        key=lambda one: (
            _WEIGHT[one.severity],
            places.get((one.place.part, one.place.paragraph or 0), len(places)),
            one.code.code,
        ),
    )


def names_of(parts: Mapping[str, bytes], vocabulary: Vocabulary) -> Replaced:
    """Return the names that a packaged template uses and its headings, for the comparison with a studio's own."""
    paragraphs = list(stories(story_roots(parts)))
    names = read_expressions(paragraphs, vocabulary).names
    return Replaced("", (), headings_of(paragraphs), frozenset(names))


def clauses_in(parts: Mapping[str, bytes]) -> set[str]:
    """Return the clause ids that a template carries."""
    return set(headings_of(stories(story_roots(parts))))


def template_fault(error: TemplateError, code: Code) -> Fault:
    """Return the fault of a template that cannot be compiled or filled."""
    place = Place(PartKind.BODY, excerpt=excerpt(error.paragraph)) if error.paragraph else _FILE
    return fault(code, error.problem, place, remedy=error.remedy)


def _compilation(subject: Subject) -> list[Fault]:
    """Make the template ready as rendering does: what the examination has not seen is seen here."""
    try:
        CompiledTemplate(subject.name, write_package(subject.parts))
    except TemplateError as error:
        return [template_fault(error, codes.UNCOMPILED)]
    except (etree.XMLSyntaxError, ValueError) as error:
        return [fault(codes.UNCOMPILED, f"Il file non si può preparare ({type(error).__name__}).", _FILE)]
    return []


def _letterhead(paragraphs: Sequence[StoryParagraph], roots: Mapping[str, Element]) -> list[Fault]:
    is_drawn = any(
        local(one) in _PICTURES for part, root in roots.items() if part != DOCUMENT_PART for one in root.iter()
    )
    if is_drawn or any(one.text.strip() for one in paragraphs):
        return []
    return [fault(codes.LETTERHEAD, "La carta intestata non ha né intestazione né piè di pagina.", _FILE)]


def identification_lacks(parts: Mapping[str, bytes]) -> list[str]:
    """Return what the margins of a template do not say of the document: page, pages, edition, whether it is a draft."""
    margins = [one for one in stories(story_roots(parts)) if one.kind in _MARGIN_KINDS]
    fields = " ".join(
        element.get(tag("w:instr")) or element.text or ""
        for one in margins
        for element in one.element.iter(tag("w:instrText"), tag("w:fldSimple"))
    )
    text = " ".join(each.body for one in margins for each in tags_of(one))
    found = (
        ("il numero di pagina", "PAGE" in fields.replace("NUMPAGES", "").replace("PAGEREF", "")),
        ("il totale delle pagine", "NUMPAGES" in fields or "SECTIONPAGES" in fields),
        ("il documento e l'edizione", "pie.documento" in text and "pie.edizione" in text),
        ("la scritta BOZZA", "bozza" in text),
    )
    return [words for words, is_there in found if not is_there]


def margin_words(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Return what header and footer of a template say, a picture counting as a word."""
    roots = story_roots(parts)
    margins = [one for one in stories(roots) if one.kind in _MARGIN_KINDS]
    drawn = any(local(one) in _PICTURES for each in margins for one in each.element.iter() if isinstance(one.tag, str))
    return frozenset(text for one in margins if (text := " ".join(one.text.split()))) | (
        {"[immagine]"} if drawn else set()
    )


def _identification(parts: Mapping[str, bytes]) -> list[Fault]:
    lacks = identification_lacks(parts)
    return [fault(codes.UNIDENTIFIED, f"Nei margini mancano: {', '.join(lacks)}.", _FILE)] if lacks else []


def with_pages(faults: Sequence[Fault], pages: Mapping[tuple[str, int], int]) -> list[Fault]:
    """Return the faults with the page of each paragraph whose page is known."""
    found: list[Fault] = []
    for one in faults:
        page = pages.get((one.place.part, one.place.paragraph or 0))
        found.append(one if page is None else replace(one, place=replace(one.place, page=page)))
    return found


def texts_of(parts: Mapping[str, bytes]) -> list[tuple[tuple[str, int], str]]:
    """Return the paragraphs of the body that can be looked for on printed pages, with their places."""
    body = {DOCUMENT_PART: story_roots(parts)[DOCUMENT_PART]}
    return [((one.part, one.number), one.text) for one in stories(body) if one.text.strip()]
