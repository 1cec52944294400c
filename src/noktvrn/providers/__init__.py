"""Who fills the ports: one module per role and vendor; ``embedded`` is a real provider over the studio."""
