"""Telegram as control panel: one message per song, edited in place through its life, and commands for the day."""
