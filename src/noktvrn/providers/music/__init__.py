"""Providers of songs."""
