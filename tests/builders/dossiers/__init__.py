"""Conforming dossiers of the six kinds, complete and invented: the ground on which each test breaks one thing.

`cer_facts()` and its kin give a dossier as plain data, by the keys people write; `build` changes some of them and makes
the snapshot. Every person, body and code is built, never found.
"""

from tests.builders.dossiers.aid import aid_facts
from tests.builders.dossiers.caac import caac_facts
from tests.builders.dossiers.cad import cad_facts
from tests.builders.dossiers.cec import cec_facts
from tests.builders.dossiers.cer import cer_facts
from tests.builders.dossiers.gac import gac_facts
from tests.builders.dossiers.papers import attachment
from tests.builders.dossiers.people import (
    AMMINISTRATORE,
    ANNA,
    AS_OF,
    BRUNO,
    CABINA,
    CARLA,
    CUNEO,
    CUNEO_BELFIORE,
    DINO,
    ELSA,
    ON_TIME,
    SINDACO,
    TITOLARE,
    bakery,
    body,
    household,
    identity,
    person,
    point,
)
from tests.builders.dossiers.pieces import PIECES
from tests.builders.dossiers.plants import mandate, plant
from tests.builders.dossiers.snapshot import BASES, aid_ok, build, caac_ok, cad_ok, cec_ok, cer_ok, gac_ok

__all__ = [
    "AMMINISTRATORE",
    "ANNA",
    "AS_OF",
    "BASES",
    "BRUNO",
    "CABINA",
    "CARLA",
    "CUNEO",
    "CUNEO_BELFIORE",
    "DINO",
    "ELSA",
    "ON_TIME",
    "PIECES",
    "SINDACO",
    "TITOLARE",
    "aid_facts",
    "aid_ok",
    "attachment",
    "bakery",
    "body",
    "build",
    "caac_facts",
    "caac_ok",
    "cad_facts",
    "cad_ok",
    "cec_facts",
    "cec_ok",
    "cer_facts",
    "cer_ok",
    "gac_facts",
    "gac_ok",
    "household",
    "identity",
    "mandate",
    "person",
    "plant",
    "point",
]
