"""What the label owns: tracks, releases, credits, provenance, and the package on disk. Pure rules and file formats."""
