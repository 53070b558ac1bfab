"""The words of the tool: records, findings and identifiers, free of files, databases and frameworks."""
