"""The Italian words that documents print for the values of the dossier's enumerations."""

from enum import StrEnum

from workflow.domain.community import BuildingKind
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.member import MemberRole
from workflow.domain.plant import Intervention, SiteTitle, Siting, Source
from workflow.domain.referente import ReferenteRole
from workflow.domain.request import SplitRule, SurplusUse
from workflow.domain.subject import Category, SubjectKind

ACRONYMS = {
    Kind.CER: "CER",
    Kind.GAC: "Gruppo di autoconsumatori",
    Kind.AID: "Autoconsumatore a distanza",
    Kind.CEC: "CEC",
    Kind.CAAC: "Gruppo di clienti attivi",
    Kind.CAD: "Cliente attivo a distanza",
}

LABELS: dict[StrEnum, str] = {
    LegalForm.ASSOCIATION: "associazione non riconosciuta",
    LegalForm.RECOGNISED_ASSOCIATION: "associazione riconosciuta",
    LegalForm.THIRD_SECTOR: "associazione ente del Terzo settore",
    LegalForm.COOPERATIVE: "società cooperativa",
    LegalForm.CONSORTIUM_COMPANY: "società consortile a responsabilità limitata",
    LegalForm.FOUNDATION: "fondazione di partecipazione",
    BuildingKind.CONDOMINIUM: "condominio",
    BuildingKind.MINIMUM_CONDOMINIUM: "condominio minimo",
    BuildingKind.SUPERCONDOMINIUM: "supercondominio",
    BuildingKind.SINGLE_OWNER: "edificio di un unico proprietario",
    BuildingKind.SHOPPING_CENTRE: "centro commerciale",
    SubjectKind.PERSON: "persona fisica",
    SubjectKind.SOLE_TRADER: "ditta individuale",
    SubjectKind.PROFESSIONAL_STUDIO: "studio professionale",
    SubjectKind.LEGAL_PERSON: "persona giuridica",
    SubjectKind.PUBLIC_BODY: "ente pubblico",
    SubjectKind.CONDOMINIUM: "condominio",
    Category.PERSON: "persona fisica",
    Category.SMALL_MEDIUM_ENTERPRISE: "piccola o media impresa",
    Category.LARGE_ENTERPRISE: "grande impresa",
    Category.TERRITORIAL_BODY: "ente territoriale o autorità locale",
    Category.LOCAL_ADMINISTRATION: "amministrazione locale dell’elenco ISTAT",
    Category.RESEARCH_TRAINING_BODY: "ente di ricerca e formazione",
    Category.RELIGIOUS_BODY: "ente religioso",
    Category.THIRD_SECTOR: "ente del Terzo settore",
    Category.ENVIRONMENTAL_PROTECTION: "ente di protezione ambientale",
    Category.ASSOCIATION: "associazione",
    Category.ASSOCIATION_WITH_PERSONALITY: "associazione con personalità giuridica",
    Category.ATER: "azienda territoriale per l’edilizia residenziale",
    Category.IPAB: "istituzione pubblica di assistenza e beneficenza",
    Category.ASP: "azienda pubblica di servizi alla persona",
    Category.RECLAMATION_CONSORTIUM: "consorzio di bonifica",
    Category.CENTRAL_ADMINISTRATION: "amministrazione centrale",
    Category.CONDOMINIUM: "condominio",
    Category.OTHER: "altro soggetto",
    MemberRole.CONSUMER: "cliente finale (consumatore)",
    MemberRole.PRODUCER: "produttore",
    MemberRole.PROSUMER: "cliente finale e produttore (prosumer)",
    MemberRole.SUPPORTER: "sostenitore, fuori dalla configurazione",
    Source.SOLAR: "fotovoltaica",
    Source.WIND: "eolica",
    Source.HYDRO: "idroelettrica",
    Source.BIOGAS: "biogas",
    Source.BIOMASS: "biomassa",
    Source.GEOTHERMAL: "geotermica",
    Source.MARINE: "marina",
    Source.LANDFILL_GAS: "gas di discarica",
    Source.SEWAGE_GAS: "gas residuati dai processi di depurazione",
    Source.NON_RENEWABLE: "non rinnovabile",
    Intervention.NEW: "nuova costruzione",
    Intervention.UPGRADE: "potenziamento",
    Intervention.REFURBISHMENT: "rifacimento o sostituzione",
    Intervention.EXISTING: "impianto esistente",
    Siting.REGISTERED_BUILDING: "fabbricato accatastato",
    Siting.CANOPY: "pergola, pensilina o serra",
    Siting.NOISE_BARRIER: "barriera acustica",
    Siting.RURAL_BUILDING: "fabbricato rurale non accatastato",
    Siting.OTHER_BUILDING: "altro fabbricato",
    Siting.GROUND: "a terra",
    SiteTitle.OWNERSHIP: "proprietà",
    SiteTitle.SURFACE_RIGHT: "diritto di superficie",
    SiteTitle.USUFRUCT: "usufrutto",
    SiteTitle.LOAN: "comodato",
    SiteTitle.LEASE: "locazione",
    SiteTitle.EASEMENT: "servitù",
    SiteTitle.OTHER: "altro contratto",
    ReferenteRole.COMMUNITY: "la comunità stessa, nella persona del suo legale rappresentante",
    ReferenteRole.MEMBER_PRODUCER: "produttore membro",
    ReferenteRole.MEMBER_CLIENT: "cliente finale membro",
    ReferenteRole.THIRD_PRODUCER_ESCO: "produttore, ESCO certificata UNI CEI 11352",
    ReferenteRole.SELF_CONSUMER: "autoconsumatore del gruppo",
    ReferenteRole.ADMINISTRATOR: "amministratore di condominio",
    ReferenteRole.CONDOMINIUM_REPRESENTATIVE: "rappresentante legale del condominio",
    ReferenteRole.BUILDING_REPRESENTATIVE: "rappresentante legale dell’edificio",
    ReferenteRole.COMMON_SPACES_BODY: "soggetto costituito per la gestione degli spazi comuni",
    ReferenteRole.CLIENT: "il cliente finale stesso",
    SplitRule.EQUAL: "in parti uguali",
    SplitRule.BY_CONSUMPTION: "in proporzione all’energia prelevata",
    SplitRule.BY_COINCIDENT_WITHDRAWAL: "in proporzione al prelievo contemporaneo all’immissione",
    SplitRule.BLOCKS: "per quote a produttori, consumatori e fondo sociale",
    SplitRule.MILLESIMI: "in proporzione ai millesimi",
    SurplusUse.CONSUMERS: "ai soli consumatori diversi dalle imprese",
    SurplusUse.SOCIAL: "a finalità sociali aventi ricadute sui territori ove sono ubicati gli impianti",
    SurplusUse.BOTH: "ai consumatori diversi dalle imprese e a finalità sociali sui territori degli impianti",
}


def label(value: StrEnum | None) -> str | None:
    """Return the words for an enumeration's value, or None if the value is unknown."""
    return None if value is None else LABELS[value]
