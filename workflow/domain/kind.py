"""The six kinds of configuration admitted to the service for widespread self-consumption."""

from enum import StrEnum


class Kind(StrEnum):
    """A CACER configuration; source: Regole operative 2024, Parte I, par. 2."""

    CER = "cer"
    GAC = "gac"
    AID = "aid"
    CEC = "cec"
    CAAC = "caac"
    CAD = "cad"

    @property
    def label(self) -> str:
        """The full Italian name."""
        return _TITLES[self]

    @property
    def is_community(self) -> bool:
        """Whether it is a subject of law with members and a statute."""
        return self in {Kind.CER, Kind.CEC}

    @property
    def is_group(self) -> bool:
        """Whether it is a group inside one building, tied by a contract."""
        return self in {Kind.GAC, Kind.CAAC}

    @property
    def is_remote(self) -> bool:
        """Whether one final client uses the public grid between its own points."""
        return self in {Kind.AID, Kind.CAD}

    @property
    def has_tariff(self) -> bool:
        """Whether it may earn the tariffa premio, besides the contributo di valorizzazione."""
        return self in {Kind.CER, Kind.GAC, Kind.AID}


_TITLES = {
    Kind.CER: "comunità energetica rinnovabile",
    Kind.GAC: "gruppo di autoconsumatori di energia rinnovabile che agiscono collettivamente",
    Kind.AID: "autoconsumatore individuale di energia rinnovabile «a distanza» che utilizza la rete di distribuzione",
    Kind.CEC: "comunità energetica dei cittadini",
    Kind.CAAC: "gruppo di clienti attivi che agiscono collettivamente",
    Kind.CAD: "cliente attivo «a distanza» che utilizza la rete di distribuzione",
}


class LegalForm(StrEnum):
    """The legal forms a community may take."""

    ASSOCIATION = "associazione_non_riconosciuta"
    RECOGNISED_ASSOCIATION = "associazione_riconosciuta"
    THIRD_SECTOR = "ente_terzo_settore"
    COOPERATIVE = "cooperativa"
    CONSORTIUM_COMPANY = "scarl"
    FOUNDATION = "fondazione_partecipazione"


class Phase(StrEnum):
    """The six phases of the road, in order."""

    ENGAGEMENT = "ingaggio"
    GOVERNANCE = "governance"
    CONSTITUTION = "costituzione"
    PLANTS = "impianti"
    GSE_PRACTICE = "pratiche_gse"
    OPERATION = "gestione"
