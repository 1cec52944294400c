"""Providers of measurement."""
