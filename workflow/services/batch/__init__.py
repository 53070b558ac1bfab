"""Many dossiers in one run: what is to be done, who does it, where it goes, and what became of each."""
