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
    azimuth deg latitude longitude tilt
    ahead aside benefit cent completed decided due estimate exclusion exit exits exposed fees figures gross
    hundred hypotheses incentivised injected investment loss made method needed net nothing over percent
    politically recipient regeneration sale scenario scenarios serial set spending taken valorisation vote votes
    warned withheld workshop
    an answers communication exposure filing labels observations political waiver
    abstained accent accented accents accepted access accounts accumulated act active activity acts added address
    adjoining administration administrator admission admitted advance after against agreement agreements all amount
    annual answer answered apostrophes applicable appointed approved are as asked assembly association assumed at
    attachment attachments attorney auxiliaries balance bare barrier before beneficial beneficiary bill biogas
    biomass birth blocked blocking blocks board body born both bracketed building built by byte cadastral cadastre
    call called candidate candidates canopy capacity capital capitals category cause cell central centre century
    certificate chair changes channel character characters check choices chosen class clean cleaned client close
    closed cls code codes coincident column common compact company complete compliant components comuni concession
    condominium confidence config conformity connection consent consents consonants consortium constituted
    constitution consumers consumption contents contract control cooperative cost costs count country cover data
    datum day days debt decimal declaration decode decoded decomposed decoration decree deduction deed delegate
    design destined device diagram difference differing difficulty digest digestate digit digits disagreements
    disagrees disaster distance distributor division document domain domains done dotted doubt drawing duration
    dust each earlier easement edition editions effective electronic element elements eligible elsewhere email
    empty ended ends engagement entered enterprise entry environmental equal equipment equity error eu eur
    evaluated evaluation event exact exclusions exemption existing expected expense expenses expires extension
    facility facts failed farms fault favour feasibility fee feedstock female field filling find findings firm
    first fixed follows force forfeiture form format former found foundation founded from fuel fuels full funds gas
    geothermal get given governance grant granted grants grid ground group guarantee happened has heat held high
    highlighted hint holder homonym hydro hydrogen identifier identity in included income index information
    informed init insolvency instructions integration interest interim intervention into inverter inverters
    invisible is island issued italian item joined judged keep kept km known kw kwh label landfill large law lease
    leased left legal length lengths letter letters liability licence line linked list listed loan local lookalikes
    losses lost low machines mail maintenance majeure maker male malformed mandates marine market match meanings
    medium meeting members membership mend mended message meter mg micro minimum minor minutes missing model
    modules month months name named names narrowed near network new nm no node noise non none not note notice
    notified nowhere number obligation of office old on one only operation opinion order ordered ordinary other
    others override overrides own owned owner owners ownership packed padded paid paper papers parcel parcels parse
    part parts party passed path pelletised permit person personal personality phone photo place places plain
    plants plus pods points population portal power practice preliminary prescription present previous prices
    principal prior problem problems procedure process procurement producer producers production professional
    project projects proposal prosumer protection provinces public pumping purpose pv quantity quota quote ratios
    reached reading readings ready reason receipt receipted received reclamation recognised record recoverable
    recovered ref refs refurbishment regenerated region registered registration rejection religious remedy remote
    removed renewable renewed repaired replaced report reports representation representative represented request
    requested research revocable revoked right role roles row rows rule rules rural said same scalars scheme
    scientific secretary sections sector sending sent separate separator serials severity sewage sex sha shape
    share sheet shopping short signatures signed simplified since single site siting size slug small social solar
    sole source spaced spaces spelling spent split start started starts state statement statute step stop stopped
    stops storage street structure studio subject subscribed supercondominium supervision supply supporter surface
    surname surplus swapped syntax table tacitly takes tariff tax tco technical territorial testing text thermal
    third three tight title titles to told total traceable trader training translated typed unique unit unknown
    unlimited unsaid until upgrade use used uses usual usufruct utility valid value values variant variants
    variation variations vat verify version visible voltage vowels wanted wants warning was weight what whole wind
    buffer bytes csv cut delimiter encoding end forced formula guarded heads like longest look put sign workbook
    wrappings writable writer
    ballot ballots duties entitled founding fund initial link offices proxy second
    with withdrawn without woman words workmanlike works writing written year yearly years yes zero zeros zone
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
