"""What happened is written down within its change, and told to people once in effect."""
