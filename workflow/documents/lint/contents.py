"""Looks into a Word file beside its text: macros, links outwards, embedded objects, comments, revisions, properties."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from workflow.documents.lint import codes
from workflow.documents.lint.fault import Fault, PartKind, Place, excerpt, fault
from workflow.documents.lint.story import StoryParagraph, is_story
from workflow.documents.properties import CORE_PART
from workflow.documents.word_runs import local, own_runs, printed
from workflow.documents.wordml import Element, parse_part, tag

_MACROS = re.compile(r"word/(?:vbaProject|vbaData).*|word/activeX/.*")
_OBJECTS = re.compile(r"word/embeddings/.*|word/afchunk.*", re.IGNORECASE)
_ACTIVE = re.compile(
    r"^\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|MACROBUTTON|DATABASE|IMPORT|RD|MERGEFIELD|ASK|FILLIN)\b",
    re.IGNORECASE,
)
_REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"})
_LOOK_REVISIONS = frozenset({"rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange"})
_FILE = Place(PartKind.FILE)
_COMMENTS = "word/comments.xml"
_SETTINGS = "word/settings.xml"


def content_faults(parts: Mapping[str, bytes], paragraphs: list[StoryParagraph]) -> Iterator[Fault]:
    """Yield what the file carries besides its text."""
    macros = [part for part in parts if _MACROS.fullmatch(part)]
    if macros:
        yield fault(codes.MACRO, "Il file contiene macro o controlli ActiveX.", _FILE)
    for part in sorted(parts):
        if _OBJECTS.fullmatch(part):
            yield fault(codes.EMBEDDED, f"C'è un oggetto incorporato ({part.rpartition('/')[2]}).", _FILE)
        if part.endswith(".rels"):
            yield from _relationships(parts[part])
    yield from _comments(parts, paragraphs)
    yield from _properties(parts)
    if _SETTINGS in parts and b"w:trackRevisions" in parts[_SETTINGS]:
        message = "Nel file sono attive le revisioni: ogni documento prodotto segnerebbe le modifiche di chi lo apre."
        yield fault(codes.TRACKED, message, _FILE, remedy="Spegnere Revisione, Rileva modifiche, e salvare.")
    for paragraph in paragraphs:
        yield from _revisions(paragraph)
        yield from _fields(paragraph)


def _relationships(content: bytes) -> Iterator[Fault]:
    try:
        root = parse_part(content)
    except etree.XMLSyntaxError:
        return
    for one in root:
        if one.get("TargetMode") != "External":
            continue
        target = one.get("Target", "")
        kind = one.get("Type", "").rpartition("/")[2]
        if "{{" in target or "%7B%7B" in target.upper():
            yield fault(
                codes.BROKEN, "C'è un segnaposto nell'indirizzo di un collegamento, dove non viene riempito.", _FILE
            )
        elif kind == "hyperlink" and target.lower().startswith(("http:", "https:", "mailto:", "tel:")):
            yield fault(codes.LINK, f"Collegamento a {target}.", _FILE)
        else:
            what = {
                "image": "un'immagine",
                "attachedTemplate": "un modello di Word",
                "oleObject": "un oggetto",
                "hyperlink": "un file",
                "frame": "una cornice",
            }.get(kind, "un contenuto")
            yield fault(codes.EXTERNAL, f"Il file prende {what} da fuori ({excerpt(target)}).", _FILE)


def _comments(parts: Mapping[str, bytes], paragraphs: list[StoryParagraph]) -> Iterator[Fault]:
    if _COMMENTS not in parts:
        return
    places = {
        one.get(tag("w:id")): paragraph.place()
        for paragraph in paragraphs
        for one in paragraph.element.iter(tag("w:commentRangeStart"), tag("w:commentReference"))
    }
    for comment in parse_part(parts[_COMMENTS]).iter(tag("w:comment")):
        text = " ".join("".join(node.text or "" for node in comment.iter(tag("w:t"))).split())
        author = comment.get(tag("w:author"), "sconosciuto")
        day = comment.get(tag("w:date"), "")[:10]
        when = f", {day[8:10]}/{day[5:7]}/{day[:4]}" if day else ""
        place = places.get(comment.get(tag("w:id")), _FILE)
        yield fault(codes.COMMENT, f"Commento di {author}{when}: «{excerpt(text)}».", place)


def _properties(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    if CORE_PART not in parts:
        return
    try:
        root = parse_part(parts[CORE_PART])
    except etree.XMLSyntaxError:
        return
    names = {(node.text or "").strip() for node in root if local(node) in {"creator", "lastModifiedBy"}}
    names -= {"", "dossier-cer", "python-docx"}
    if names:
        yield fault(codes.PROPERTY, f"Il file porta i nomi di chi l'ha scritto: {', '.join(sorted(names))}.", _FILE)


def _revisions(paragraph: StoryParagraph) -> Iterator[Fault]:
    marks = [one for one in paragraph.element.iter() if local(one) in _REVISIONS]
    row = paragraph.row
    if row is not None and next(row.iter(tag("w:p"))) is paragraph.element:
        marks += [one for one in row.iterfind(f"{tag('w:trPr')}/*") if local(one) in _REVISIONS]
    if not marks:
        looks = [one for one in paragraph.element.iter() if local(one) in _LOOK_REVISIONS]
        if looks:
            message = f"Revisione di formattazione non accettata, di {_author(looks[0])}."
            yield fault(codes.TRACKED, message, paragraph.place())
        return
    added = "".join(_text(one) for one in marks if local(one) in {"ins", "moveTo"})
    removed = "".join(_text(one) for one in marks if local(one) in {"del", "moveFrom"})
    says = "; ".join(
        words
        for words in (
            f"aggiunto «{excerpt(added)}»" if added.strip() else "",
            f"tolto «{excerpt(removed)}»" if removed.strip() else "",
        )
        if words
    )
    yield fault(
        codes.TRACKED, f"Revisione non accettata, di {_author(marks[0])}: {says or 'a capo o riga'}.", paragraph.place()
    )


def _text(mark: Element) -> str:
    return "".join(text for run in mark.iter(tag("w:r")) for _, text in printed(run))


def _author(mark: Element) -> str:
    return str(mark.get(tag("w:author"), "sconosciuto"))


def _fields(paragraph: StoryParagraph) -> Iterator[Fault]:
    instructions = [element.get(tag("w:instr"), "") for element in paragraph.element.iter(tag("w:fldSimple"))]
    split = "".join(
        node.text or "" for run in own_runs(paragraph.element) for node in run if local(node) == "instrText"
    )
    for text in (*instructions, split):
        found = _ACTIVE.match(text)
        if found is not None:
            yield fault(codes.ACTIVE_FIELD, f"C'è il campo {found.group(1).upper()}.", paragraph.place())


def story_roots(parts: Mapping[str, bytes]) -> dict[str, Element]:
    """Return the parsed parts that people read; raises XMLSyntaxError for a broken one."""
    return {name: parse_part(content) for name, content in parts.items() if is_story(name)}
