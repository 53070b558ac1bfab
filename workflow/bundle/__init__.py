"""The bundle: plan, PDF, assembly, manifest, verification; the only importer of pypdf."""
