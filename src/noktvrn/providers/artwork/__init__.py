"""Providers of artwork."""
