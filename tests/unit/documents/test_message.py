"""The texts of the PEC: for every kind of variation and every letter, with nothing left unsaid."""

from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.documents import context
from workflow.documents.errors import TemplateError
from workflow.documents.message import FOLDER, Message, has_message, render_message
from workflow.domain.dossier import Dossier
from workflow.domain.variation import VariationKind
from workflow.resources import data_folder

NAMES = sorted(path.stem for path in (data_folder("templates") / FOLDER).glob("*.txt"))
ACTS = [
    {"tipo": "richiesta_integrazione", "protocollo": "P-2", "ricevuto_il": date(2027, 5, 20), "oggetto": "bolletta"},
    {"tipo": "preavviso_rigetto", "protocollo": "P-3", "ricevuto_il": date(2027, 5, 28), "oggetto": "titolare"},
]


def shared(dossier: Dossier, **addition: Any) -> dict[str, Any]:
    return {**context.build(dossier, law()), "allegati": ["Comunicazione", "Tabella"], **addition}


def of_variation(kind: str, **facts: Any) -> Message:
    one = {"nome": "prova", "tipo": kind, "avvenuta_il": date(2027, 5, 10), **facts}
    dossier = build("cer_ammessa", {"variazioni": [one]})
    return render_message("variazione", shared(dossier, **context.for_variation(dossier, 0, law())))


@pytest.mark.parametrize("kind", VariationKind)
def test_every_kind_of_variation_has_its_text(kind: VariationKind) -> None:
    pod = next(point.pod for _, point in build("cer_ammessa").points)
    message = of_variation(kind.value, punti=[pod], impianti=["Impianto 2"])
    assert message.missing == ()
    assert "contratto acd-0001" in message.subject.lower()
    assert "1. Comunicazione\n2. Tabella\n" in message.body
    assert "{" not in message.body + message.subject


def test_the_points_and_the_day_are_in_the_text() -> None:
    pod = next(point.pod for _, point in build("cer_ammessa").points)
    body = of_variation("aggiunta_punto", punti=[pod]).body
    assert f"aggiunti:\n- {pod}, titolare Anna Giordano\n" in body
    assert "effetto dal 10/05/2027" in body
    assert "rimossi" not in body


def test_what_is_missing_is_a_blank_and_is_told() -> None:
    message = of_variation("aggiunta_punto", avvenuta_il=None)
    assert [item.variable for item in message.missing] == ["variazione.avvenuta_il"]
    assert "Data della modifica: ____________." in message.body


def test_markup_and_accents_pass_as_they_are() -> None:
    message = of_variation("altro", nome="R&S <prova>")
    assert "&amp;" not in message.subject + message.body
    dossier = build("cer_ammessa", {"configurazione.denominazione": "Sole & Vento <srl> «è»"})
    assert "Sole & Vento <srl> «è»" in render_message("recesso_contratto_gse", shared(dossier)).body


@pytest.mark.parametrize("index", [0, 1])
def test_the_answers_name_the_act_and_its_term(index: int) -> None:
    dossier = build("cer_ammessa", {"atti_gse": ACTS, "richiesta.codice": "R-1"})
    name = ["risposta_integrazioni", "osservazioni_preavviso"][index]
    message = render_message(name, shared(dossier, **context.for_act(dossier, index, law())))
    assert message.missing == ()
    assert ACTS[index]["protocollo"] in message.subject
    assert "termine" in message.body


def test_a_late_answer_says_so() -> None:
    dossier = build("cer_ammessa", {"atti_gse": ACTS, "richiesta.codice": "R-1"}, date(2027, 7, 1))
    late = render_message("risposta_integrazioni", shared(dossier, **context.for_act(dossier, 0, law())))
    assert "scaduto il 19/06/2027" in late.body


def test_the_waiver_names_the_request() -> None:
    dossier = build("cer_ok", {"richiesta.codice": "R-1", "richiesta.inviata_il": date(2026, 10, 1)})
    message = render_message("rinuncia_richiesta", shared(dossier))
    assert (message.missing, "R-1" in message.subject) == ((), True)


def test_every_text_is_of_a_practice_and_is_tried_here() -> None:
    assert NAMES == [
        "osservazioni_preavviso", "recesso_contratto_gse", "rinuncia_richiesta", "risposta_integrazioni", "variazione",
    ]  # fmt: skip
    assert not has_message("accesso")


def test_an_unknown_name_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateError, match="configurazione"):
        render_message("recesso_contratto_gse", {"contratto_gse": {"codice": "1"}})
