"""Sphinx configuration of the user guide (Italian, MyST)."""

project = "dossier-cer"
language = "it"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "dossier-cer"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# The diagrams are Mermaid, which GitHub draws and Pygments does not know; a table with the same arrows follows each.
suppress_warnings = ["misc.highlighting_failure"]
