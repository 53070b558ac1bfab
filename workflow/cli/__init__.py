"""The command line: one file per command group, and nothing but words and exit codes."""
