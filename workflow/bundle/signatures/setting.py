"""What the judgement of a signature rests on besides its own bytes: the trust list, the hour, stamps put around it."""

from dataclasses import dataclass
from datetime import datetime

from workflow.bundle.signatures.seen import StampSeen
from workflow.bundle.signatures.trust import Material


@dataclass(frozen=True)
class Setting:
    """The trust list and what was found beside the file, the hour of the check, time stamps over what is around."""

    material: Material
    now: datetime
    outer_stamps: tuple[StampSeen, ...] = ()
