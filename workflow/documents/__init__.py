"""The documents: catalogue, context, strict rendering; the only importer of docxtpl."""
