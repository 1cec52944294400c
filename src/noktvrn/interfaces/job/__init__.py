"""The child process of a heavy step: one request in, progress and one answer out."""
