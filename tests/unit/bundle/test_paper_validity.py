"""A paper no longer valid on the day of sending is expired; one that ends before the last day is told in time."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders.dossiers import attachment, build
from tests.builders.rulebook import law
from workflow.bundle.paper_verdict import PaperVerdict
from workflow.bundle.plan import ItemState, PlannedItem, Written, plan
from workflow.bundle.submission import load_submission
from workflow.checks.filing_days import day_of_filing, is_filed, last_day_of_filing
from workflow.checks.paper_validity import mandate_validity
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingKind
from workflow.domain.finding import Report, Severity
from workflow.domain.mandate import Mandate
from workflow.services.filing import filing_facts
from workflow.services.filing_report import missing_papers

SENT = date(2026, 11, 1)
DAY = timedelta(days=1)
ID_OF_SIGNER = "comunita.rappresentante.documento.scade_il"


def to_send(changes: dict[str, Any] | None = None, base: str = "cer_ok") -> Dossier:
    """A dossier not yet sent, judged on the day on which it could be."""
    return build(base, {"richiesta.inviata_il": None, **(changes or {})}, as_of=SENT)


def planned(dossier: Dossier, kind: FilingKind = FilingKind.ACCESS, index: int | None = None) -> list[PlannedItem]:
    return plan(load_submission(kind), dossier, law(), [], filing=Filing(kind, index))


def item_of(dossier: Dossier, code: str, kind: FilingKind = FilingKind.ACCESS) -> PlannedItem:
    return next(item for item in planned(dossier, kind) if item.item.id == code)


def last_day(dossier: Dossier) -> date:
    found = last_day_of_filing(dossier, Filing(), law())
    assert found is not None
    return found


def test_the_day_of_sending_is_the_true_one_else_the_assumed_one_else_today() -> None:
    assert day_of_filing(to_send(), Filing()) == SENT
    assert not is_filed(to_send(), Filing())
    sent = build("cer_ok", {"richiesta.inviata_il": date(2026, 10, 1), "richiesta.canale": "spc"}, as_of=SENT)
    assert (day_of_filing(sent, Filing()), is_filed(sent, Filing())) == (date(2026, 10, 1), True)


def test_a_request_that_went_by_pec_was_not_sent() -> None:
    dossier = build("cer_ok", {"richiesta.inviata_il": date(2026, 10, 1), "richiesta.canale": "pec"}, as_of=SENT)
    assert (day_of_filing(dossier, Filing()), is_filed(dossier, Filing())) == (SENT, False)


def test_the_last_day_of_the_request_is_the_latest_that_is_open() -> None:
    dossier = to_send({"impianti.0.entrata_in_esercizio": date(2026, 3, 3)})
    assert last_day(dossier) == date(2027, 1, 13)  # 120 days from 15/09/2026; the other plant's are long gone


def test_a_term_that_is_past_is_no_last_day() -> None:
    old = {f"impianti.{index}.entrata_in_esercizio": date(2026, 3, 3) for index in (0, 1)}
    assert last_day_of_filing(to_send(old), Filing(), law()) is None


@pytest.mark.parametrize(
    ("until", "state", "words"),
    [
        (SENT - DAY, ItemState.EXPIRED, "non vale più"),
        (SENT, ItemState.GIVEN, "Scade prima dell’ultimo giorno utile"),
        (date(2027, 1, 12), ItemState.GIVEN, "Scade prima dell’ultimo giorno utile"),
        (date(2027, 1, 13), ItemState.GIVEN, None),
    ],
)
def test_the_identity_document_counts_on_the_day_of_sending_and_until_the_last_day(
    until: date, state: ItemState, words: str | None
) -> None:
    item = item_of(to_send({ID_OF_SIGNER: until}), "DOC-01")
    assert (item.state, item.valid_until_on) == (state, until)
    assert (words is None and item.warnings == ()) or words in item.warnings[0]


def test_an_unknown_expiry_is_told() -> None:
    item = item_of(to_send({ID_OF_SIGNER: None}), "DOC-01")
    assert (item.state, item.valid_until_on) == (ItemState.GIVEN, None)
    assert "non è scritta" in item.warnings[0]


def test_once_it_is_sent_what_ends_later_is_no_longer_a_worry() -> None:
    dossier = build(
        "cer_ok",
        {"richiesta.inviata_il": SENT, "richiesta.canale": "spc", ID_OF_SIGNER: SENT + DAY},
        as_of=SENT + 5 * DAY,
    )
    assert item_of(dossier, "DOC-01").warnings == ()


def test_the_certificate_of_an_esco_counts_like_the_identity_document() -> None:
    papers = [*build("cer_ok").model_dump(by_alias=True)["allegati"], attachment("certificato_esco")]
    facts = {"referente.ruolo": "produttore_esco", "allegati": papers}
    for until, state in ((SENT - DAY, ItemState.EXPIRED), (date(2030, 1, 1), ItemState.GIVEN)):
        item = item_of(to_send(facts | {"referente.certificato_esco": {"numero": "1", "scade_il": until}}), "DOC-03")
        assert item.item.attachment is not None
        assert (item.valid_until_on, bool(item.warnings)) == (until, state is ItemState.EXPIRED)


def test_a_power_of_attorney_may_have_an_end() -> None:
    attorney = {"nome": "Ada", "cognome": "Prova", "codice_fiscale": "PRVDAA80A41D205X"}
    papers = [*build("cer_ok").model_dump(by_alias=True)["allegati"], attachment("procura")]
    facts = {"referente.procuratore": attorney, "allegati": papers}
    assert item_of(to_send(facts), "DOC-02").warnings == ()
    expired = item_of(to_send(facts | {"referente.procura_scade_il": SENT - DAY}), "DOC-02")
    assert (expired.state, expired.valid_until_on) == (ItemState.EXPIRED, SENT - DAY)


@pytest.mark.parametrize(
    ("facts", "until", "is_lasting"),
    [
        ({"conferito_il": date(2025, 10, 31), "rinnovo_tacito": True}, None, True),
        ({"conferito_il": date(2025, 10, 31), "rinnovo_tacito": False}, date(2026, 10, 31), False),
        ({"conferito_il": date(2025, 11, 1), "rinnovo_tacito": False}, SENT, False),
        ({"conferito_il": date(2024, 2, 29), "rinnovo_tacito": False}, date(2025, 2, 28), False),
        ({"conferito_il": date(2025, 10, 31), "revocato_il": SENT}, SENT - DAY, False),
        ({"conferito_il": date(2025, 10, 31)}, None, False),
    ],
)
def test_a_mandate_lasts_a_year_unless_it_renews_itself(facts: dict[str, Any], until: date, is_lasting: bool) -> None:
    validity = mandate_validity(Mandate.model_validate({"tipo": "referente", **facts}), law(), SENT)
    assert validity is not None
    assert (validity.until_on, validity.is_lasting) == (until, is_lasting)


def test_a_mandate_without_its_day_says_nothing() -> None:
    assert mandate_validity(Mandate(), law(), SENT) is None


def test_whoever_gives_a_mandate_has_an_identity_document_to_keep() -> None:
    item = item_of(to_send(base="gac_ok"), "CON-03-DOC")
    assert item.is_required
    assert [paper.key for paper in item.attachments] == [build("gac_ok").building.administrator.codice_fiscale]  # type: ignore[union-attr] # the builder has one


def test_a_paper_that_was_looked_at_is_signed_and_one_put_there_by_hand_is_only_there() -> None:
    dossier = build("cer_ok", {"allegati": [attachment("statuto"), attachment("cabina_primaria")]})
    written = [
        Written("statuto_evidenziato", None, "", "s", is_complete=True, is_signed=True),
        Written("cabina", None, "", "c", is_complete=True, is_signed=False),
    ]
    (paper,) = dossier.attachments_of(AttachmentKind.STATUTE)
    statute = ("statuto_evidenziato", None)

    def states(verdict: PaperVerdict | None = None) -> tuple[ItemState, ItemState]:
        judged = {} if verdict is None else {paper.path: verdict}
        items = plan(load_submission(FilingKind.ACCESS), dossier, law(), written, verdicts=judged)
        found = {item.item.id: item for item in items}
        assert len(found["DOC-04"].attachments) == (verdict is None or not verdict.is_void)
        assert len(found["DOC-04"].texts) == (verdict is not None and verdict.is_void)
        return found["DOC-04"].state, found["CON-19"].state

    assert states() == (ItemState.GIVEN, ItemState.GIVEN)
    assert states(PaperVerdict(statute, is_signed=True)) == (ItemState.SIGNED, ItemState.GIVEN)
    assert states(PaperVerdict(statute, is_signed=False))[0] is ItemState.READY
    assert states(PaperVerdict(statute, is_signed=False, is_void=True))[0] is ItemState.READY


def findings_of(dossier: Dossier) -> dict[str, Severity]:
    submission = load_submission(FilingKind.ACCESS)
    facts = filing_facts(dossier, law(), Filing(), submission)
    return {one.code: one.severity for one in missing_papers(planned(dossier), facts, Report.of([]))}


def test_an_expired_paper_for_the_gse_blocks_and_one_that_ends_too_soon_warns() -> None:
    assert findings_of(to_send({ID_OF_SIGNER: SENT - DAY}))["BUN-20"] is Severity.BLOCKING
    assert findings_of(to_send({ID_OF_SIGNER: SENT}))["BUN-21"] is Severity.WARNING
    assert findings_of(to_send()) == {}


def test_what_a_rule_says_already_is_not_said_twice() -> None:
    from workflow.checks.card_finding import finding_of, packaged_card  # noqa: PLC0415 - only this test makes a finding

    dossier = to_send({ID_OF_SIGNER: SENT - DAY})
    values = {"firmatario": "x", "scade_il": SENT - DAY, "inviata_il": SENT}
    told = Report.of([finding_of(packaged_card("PRC-03"), ("referente",), values)])
    facts = filing_facts(dossier, law(), Filing(), load_submission(FilingKind.ACCESS))
    assert "BUN-20" not in {one.code for one in missing_papers(planned(dossier), facts, told)}
