"""The dates of a dossier that pick the version of the law to apply."""

from enum import StrEnum


class KeyDate(StrEnum):
    """Which day of the dossier chooses a dated value; `--as-of` is never one of them."""

    REQUEST = "data_richiesta"
    ENTRY_INTO_OPERATION = "data_entrata_in_esercizio"
    NOTICE = "data_comunicazione"
    EVENT = "data_evento"
    MONTH = "mese_di_competenza"
    PNRR_REQUEST = "data_domanda_pnrr"
