"""The other words by which people write the choices of the drop-down lists."""

from collections.abc import Mapping
from enum import StrEnum

from workflow.domain.member import MemberRole, MemberTitle, Voltage
from workflow.domain.subject import Category, FirmSize, Sex, SubjectKind

# By enumeration first: two of them may hold the same word, and equal words are equal keys.
SYNONYMS: Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, ...]]] = {
    SubjectKind: {
        SubjectKind.PERSON: ("PF", "persona", "privato", "privata", "cittadino", "cittadina", "famiglia"),
        SubjectKind.SOLE_TRADER: ("ditta", "impresa individuale", "DI"),
        SubjectKind.PROFESSIONAL_STUDIO: ("studio", "studio associato", "professionista", "libero professionista"),
        SubjectKind.LEGAL_PERSON: ("PG", "società", "impresa", "azienda", "associazione", "cooperativa", "parrocchia"),
        SubjectKind.PUBLIC_BODY: ("PA", "ente", "comune", "pubblica amministrazione"),
        SubjectKind.CONDOMINIUM: ("condomini",),
    },
    Category: {
        Category.PERSON: ("PF", "persona", "privato", "privata", "cittadino", "cittadina"),
        Category.SMALL_MEDIUM_ENTERPRISE: ("piccola e media impresa", "piccola o media impresa", "microimpresa"),
        Category.LARGE_ENTERPRISE: ("grande",),
        Category.TERRITORIAL_BODY: ("comune", "provincia", "regione"),
        Category.RESEARCH_TRAINING_BODY: ("scuola", "università", "ente di ricerca", "ente di formazione"),
        Category.RELIGIOUS_BODY: ("parrocchia", "diocesi", "ente ecclesiastico"),
        Category.THIRD_SECTOR: ("ETS", "ente del terzo settore", "ODV", "APS"),
        Category.RECLAMATION_CONSORTIUM: ("consorzio di bonifica",),
        Category.ASSOCIATION_WITH_PERSONALITY: ("associazione con personalità giuridica", "associazione riconosciuta"),
    },
    FirmSize: {
        FirmSize.MICRO: ("microimpresa", "micro impresa"),
        FirmSize.SMALL: ("piccola impresa",),
        FirmSize.MEDIUM: ("media impresa",),
        FirmSize.LARGE: ("grande impresa",),
    },
    Sex: {
        Sex.MALE: ("maschio", "uomo", "maschile"),
        Sex.FEMALE: ("femmina", "donna", "femminile"),
    },
    MemberRole: {
        MemberRole.CONSUMER: ("consumatrice", "cliente", "cliente finale", "consumer"),
        MemberRole.PRODUCER: ("produttrice", "producer"),
        MemberRole.PROSUMER: (
            "autoconsumatore",
            "autoconsumatrice",
            "produttore e consumatore",
            "produttore consumatore",
        ),
        MemberRole.SUPPORTER: ("sostenitrice",),
    },
    MemberTitle: {
        MemberTitle.MEMBER: ("socio", "socia", "aderente", "membra"),
        MemberTitle.RELEASE: ("solo liberatoria", "con liberatoria"),
    },
    Voltage: {
        Voltage.LOW: ("bassa tensione", "bassa", "220", "230", "380", "400"),
        Voltage.MEDIUM: ("media tensione", "media"),
        Voltage.HIGH: ("alta tensione", "alta"),
    },
}
