"""What a PDF says of itself: title, author and language, in both their places, and the marks of PDF/A-2b."""

import datetime as dt
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from workflow.bundle.office.word_parts import CORE, STYLES, W, WordParts, parsed

_PROFILE_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
DEFAULT_LANGUAGE = "it-IT"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
{lines}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class PdfFacts:
    """The facts of a document that its PDF repeats."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    language: str = DEFAULT_LANGUAGE
    created_at: dt.datetime | None = None


def facts_of(document: WordParts) -> PdfFacts:
    """Read the facts of a Word document: its properties and the language of its styles."""
    language = _language_of(document.parts[STYLES]) if STYLES in document.parts else DEFAULT_LANGUAGE
    if CORE not in document.parts:
        return PdfFacts(language=language)
    core = parsed(document.parts[CORE])

    def text(name: str) -> str:
        return (core.findtext(name) or "").strip()

    return PdfFacts(
        title=text(f"{_DC}title"),
        author=text(f"{_DC}creator"),
        subject=text(f"{_DC}subject"),
        keywords=text(f"{_CP}keywords"),
        language=language,
        created_at=_instant(text(f"{_TERMS}modified") or text(f"{_TERMS}created")),
    )


@lru_cache(maxsize=4)
def _language_of(styles: bytes) -> str:
    """Return the language of the styles: the same part in all the documents of a family."""
    found = parsed(styles).find(f"{W}docDefaults//{W}lang")
    return (found.get(f"{W}val") if found is not None else None) or DEFAULT_LANGUAGE


def add_facts(pdf: Pdf, facts: PdfFacts, source: Pdf) -> None:
    """Write the facts in the PDF, with the marks of PDF/A-2b; the programs that made it are those of the source."""
    producer, creator = (str(source.docinfo.get(key, "")) for key in ("/Producer", "/Creator"))
    plain = {
        "/Title": facts.title,
        "/Author": facts.author,
        "/Subject": facts.subject,
        "/Keywords": facts.keywords,
        "/Producer": producer,
        "/Creator": creator,
    }
    info = {key: String(value) for key, value in plain.items() if value}
    if facts.created_at is not None:
        moment = String(f"{facts.created_at:D:%Y%m%d%H%M%S}Z")
        info |= {"/CreationDate": moment, "/ModDate": moment}
    pdf.docinfo = pdf.make_indirect(Dictionary(info))
    metadata = Stream(pdf, _xmp(facts, producer, creator).encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.Root.Lang = String(facts.language)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB IEC61966-2.1"))
    intent.DestOutputProfile = pdf.make_indirect(Stream(pdf, _screen_profile(), N=3))
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=bool(facts.title))


@cache
def _screen_profile() -> bytes:
    """Return the colours of screens as an ICC profile, without the moment of its making."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + _PROFILE_DATE + profile[36:]


def _xmp(facts: PdfFacts, producer: str, creator: str) -> str:
    moment = f"{facts.created_at:%Y-%m-%dT%H:%M:%SZ}" if facts.created_at is not None else ""
    lines = [
        _alternatives("dc:title", facts.title),
        _list("dc:creator", "Seq", facts.author),
        _alternatives("dc:description", facts.subject),
        _list("dc:language", "Bag", facts.language),
        _plain("pdf:Keywords", facts.keywords),
        _plain("pdf:Producer", producer),
        _plain("xmp:CreatorTool", creator),
        _plain("xmp:CreateDate", moment),
        _plain("xmp:ModifyDate", moment),
    ]
    return _XMP.format(lines="\n".join(line for line in lines if line))


def _alternatives(name: str, text: str) -> str:
    inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
    return f"   <{name}>{inner}</{name}>" if text else ""


def _list(name: str, kind: str, text: str) -> str:
    return f"   <{name}><rdf:{kind}><rdf:li>{escape(text)}</rdf:li></rdf:{kind}></{name}>" if text else ""


def _plain(name: str, text: str) -> str:
    return f"   <{name}>{escape(text)}</{name}>" if text else ""


def _instant(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
