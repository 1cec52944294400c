"""Providers of moving pictures."""
