"""The listening page: one file that opens from disk, needs no network, and works without JavaScript."""
