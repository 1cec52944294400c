"""The bodies of the steps: what each reads, asks a provider for, and leaves behind."""
