"""For any members and any text: what is written reads back equal, and no file makes the reader fall."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.builders.identifiers import codice_fiscale, partita_iva, pod
from workflow.domain.identifiers.cell_text import clean
from workflow.domain.kind import Kind
from workflow.domain.member import Member, MemberRole, MemberTitle, Voltage, WithdrawalPoint
from workflow.domain.subject import Address, Category, IdentityDocument, Person, Sex, SubjectKind
from workflow.intake.csv_writer import members_csv
from workflow.intake.fascicolo_file import read_fascicolo
from workflow.intake.import_merge import plan_members
from workflow.intake.member_rows import renumbered
from workflow.intake.members_file import read_members
from workflow.intake.sheet import looks_like_error
from workflow.intake.workbook_writer import members_workbook
from workflow.resources import BrokenFileError

# What a cell may hold and mean itself: an error's name, or a date, would be read as what it looks like.
_TEXTS = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=40)
    .map(clean)
    .filter(lambda text: bool(text) and not looks_like_error(text))
)
_DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_NUMBERS = st.decimals(0, 10**7, places=3).map(lambda number: Decimal(str(float(number))))
_MAYBE = {"email": _TEXTS, "pec": _TEXTS, "phone": _TEXTS, "birth_place": _TEXTS}

_POINTS = st.builds(
    WithdrawalPoint,
    address=st.none() | _TEXTS,
    in_building=st.none() | st.booleans(),
    ssp_active=st.none() | st.booleans(),
    annual_kwh=st.none() | _NUMBERS,
    power_kw=st.none() | _NUMBERS,
    voltage=st.none() | st.sampled_from(Voltage),
    from_on=st.none() | _DAYS,
)
_PEOPLE = st.builds(
    Person,
    name=_TEXTS,
    surname=_TEXTS,
    sex=st.none() | st.sampled_from(Sex),
    born_on=st.none() | _DAYS,
    office=st.none() | _TEXTS,
    address=st.builds(Address, street=st.none() | _TEXTS, comune=st.none() | _TEXTS),
    identity_document=st.builds(IdentityDocument, number=st.none() | _TEXTS, expires_on=st.none() | _DAYS),
)
_MEMBERS = st.builds(
    Member,
    kind=st.none() | st.sampled_from(SubjectKind),
    name=st.none() | _TEXTS,
    surname=st.none() | _TEXTS,
    company_name=st.none() | _TEXTS,
    born_on=st.none() | _DAYS,
    address=st.builds(Address, street=st.none() | _TEXTS, number=st.none() | _TEXTS, cap=st.just("00184")),
    category=st.none() | st.sampled_from(Category),
    title=st.sampled_from(MemberTitle),
    role=st.none() | st.sampled_from(MemberRole),
    has_control=st.none() | st.booleans(),
    millesimi=st.none() | _NUMBERS,
    joined_on=st.none() | _DAYS,
    representative=st.none() | _PEOPLE,
    points=st.lists(_POINTS, max_size=3).map(tuple),
    **{key: st.none() | values for key, values in _MAYBE.items()},
)


@st.composite
def _rosters(draw: st.DrawFn) -> tuple[Member, ...]:
    members = []
    for number, member in enumerate(draw(st.lists(_MEMBERS, max_size=5))):
        own = {"codice_fiscale": codice_fiscale("Prova", "Anna", date(1980, 1, 1 + number), "F", "D205")}
        if draw(st.booleans()):
            own["partita_iva"] = partita_iva(number)
        points = tuple(
            point.model_copy(update={"pod": pod(10 * number + place)}) for place, point in enumerate(member.points)
        )
        members.append(member.model_copy(update={**own, "points": points}))
    return renumbered(members)


def _read(name: str, content: bytes) -> tuple[Member, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read = read_members(path)
    assert [finding for finding in read.findings if finding.code != "IMP-20"] == []
    return read.members


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_rosters(), st.sampled_from(Kind))
def test_members_go_through_a_workbook_unchanged(members: tuple[Member, ...], kind: Kind) -> None:
    assert _read("soci.xlsx", members_workbook(kind, members)) == members


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_rosters(), st.sampled_from(Kind))
def test_members_go_through_a_csv_unchanged(members: tuple[Member, ...], kind: Kind) -> None:
    assert _read("soci.csv", members_csv(kind, members)) == members


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_rosters(), _rosters())
def test_an_import_done_twice_is_done_once(known: tuple[Member, ...], new: tuple[Member, ...]) -> None:
    once = plan_members(known, new, "altri.xlsx")
    if once.conflicts:
        return
    again = plan_members(once.merged, new, "altri.xlsx")
    assert again.merged == once.merged
    assert again.is_empty


_LEAVES = st.none() | st.booleans() | st.integers(-(10**6), 10**12) | st.floats(allow_nan=False) | st.text() | _DAYS
_KEYS = st.sampled_from(
    ["configurazione", "tipologia", "comunita", "sede", "cap", "impianti", "moduli", "potenza_kw", "rid", "richiesta"]
) | st.text(max_size=8)
_TREES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=15
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_KEYS, _TREES, max_size=6), st.booleans())
def test_any_yaml_gives_facts_and_findings_or_is_broken(tree: dict[str, object], has_kind: bool) -> None:
    if has_kind:
        tree["configurazione"] = {"tipologia": "cer"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fascicolo.yaml"
        with path.open("w", encoding="utf-8") as stream:
            YAML().dump(tree, stream)
        refused = None
        try:
            read = read_fascicolo(path)
        except BrokenFileError as error:
            refused = error
    if refused is not None:
        assert refused.exit_code == 4
        return
    assert (read.fascicolo is not None) or read.findings
    for finding in read.findings:
        assert finding.place
        assert finding.remedy


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["soci.csv", "soci.xlsx", "soci.xls", "soci.ods"]))
def test_any_bytes_are_read_or_refused_in_words(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        refused = None
        try:
            read_members(path)
        except BrokenFileError as error:
            refused = error
    assert refused is None or (refused.problem and refused.remedy and refused.exit_code == 4)
