"""Small works that travel to other processes: what a batch's worker does, without dossiers."""

import os
import signal
import time
from pathlib import Path


def doubled(number: int) -> int:
    return 2 * number


def failing_on_three(number: int) -> int:
    if number == 3:
        raise ValueError("Rossi Mario, RSSMRA")
    return number


def killing_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed_once(mark: str) -> str:
    """End its worker the first time only: what an unlucky neighbour or a full memory does."""
    path = Path(mark)
    if path.name == "vittima" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return path.name
