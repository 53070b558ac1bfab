"""Writes what must not drift: the tables of the README, the rule pages of the guide, the JSON Schemas, the templates.

`python -m workflow.devtools.generated` rewrites them; with `--check` it changes nothing and exits 1 if any is stale.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from typer.main import get_command

from workflow.checks.card import load_cards
from workflow.cli.app import application
from workflow.cli.exit_code import ExitCode
from workflow.devtools.holidays_table import holidays_table
from workflow.devtools.law_pages import often_read_page, rules_page
from workflow.documents.catalogue import Catalogue
from workflow.phases.machine_diagram import machines_page
from workflow.services.schemas import SCHEMAS

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FAMILIES = {
    "ANA": "identities and identifiers", "AID": "remote self-consumer", "BUN": "bundle", "CAC": "active clients",
    "CAD": "remote active client", "CEC": "citizen community", "CER": "renewable community", "COE": "consistency",
    "CHK": "checks and forfeiture", "FEE": "fees", "MNY": "payments", "PNR": "PNRR grants",
    "DOC": "paperwork", "EFF": "start of the tariff", "ENE": "energy", "FAS": "phases", "GAC": "group",
    "GEN": "general", "IMP": "import", "INT": "internal", "TES": "texts",
    "PLT": "plants", "POD": "connection points", "PRC": "request", "REF": "Referente and mandates",
    "SCD": "terms of the procedure", "SIG": "signatures", "VAR": "variations",
}  # fmt: skip


def commands_table() -> str:
    """Return the table of every command with its Italian help."""
    rows = ["| command | what it does |", "|---|---|"]
    rows += [f"| `dossier-cer {name}` | {text} |" for name, text in sorted(_commands(get_command(application()), ""))]
    return "\n".join(rows) + "\n"


def overview_json() -> str:
    """Return the words of every command for the help of all, which loads none of them."""
    commands = getattr(get_command(application()), "commands", {})
    words = {name: command.help for name, command in commands.items()}
    return json.dumps(words, ensure_ascii=False, indent=2) + "\n"


def exits_table() -> str:
    """Return the table of exit codes."""
    words = {
        ExitCode.OK: "done", ExitCode.BLOCKING_FINDINGS: "blocking findings", ExitCode.USAGE: "wrong usage",
        ExitCode.NOT_FOUND: "not found", ExitCode.BROKEN_FILE: "broken file or template",
        ExitCode.ILLEGAL_MOVE: "illegal move", ExitCode.OTHER: "anything else",
        ExitCode.WRITE_REFUSED: "write refused (exists, locked, disk full, changed)",
        ExitCode.INTERRUPTED: "interrupted",
    }  # fmt: skip
    return "\n".join(["| code | meaning |", "|---|---|", *(f"| {c.value} | {words[c]} |" for c in ExitCode)]) + "\n"


def rules_table() -> str:
    """Return every rule code by family."""
    families: dict[str, list[str]] = defaultdict(list)
    for code in load_cards():
        families[code.split("-")[0]].append(code)
    rows = ["| family | rules |", "|---|---|"]
    rows += [f"| {_FAMILIES[f]} | {' '.join(f'`{c}`' for c in codes)} |" for f, codes in sorted(families.items())]
    return "\n".join(rows) + "\n"


def documents_table() -> str:
    """Return every document with the kinds it serves and its editions."""
    rows = ["| document | title | kinds | editions |", "|---|---|---|---|"]
    for document in Catalogue.load().all():
        kinds = " ".join(kind.value for kind in document.kinds)
        editions = ", ".join(edition.from_.isoformat() for edition in document.editions)
        rows.append(f"| `{document.id}` | {document.title} | {kinds} | {editions} |")
    return "\n".join(rows) + "\n"


def generated_files() -> dict[Path, str]:
    """Return every generated file with the text it must have."""
    blocks = {
        "commands": commands_table(), "exits": exits_table(), "rules": rules_table(), "documents": documents_table(),
    }  # fmt: skip
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = {
        ROOT / "README.md": _BLOCK.sub(lambda m: m[1] + blocks[m[2]] + m[3], readme),
        ROOT / "workflow" / "cli" / "overview.json": overview_json(),
        ROOT / "workflow" / "law" / "national_holidays.txt": holidays_table(),
        ROOT / "docs" / "regole.md": rules_page(),
        ROOT / "docs" / "macchine.md": machines_page(),
        ROOT / "docs" / "si-legge-spesso.md": often_read_page(),
    }
    for name, schema in SCHEMAS.items():
        text = json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        files[ROOT / "docs" / "schemi" / f"{name}.schema.json"] = text
    return files


def main() -> int:
    """Rewrite the generated files, or only say which are stale."""
    only_check = "--check" in sys.argv[1:]
    stale = [path for path, text in generated_files().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{'stale' if only_check else 'written'}: {path.relative_to(ROOT)}")
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated_files()[path], encoding="utf-8")
    return 1 if stale and only_check else 0


def _commands(command: object, prefix: str) -> list[tuple[str, str]]:
    found = []
    for name, inner in getattr(command, "commands", {}).items():
        full = f"{prefix} {name}".strip()
        if getattr(inner, "commands", None):
            found += _commands(inner, full)
        else:
            found.append((full, (inner.help or "").split("\n")[0].strip()))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
