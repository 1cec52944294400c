"""Use cases, named as verbs. Each opens its own units of work and translates between the pure rooms."""
