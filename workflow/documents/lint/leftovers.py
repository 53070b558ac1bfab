"""Finds what was left in a template by mistake: notes to oneself, blanks, highlights, and other clients' data."""

import re
from collections.abc import Callable, Iterator, Sequence

from workflow.documents.lint import codes
from workflow.documents.lint.fault import Code, Fault, PartKind, fault
from workflow.documents.lint.given_names import GIVEN_NAMES
from workflow.documents.lint.story import StoryParagraph
from workflow.documents.word_runs import is_hidden
from workflow.documents.wordml import Element, child_value, tag
from workflow.domain.identifiers import codice_fiscale, iban, partita_iva, pod

_MARGINS = frozenset({PartKind.HEADER, PartKind.FOOTER})
_LEFTOVER = re.compile(
    r"\b(?:TODO|FIXME|TBD|DA COMPLETARE|DA VERIFICARE|DA DEFINIRE|DA INSERIRE|VERIFICARE CON)\b|"
    r"\b[Ll]orem ipsum\b|\bx{3,}\b|\bX{4,}\b|(?<!TITOLO )(?<!CAPO )(?<!Titolo )(?<!Capo )(?<!articolo )\bXXX\b|"
    r"\?{3,}|@{3,}|<<[^<>]{0,60}>>|"
    r"\[\s*(?:…|\.{2,}|●|•|xx+|(?:da )?(?:inserire|completare|compilare|definire|verificare|indicare)\b[^\]]{0,60}|"
    r"(?:nome|data|luogo|importo|denominazione|indirizzo|cliente|codice fiscale)\b[^\]]{0,40})\s*\]",
)
_BLANK = re.compile(r"_{4,}|\.{8,}|…{3,}")
_PERSON = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])",
    re.IGNORECASE,
)
_POD = re.compile(r"(?<![A-Z0-9])IT[ -]?\d{3}[ -]?E[ -]?[0-9A-Z]{8}[0-9A-Z]?(?![A-Z0-9])", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Z0-9])(?:IT|SM)\d{2}(?: ?[A-Z0-9]){23}(?![A-Z0-9])", re.IGNORECASE)
_VAT = re.compile(r"(?<!\d)\d{11}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Public offices that a document may well name.
_PUBLIC = re.compile(
    r"@(?:[\w-]+\.)*(?:gse|arera|mase\.gov|gpdp|garanteprivacy|agenziaentrate|esempio|example)\.(?:it|com|org)$"
)
_CAPITAL = r"[A-ZÀ-Ý][a-zà-ÿ]+(?:['’-][A-ZÀ-Ý]?[a-zà-ÿ]+)?"
_TITLED = re.compile(
    rf"\b(?:[Ss]ig(?:\.|\.ra|nora|nor)|[Dd]ott(?:\.|\.ssa)|[Aa]vv\.|[Ii]ng\.|[Gg]eom\.|[Aa]rch\.|[Rr]ag\.|[Pp]rof(?:\.|\.ssa)|"
    rf"[Nn]otaio|[Ss]ottoscritt[oa])\s+(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}})"
)
_NAMED = re.compile(rf"\b(?P<name>(?P<given>{_CAPITAL})(?:\s+(?:{_CAPITAL}|[Dd][aei]l?l?[ao]?|[Dd]['’])){{1,3}})")
_FORM = (
    r"(?:S\.?[rR]\.?[lL]\.?[sS]?|S\.?[pP]\.?[aA]\.?|S\.?[nN]\.?[cC]\.?|S\.?[aA]\.?[sS]\.?|"
    r"[Ss]oc(?:ietà)?\.? [Cc]oop\w*\.?)"
)
_COMPANY = re.compile(
    r"\b(?P<name>(?:[A-ZÀ-Ý][\w&.'’-]*\s+(?:(?:e|&|di|del|della|dei|delle)\s+)?){1,5}" + _FORM + r")(?!\w)"
)
_CONDOMINIUM = re.compile(rf"\bCondominio\s+(?P<name>[«“\"]?{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})")
_PLACE_BEFORE = re.compile(
    r"\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Cc]orso|[Ll]argo|[Vv]icolo|[Ss]trada|[Ii]stituto|[Ss]cuola|San|Santa|"
    r"Comune di)\s+$"
)
_KNOWN_BODIES = re.compile(
    r"\b(?:GSE|ARERA|Terna|RSE|Gestore|Servizi Energetici|Acquirente Unico|SDI|E-Distribuzione)\b"
)
_FEWEST_WORDS = 2


def leftover_faults(paragraphs: Sequence[StoryParagraph], *, may_highlight: bool) -> Iterator[Fault]:
    """Yield what was left: notes, blanks, hidden text; highlights weigh nothing where the document wants them."""
    blanks = []
    lit = []
    for paragraph in paragraphs:
        text = paragraph.masked_text
        for found in _LEFTOVER.finditer(text):
            yield fault(codes.LEFTOVER, f"È rimasto l'appunto «{found.group()}».", paragraph.place(found.start()))
        blank = _BLANK.search(text)
        if blank is not None:
            blanks.append((paragraph, blank.start()))
        if paragraph.text.strip() and any(_is_lit(piece.run) for piece in paragraph.pieces if piece.text.strip()):
            lit.append(paragraph)
        if any(is_hidden(piece.run) for piece in paragraph.pieces if piece.text.strip()):
            yield fault(
                codes.HIDDEN, "C'è del testo nascosto, che nessuno vede e che resta nel documento.", paragraph.place()
            )
    if blanks:
        first, at = blanks[0]
        message = f"Spazi da riempire a mano (____){_times(len(blanks))}."
        yield fault(codes.BLANK, message, first.place(at), count=len(blanks))
    if lit and not may_highlight:
        message = f"Testo evidenziato{_times(len(lit))}."
        yield fault(codes.HIGHLIGHT, message, lit[0].place(), count=len(lit))


def privacy_faults(paragraphs: Sequence[StoryParagraph], *, is_letterhead: bool) -> Iterator[Fault]:
    """Yield the data of particular persons; a letterhead, and the margins, carry the studio's own."""
    for paragraph in paragraphs:
        own = is_letterhead or paragraph.kind in _MARGINS
        yield from _codes(paragraph, is_own=own)
        if not own:
            yield from _names(paragraph)


def _codes(paragraph: StoryParagraph, *, is_own: bool) -> Iterator[Fault]:
    text = paragraph.masked_text
    checks: tuple[tuple[re.Pattern[str], Code, str, Callable[[str], bool]], ...] = (
        (_PERSON, codes.PERSON_CODE, "il codice fiscale", _is_person),
        (_POD, codes.POD_CODE, "il POD", pod.is_valid),
        *(
            ()
            if is_own
            else (
                (_IBAN, codes.IBAN_CODE, "l'IBAN", iban.is_valid),
                (_ADDRESS, codes.ADDRESS, "l'indirizzo", _is_private_address),
                (_VAT, codes.VAT_CODE, "il codice", partita_iva.is_valid),
            )
        ),
    )
    for pattern, code, what, is_it in checks:
        for found in pattern.finditer(text):
            if is_it(found.group()):
                message = f"Nel modello è scritto {what} {found.group()}: è di qualcuno, e andrebbe a tutti i clienti."
                yield fault(code, message, paragraph.place(found.start()))


def _names(paragraph: StoryParagraph) -> Iterator[Fault]:
    text = paragraph.masked_text
    told: set[str] = set()
    for pattern in (_TITLED, _NAMED, _COMPANY, _CONDOMINIUM):
        for found in pattern.finditer(text):
            name = " ".join(found["name"].split())
            if pattern is _NAMED and (found["given"] not in GIVEN_NAMES or not _is_person_name(name)):
                continue
            if pattern in {_NAMED, _TITLED} and _PLACE_BEFORE.search(text[: found.start("name")]):
                continue
            if _KNOWN_BODIES.search(name) or any(name in one or one in name for one in told):
                continue
            told.add(name)
            yield fault(codes.NAME, f"Nel modello è scritto il nome «{name}».", paragraph.place(found.start("name")))


def _is_person_name(name: str) -> bool:
    words = [word for word in name.split() if word[:1].isupper()]
    return len(words) >= _FEWEST_WORDS


def _is_person(text: str) -> bool:
    return codice_fiscale.is_valid(text) or text.isupper()


def _is_private_address(text: str) -> bool:
    return _PUBLIC.search(text.lower().rstrip(".")) is None


def _is_lit(run: Element) -> bool:
    properties = run.find(tag("w:rPr"))
    if properties is None:
        return False
    fill = properties.find(tag("w:shd"))
    shade = fill.get(tag("w:fill"), "auto").upper() if fill is not None else "AUTO"
    is_yellow = shade in {"FFFF00", "FFF176", "FFF2CC"}
    return is_yellow or (child_value(properties, "w:highlight") or "none") != "none"


def _times(count: int) -> str:
    return "" if count == 1 else f" in {count} paragrafi"
