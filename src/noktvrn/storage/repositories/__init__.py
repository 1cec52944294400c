"""The repositories of :mod:`noktvrn.ports.repositories` over SQL, one module per subject.

Conventions: a repository lives as long as its unit of work and speaks over that unit's connection. An insert that meets
a row in its way changes nothing and is counted, instead of failing, so that the transaction stays usable on Postgres.
"""
