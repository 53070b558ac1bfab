"""The names of the domain are English, or Italian words that the glossary explains."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "workflow" / "domain"
PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# The English words of the names, checked by a person. A new word goes here if it is English, in CONTEXT.md if not.
ENGLISH = frozenset(
    PIECE.findall("""
    represented roles
    abstained accent accented accents access act active activity address adjoining administration administrator
    against agreement all amount annual apostrophes applicable appointed approved are as assembly association
    assumed at attachment attachments attorney auxiliaries bare barrier before bill biogas biomass birth blocked
    blocking blocks board body born both bracketed building built by byte cadastral call called candidate
    candidates canopy capacity capitals category cell central centre century certificate chair channel character
    characters check choices chosen class clean cleaned client close closed cls code codes coincident column
    common compact company complete compliant components comuni concession condominium confidence config
    conformity consent consents consonants consortium constituted constitution consumers consumption contents
    contract control cooperative costs count country data day decimal declaration decode decoded decomposed
    decoration deed delegate destined device diagram difference differing difficulty digest digit digits
    disagreements disagrees distributor division document domain domains done dotted doubt drawing duration each
    easement edition editions element elements elsewhere email empty ends engagement entered enterprise entry
    environmental equal error eur evaluated evaluation event exact exclusions existing expected expires facts
    failed fault favour fee female field filling find findings firm first fixed follows form format former found
    foundation founded from full gas geothermal get given governance grant granted grants ground group has held
    high hint holder homonym hydro hydrogen identifier identity in included index information informed init
    instructions intervention into inverter inverters invisible is island issued italian joined judged keep kept
    known kw kwh label landfill large law lease left legal length lengths letter letters licence line linked
    loan local lookalikes lost low machines mail maker male malformed mandates marine market match meanings
    medium meeting members membership mend mended message meter micro minimum minor minutes missing model
    modules month months name named names narrowed near network new no node noise non none not note notice
    nowhere number obligation of office old on only operation ordered ordinary other others override overrides
    owned owner ownership packed padded papers parcel parcels parse part parts passed path permit person
    personal personality phone photo place places plain plants plus points population power practice preliminary
    party present prices principal prior problem problems procedure process procurement producer producers production
    professional proposal prosumer protection provinces public pumping purpose pv quantity quote ready reason
    reclamation recognised record ref refs refurbishment regenerated region registered registration religious
    remedy remote renewable renewed repaired replaced report representation representative request requested
    research revocable revoked right role row rows rule rules rural said same scalars scheme scientific
    secretary sections sector sending sent separator serials severity sewage sex sha shape share sheet shopping
    short signatures signed simplified since single site siting size slug small social solar sole source spaced
    spaces spelling split start started starts statement statute step storage street structure studio subject
    supercondominium supporter surface surname surplus swapped syntax table tacitly takes tariff tco territorial
    text thermal third three title titles to told trader training translated typed unique unit unknown unsaid
    until upgrade use used usual usufruct valid value values variant variants variation verify version visible
    voltage vowels wanted wants warning was weight what whole wind with without woman words workmanlike works
    written year years yes zero zeros zone
    """)
)


def words_of(name: str) -> set[str]:
    """Return the words of a name; a single letter is a loop's variable or a letter of the law."""
    return {word.lower() for word in PIECE.findall(name) if len(word) > 1}


def glossary() -> set[str]:
    """Return the words of the first column of CONTEXT.md."""
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "CONTEXT.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {word for row in rows for name in re.split(r"[,;]\s*", row) for word in words_of(name)}


def names() -> Iterator[tuple[str, str]]:
    """Yield each name given in the domain, with its module."""
    for path in sorted(DOMAIN.rglob("*.py")):
        yield path.name, path.stem
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield path.name, node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield path.name, node.id
            elif isinstance(node, ast.arg):
                yield path.name, node.arg


def test_every_word_is_english_or_in_the_glossary() -> None:
    known = ENGLISH | glossary()
    strange = sorted({f"{word} ({name} in {where})" for where, name in names() for word in words_of(name) - known})
    assert strange == [], "add the word to CONTEXT.md if it is Italian, to ENGLISH if it is not"


def test_no_word_is_in_the_list_for_nothing() -> None:
    used = {word for _, name in names() for word in words_of(name)}
    assert ENGLISH - used == set()


def test_an_italian_word_without_an_entry_would_be_found() -> None:
    assert words_of("potenza_kw") - ENGLISH - glossary() == {"potenza"}
    assert words_of("CabinaPrimaria") <= glossary()
