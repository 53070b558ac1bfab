"""Writes the example dossiers anew: `python -m tests.builders.examples`."""

import sys

from tests.builders.examples import write

for path in write():
    sys.stdout.write(f"{path}\n")
