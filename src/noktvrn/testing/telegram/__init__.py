"""A strict Telegram on a port of this machine: its limits, its refusals, its faults, and people who press and write."""
