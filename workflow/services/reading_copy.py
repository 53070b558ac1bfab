"""Makes the two files people read: the index of the bundle, and everything in one PDF with bookmarks."""

from collections.abc import Mapping
from pathlib import Path

from workflow.bundle.assemble import Part, assemble
from workflow.bundle.index_content import Cover, IndexItem, IndexSection
from workflow.bundle.index_pages import draw_index
from workflow.bundle.stamp import Marks, stamp_file
from workflow.bundle.submission import Section
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Report
from workflow.services.filing import FilingFacts, Practice
from workflow.services.laying_out import Layout
from workflow.services.opening import Opened

INDEX_NAME = "indice.pdf"
MERGED_NAME = "fascicolo.pdf"
_NOTES = {
    Section.SEND: "Si allega alla PEC per il GSE.",
    Section.UPLOAD: "Allegato 3 delle Regole operative: si carica con l'istanza che il portale genera.",
    Section.KEEP: "Si dichiara nell'istanza di averlo; si conserva e si mostra su richiesta del GSE.",
    Section.STUDIO: "Carte di lavoro: non si caricano e non si consegnano.",
}


def make_reading_copies(  # noqa: PLR0917 - the parts of one bundle
    opened: Opened, report: Report, practice: Practice, layout: Layout, place: Path, marks: Marks
) -> dict[str, int]:
    """Write `indice.pdf` and `fascicolo.pdf` into the bundle; return the pages of every PDF of the program."""
    pages = make_index(opened, report, practice, layout, place, marks)
    cover = _cover(opened, report, practice.facts, marks)
    assembly = assemble(place / MERGED_NAME, cover, _parts(layout, place), marks)
    pages[MERGED_NAME] = assembly.pages
    for placed in assembly.parts:
        if not placed.part.is_attachment:
            pages[placed.part.shown_path] = placed.pages
    return pages


def make_index(  # noqa: PLR0917 - as above
    opened: Opened, report: Report, practice: Practice, layout: Layout, place: Path, marks: Marks
) -> dict[str, int]:
    """Write `indice.pdf` alone, for a bundle whose documents have no pages; return its pages."""
    index = draw_index(
        _cover(opened, report, practice.facts, marks), _index(layout, {**_NOTES, **practice.submission.notes})
    )
    (place / INDEX_NAME).write_bytes(index.data)
    stamp_file(place / INDEX_NAME, marks)
    return {INDEX_NAME: index.pages}


def _cover(opened: Opened, report: Report, practice: FilingFacts, marks: Marks) -> Cover:
    dossier = opened.dossier
    blocking = len(report.blocking)
    if blocking:
        verdict = f"Non pronto: {blocking} {'rilievo bloccante' if blocking == 1 else 'rilievi bloccanti'}."
    else:
        verdict = "Nessun rilievo bloccante." if not marks.is_draft else "Non pronto."
    hypothesis = " (ipotesi)" if dossier.is_sending_assumed else ""
    facts = [
        *_practice_facts(practice),
        ("Cabina primaria", dossier.configuration.cabina_primaria or "non indicata"),
        ("Referente", _referente(opened)),
        ("Impianti", str(len(dossier.plants))),
        ("Membri e punti", f"{len(dossier.active_members)} membri, {len(dossier.points)} punti di prelievo"),
        ("Invio", f"{dossier.sent_on:%d/%m/%Y}{hypothesis}"),
        ("Legge applicata", (report.law_digest or "")[:16]),
    ]
    label = dossier.kind.label
    title = Cover.title if practice.filing.kind is FilingKind.ACCESS else practice.title
    kind = label[0].upper() + label[1:]
    return Cover(dossier.title, kind, dossier.as_of, verdict, title=title, facts=tuple(facts), marks=marks)


def _practice_facts(practice: FilingFacts) -> list[tuple[str, str]]:
    """Say how, where and by when the practice goes, and from when it counts."""
    address = f", {practice.address}" if practice.address else ""
    facts = [("Pratica", practice.title), ("Via", f"{practice.channel.label}{address}")]
    if practice.due_on is not None:
        facts.append(("Entro", f"{practice.due_on:%d/%m/%Y}"))
    if practice.effective_on is not None:
        lost = f" ({practice.lost_days} giorni persi)" if practice.lost_days else ""
        facts.append(("Vale dal", f"{practice.effective_on:%d/%m/%Y}{lost}"))
    return facts


def _referente(opened: Opened) -> str:
    referente = opened.dossier.get_referente()
    return (referente.full_name if referente is not None else None) or "non indicato"


def _index(layout: Layout, notes: Mapping[Section, str]) -> list[IndexSection]:
    """Every item of the submission, also what is missing or not required, with the reason."""
    sections = []
    for section in Section:
        items = [
            IndexItem(item.title, item.state, item.reason, ", ".join(layout.files_of_item.get(index, ())))
            for index, item in enumerate(layout.items)
            if item.section is section
        ]
        if items:
            sections.append(IndexSection(section.label, notes[section], tuple(items)))
    return sections


def _parts(layout: Layout, place: Path) -> list[Part]:
    attachments = {target for targets in layout.attachment_files.values() for target in targets}
    parts = []
    listed: set[str] = set()
    for section in Section:
        for index, item in enumerate(layout.items):
            if item.section is not section:
                continue
            for target in layout.files_of_item.get(index, ()):
                listed.add(target)
                if (place / target).exists():
                    is_attachment = target in attachments
                    parts.append(
                        Part(
                            item.title, place / target, section.label, target, item.state, item.reason,
                            is_attachment=is_attachment, carries_marks=not is_attachment,
                        )
                    )  # fmt: skip
        if section is Section.STUDIO:
            parts += _unlisted(layout, place, listed)
    return parts


def _unlisted(layout: Layout, place: Path, listed: set[str]) -> list[Part]:
    """Return the documents that no item of the submission asks for."""
    return [
        Part(layout.documents[stem].order.title, place / target, Section.STUDIO.label, target, carries_marks=True)
        for stem, targets in layout.pdf_files.items()
        for target in targets
        if target not in listed and (place / target).exists()
    ]
