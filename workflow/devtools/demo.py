"""`./dev demo`: builds the complete example to a bundle with the embedded engine, and says where it is."""

import sys
from pathlib import Path

from workflow.cli.entry import main

EXAMPLE = Path(__file__).resolve().parents[2] / "dossiers" / "esempi" / "cer-val-serena"

if __name__ == "__main__":
    main(["build", str(EXAMPLE), "--no-archive", "--engine", "incorporato", *sys.argv[1:]])
