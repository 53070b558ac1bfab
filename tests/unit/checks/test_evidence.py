"""Attachments find their plant and their person by the key at the head of the name."""

import pytest

from tests.builders.dossiers import AMMINISTRATORE, ANNA, TITOLARE, attachment, build
from workflow.checks.evidence import find_signer, owner_of, papers_of_plant, papers_of_subject
from workflow.domain.attachment import Attachment, AttachmentKind

DIAGRAM = AttachmentKind.LINE_DIAGRAM


def diagrams(*named: tuple[str | None, str]) -> list[dict[str, object]]:
    return [attachment("schema_unifilare", key, name) for key, name in named]


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        ("IM_0000002", "schema", 1),
        ("im-0000002", "schema", 1),
        ("Impianto 2", "schema", 1),
        ("impianto_2", "unifilare", 1),
        (None, "Impianto 1 schema", 0),
        (None, "schema", None),
        ("IM_9999999", "schema", None),
    ],
)
def test_the_key_of_a_paper_names_its_plant(key: str | None, name: str, expected: int | None) -> None:
    dossier = build("cer_ok", {"allegati": diagrams((key, name))})
    assert owner_of(dossier, dossier.attachments[0]) == expected


def test_the_longest_key_wins() -> None:
    dossier = build(
        "cer_ok",
        {
            "impianti.0.nome": "Tetto",
            "impianti.1.nome": "Tetto nord",
            "allegati": diagrams(("Tetto nord", "schema"), ("Tetto", "schema")),
        },
    )
    assert [len(papers_of_plant(dossier, DIAGRAM, index)) for index in (0, 1)] == [1, 1]
    assert papers_of_plant(dossier, DIAGRAM, 1)[0].key == "Tetto nord"


def test_a_paper_without_key_belongs_to_the_only_plant() -> None:
    dossier = build("aid_ok", {"allegati": diagrams((None, "schema"))})
    assert owner_of(dossier, dossier.attachments[0]) == 0


def test_a_plant_without_any_name_owns_no_keyed_paper() -> None:
    changes = {
        "impianti.0.nome": None,
        "impianti.0.censimp": None,
        "impianti.0.pod": None,
        "allegati": diagrams(("IM_0000001", "schema")),
    }
    dossier = build("aid_ok", changes)
    assert owner_of(dossier, dossier.attachments[0]) is None


def test_a_person_is_found_by_any_of_its_codes() -> None:
    dossier = build(
        "cer_ok", {"allegati": [attachment("mandato", "01234567897"), attachment("mandato", None, "altro")]}
    )
    assert len(papers_of_subject(dossier, AttachmentKind.MANDATE, (None, "01234567897"))) == 1
    assert papers_of_subject(dossier, AttachmentKind.MANDATE, (None,)) == ()


def test_the_record_of_an_attachment_may_have_the_code_only_in_its_file_name() -> None:
    paper = Attachment(
        kind=AttachmentKind.MANDATE, path="allegati/mandato/01234567897 firmato.pdf", sha256="0", byte_count=1
    )
    dossier = build("cer_ok").model_copy(update={"attachments": (paper,)})
    assert papers_of_subject(dossier, AttachmentKind.MANDATE, ("01234567897",)) == (paper,)


def test_the_president_signs_for_the_community() -> None:
    signer = find_signer(build("cer_ok"))
    assert signer is not None
    assert signer.codice_fiscale == ANNA["codice_fiscale"]
    assert signer.path == ("comunita", "rappresentante", "documento", "scade_il")


def test_an_attorney_signs_before_anybody_else() -> None:
    signer = find_signer(build("cer_ok", {"referente.procuratore": {"nome": "Ada", "cognome": "Riva"}}))
    assert signer is not None
    assert signer.name == "Ada Riva"
    assert signer.path == ("referente", "procuratore", "documento", "scade_il")


def test_the_administrator_signs_with_the_data_of_the_referente_or_of_the_building() -> None:
    own = find_signer(build("gac_ok"))
    assert own is not None
    assert own.path == ("referente", "documento", "scade_il")
    bare = {"ruolo": "amministratore_condominio"}
    of_building = find_signer(build("gac_ok", {"referente": bare}))
    assert of_building is not None
    assert of_building.codice_fiscale == AMMINISTRATORE["codice_fiscale"]
    assert of_building.path == ("edificio", "amministratore", "documento", "scade_il")
    assert find_signer(build("gac_ok", {"referente": bare, "edificio": None})) is None


def test_a_member_referente_signs_with_the_data_of_its_row() -> None:
    person = find_signer(
        build("gac_ok", {"referente": {"ruolo": "autoconsumatore", "codice_fiscale": ANNA["codice_fiscale"]}})
    )
    assert person is not None
    assert person.path == ("soci", 0, "documento_scade_il")
    firm = find_signer(build("aid_ok"))
    assert firm is not None
    assert firm.codice_fiscale == TITOLARE["codice_fiscale"]
    assert firm.path[:2] == ("soci", 0)


def test_a_firm_with_its_own_representative_signs_with_it() -> None:
    changes = {"referente.rappresentante": ANNA}
    signer = find_signer(build("aid_ok", changes))
    assert signer is not None
    assert signer.path == ("referente", "rappresentante", "documento", "scade_il")


@pytest.mark.parametrize("referente", [None, {"ruolo": "produttore_esco", "denominazione": "Energia S.r.l."}])
def test_without_a_known_person_nobody_signs(referente: object) -> None:
    assert find_signer(build("aid_ok", {"referente": referente})) is None
