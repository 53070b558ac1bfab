"""Reads a Word file that somebody else wrote: its text in order, with the numbers that Word prints by itself."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workflow.documents.numbering import letter, roman
from workflow.documents.package import read_package
from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.documents.statute.word_story import Story, printed_text, runs_of, text_pieces
from workflow.documents.wordml import Element, child_value, parse_part, tag

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_PARTS = 3_000
_NUMBERING_PART = "word/numbering.xml"
_STYLES_PART = "word/styles.xml"
_FEWEST_LETTERS = 200
_LEVELS = 9
_HEADING_WORDS = ("heading", "titolo", "title", "articolo")
_LONGEST_HEADING = 110
_LEADERS = 4
_FEWEST_CELLS = 2
_ARTICLE_CELL = re.compile(r"\s*(?:art(?:icolo|\.)?|capo|titolo)\s*\w", re.IGNORECASE)
_LONGEST_CELL = 160  # longer ones are a text in columns, not the cells of a table
_LONGEST_POINTER = 60  # a longer cell is an article itself, as in a table of a text and its translation
REVISIONS = (
    "Il file ha revisioni in sospeso: il testo è giudicato come se fossero tutte accettate. "
    "Accettarle o rifiutarle prima della firma."
)
STRUCK = "Il file ha parole barrate: il testo è giudicato come se non ci fossero. Toglierle prima della firma."


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class _Lists:
    """What `numbering.xml` and the styles say about automatic numbers."""

    abstract_of: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    restarted: dict[str, dict[int, int]] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)


def read_word(content: bytes) -> SourceText:
    """Return the text of a Word file; what cannot be read is a problem said in Italian, never an empty text."""
    problem = _problem_of(content)
    if problem is not None:
        return SourceText((), problem=problem)
    try:
        parts = read_package(content)
        story = Story.of_parts(parts)
        lists = _lists(parts)
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, ValueError):
        return SourceText((), problem="il file Word è danneggiato o protetto e non si apre.")
    found = tuple(_read(story, lists))
    letters = sum(letter_.isalpha() for paragraph in found for letter_ in paragraph.text)
    if letters < _FEWEST_LETTERS:
        return SourceText((), problem="il file Word non contiene un testo (forse è solo l’immagine di una scansione).")
    remarks = ((REVISIONS, story.has_revisions), (STRUCK, story.has_struck_text))
    return SourceText(found, remarks=tuple(remark for remark, is_due in remarks if is_due))


def _problem_of(content: bytes) -> str | None:
    if len(content) > MAX_BYTES:
        return "il file è troppo grande per essere un documento di testo."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError):
        return "il file non è un documento Word (.docx), oppure è protetto da una password."
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        return "il file, una volta aperto, è troppo grande per essere un documento di testo."
    return None


def _read(story: Story, lists: _Lists) -> Iterator[SourceParagraph]:
    counters: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
    caller = 0
    rows: dict[Element, int] = {}
    for number, one in enumerate(story.telling(), start=1):
        paragraph, text = one.element, printed_text(one.element)
        style = child_value(paragraph, "w:pPr/w:pStyle") or ""
        label, level = _label(paragraph, style, lists, counters)
        if not one.is_note:
            caller = number
        yield SourceParagraph(
            number=number,
            text=text,
            label=label,
            level=level,
            is_heading=not one.is_note and _is_heading(paragraph, style, text, lists),
            is_aside=_is_index_line(style, text) or _is_in_pointing_row(paragraph),
            is_note=one.is_note,
            note_of=caller if one.is_note else None,
            row=_row(paragraph, rows),
        )


def _row(paragraph: Element, rows: dict[Element, int]) -> int:
    """Return the number of the row whose short cells are read together, «Soglia» and «55%»; 0 if it is in none."""
    row = next(paragraph.iterancestors(tag("w:tr")), None)
    if row is None:
        return 0
    cells = [[words for words in map(printed_text, cell.iter(tag("w:p"))) if words] for cell in row.iter(tag("w:tc"))]
    if sum(map(bool, cells)) < _FEWEST_CELLS or max(map(len, cells)) > 1:
        return 0
    written = [words for cell in cells for words in cell]
    if max(map(len, written)) > _LONGEST_CELL or any(map(_ARTICLE_CELL.match, written)):
        return 0
    return rows.setdefault(row, len(rows) + 1)


def _is_heading(paragraph: Element, style: str, text: str, lists: _Lists) -> bool:
    if len(text) > _LONGEST_HEADING:
        return False
    outline = child_value(paragraph, "w:pPr/w:outlineLvl")
    if style in lists.headings or style.lower().startswith(_HEADING_WORDS) or (outline or "9") < "9":
        return True
    printed = [run for run in runs_of(paragraph) if any(words.strip() for _, words in text_pieces(run))]
    return bool(printed) and all(_is_bold(run) for run in printed)


def _is_bold(run: Element) -> bool:
    mark = run.find(f"{tag('w:rPr')}/{tag('w:b')}")
    return mark is not None and mark.get(tag("w:val"), "1") not in {"0", "false"}


def _is_index_line(style: str, text: str) -> bool:
    has_leaders = "." * _LEADERS in text and text.rstrip()[-1:].isdigit()
    ends_with_page = "\t" in text and text.rsplit("\t", 1)[-1].strip().isdigit()
    return style.lower().startswith(("toc", "sommario")) or has_leaders or ends_with_page


def _is_in_pointing_row(paragraph: Element) -> bool:
    """Whether another cell of the same row only names articles, so that the row points at the text."""
    row = next(paragraph.iterancestors(tag("w:tr")), None)
    if row is None:
        return False
    cells = [" ".join(filter(None, map(printed_text, cell.iter(tag("w:p"))))) for cell in row.iter(tag("w:tc"))]
    return (
        len(cells) > 1
        and len(cells[-1]) <= _LONGEST_POINTER
        and cells[-1].lower().lstrip().startswith(("art", "comma"))
    )


def _label(paragraph: Element, style: str, lists: _Lists, counters: dict[str, list[int]]) -> tuple[str, int]:
    number_id = child_value(paragraph, "w:pPr/w:numPr/w:numId")
    level_text = child_value(paragraph, "w:pPr/w:numPr/w:ilvl")
    level = int(level_text) if level_text and level_text.isdigit() else None
    inherited = lists.by_style.get(style)
    if number_id is None and inherited is not None:
        number_id, level = inherited[0], inherited[1] if level is None else level
    level = min(level or 0, _LEVELS - 1)
    abstract = lists.abstract_of.get(number_id or "0")
    if abstract is None or number_id == "0":
        return "", level
    levels = lists.levels.get(abstract, {})
    # Lists of one kind go on counting together, unless one of them says where it begins again.
    begins = lists.restarted.get(number_id or "", {})
    current = counters[f"{abstract}/{number_id}" if begins else abstract]
    current[level] = current[level] + 1 if current[level] else begins.get(level, levels.get(level, _Level()).start)
    current[level + 1 :] = [0] * (_LEVELS - level - 1)
    return _written(levels, level, current), level


def _written(levels: dict[int, _Level], level: int, current: list[int]) -> str:
    definition = levels.get(level, _Level())
    if definition.form == "bullet":
        return "–"
    text = definition.text or f"%{level + 1}."
    for step in range(level + 1):
        text = text.replace(f"%{step + 1}", _figure(levels.get(step, _Level()).form, current[step] or 1))
    return text.strip()


def _figure(form: str, number: int) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        written = letter(number)
    elif form in {"lowerRoman", "upperRoman"}:
        written = roman(number)
    elif form == "none":
        written = ""
    else:
        written = str(number)
    return written.upper() if form.startswith("upper") else written


def _lists(parts: dict[str, bytes]) -> _Lists:
    found = _Lists()
    if _NUMBERING_PART in parts:
        root = parse_part(parts[_NUMBERING_PART])
        for abstract in root.iter(tag("w:abstractNum")):
            name = abstract.get(tag("w:abstractNumId"), "")
            found.levels[name] = {
                int(level.get(tag("w:ilvl"), "0")): _Level(
                    child_value(level, "w:numFmt") or "decimal",
                    child_value(level, "w:lvlText") or "",
                    int(child_value(level, "w:start") or 1),
                )
                for level in abstract.iter(tag("w:lvl"))
            }
        for one in root.iter(tag("w:num")):
            name = one.get(tag("w:numId"), "")
            found.abstract_of[name] = child_value(one, "w:abstractNumId") or ""
            starts = {
                int(change.get(tag("w:ilvl"), "0")): int(child_value(change, "w:startOverride") or 1)
                for change in one.iter(tag("w:lvlOverride"))
                if change.find(tag("w:startOverride")) is not None
            }
            if starts:
                found.restarted[name] = starts
    if _STYLES_PART in parts:
        _add_styles(found, parse_part(parts[_STYLES_PART]))
    return found


def _add_styles(found: _Lists, root: Element) -> None:
    for style in root.iter(tag("w:style")):
        name = style.get(tag("w:styleId"), "")
        said = (child_value(style, "w:name") or "").lower()
        number_id = child_value(style, "w:pPr/w:numPr/w:numId")
        if number_id is not None:
            found.by_style[name] = (number_id, int(child_value(style, "w:pPr/w:numPr/w:ilvl") or 0))
        if said.startswith(_HEADING_WORDS) or child_value(style, "w:pPr/w:outlineLvl") is not None:
            found.headings.add(name)
