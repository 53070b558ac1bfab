"""Times an installed RSE CACER-simulator, if its folder is given: its own functions, on the project that lies in it.

`DOSSIER_RSE_SIMULATOR` is the folder with `config.yml` and `src`, prepared up to its step 8; `DOSSIER_RSE_PYTHON` the
interpreter that has its libraries. Its step 9 (`CACER_shared_energy`) drives Excel, its step 13 (`incentives`) reads
what step 9 wrote: neither can be given our files, so the size is that of its project, which the row states.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER, PYTHON = "DOSSIER_RSE_SIMULATOR", "DOSSIER_RSE_PYTHON"
STEPS = {
    "src.Functions_Energy_Model": "CACER_shared_energy",
    "src.Functions_Financial_Model": "incentives",
}
SECONDS_AT_MOST = 3600
_CHILD = """
import contextlib, importlib, io, json, sys, time
import yaml
sys.path.insert(0, ".")
module, function = sys.argv[1:]
config = yaml.safe_load(open("config.yml"))
users = yaml.safe_load(open(config["filename_registry_user_types_yml"]))
work = getattr(importlib.import_module(module), function)
with contextlib.redirect_stdout(io.StringIO()):
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
points = sum(int(user.get("num", 1)) for user in users.values())
print(json.dumps({"seconds": taken, "points": points, "types": len(users)}))
"""


def rows() -> list[list[str]]:
    """Return a row for each step: its seconds, or why it was not run."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return [["RSE CACER-simulator", "–", f"not run: {FOLDER} names no installed one", "–", "–"]]
    return [_row(Path(folder), module, function) for module, function in STEPS.items()]


def _row(folder: Path, module: str, function: str) -> list[str]:
    what = f"RSE CACER-simulator, `{function}()` on its own project"
    command = [os.environ.get(PYTHON, sys.executable), "-c", _CHILD, module, function]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS_AT_MOST)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [what, "–", f"not run: {type(error).__name__}", "–", "–"]
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return [what, "–", f"not run: {reason[:120]}", "–", "–"]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return [what, f"{found['points']} users in {found['types']} types", f"{found['seconds']:.2f} s", "–", "–"]
