"""Plans a new plant: it is added to the facts, and walks the last three phases on its own road."""

from workflow.domain.dossier import Dossier
from workflow.domain.kind import Phase
from workflow.domain.plant import Plant
from workflow.intake.import_merge import plan_plants
from workflow.law import Law
from workflow.phases.practice_machine import PracticeState
from workflow.phases.practice_replay import practices_of
from workflow.services.opening import Opened
from workflow.services.recording import Change, Recorded


def add(opened: Opened, law: Law, plant: Plant) -> Change:
    """Plan the addition; a plant that is there with the same name, POD or CENSIMP gets what is new of it."""
    dossier = opened.dossier
    plan = plan_plants(dossier.plants, [plant], "plant add")
    after = dossier.model_copy(update={"plants": plan.merged})
    return Change(
        event=Recorded.PLANT_ADDED,
        subject=f"impianto:{plant.name or plant.censimp or plant.pod}",
        to_state=Phase.PLANTS.value,
        summary=f"Impianto «{plant.name}» aggiunto ai dati." if plan.added else f"Impianto «{plant.name}» completato.",
        after=after,
        guards=plan.conflicts,
        details={"plant": plant.name},
        is_empty=plan.is_empty,
        hints=tuple(_hints(dossier, law, plant)),
    )


def _hints(dossier: Dossier, law: Law, plant: Plant) -> list[str]:
    hints = ["Completare i dati dell’impianto in fascicolo.yaml: «dossier-cer check» dice che cosa manca."]
    if practices_of(dossier, law).request.state is PracticeState.ADMITTED:
        hints.append(
            "La richiesta è già accolta: l’impianto entra con una variazione, dossier-cer variation add … "
            f'--kind aggiunta_impianto --plant "{plant.name}" --on DATA.'
        )
    return hints
