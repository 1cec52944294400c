"""The page and the API: the same services and the same words as the command line, over HTTP."""
