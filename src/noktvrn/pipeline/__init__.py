"""The durable workflows of a run: what is done in which order, what survives a crash, who takes over.

Only :mod:`noktvrn.pipeline.dbos_engine` imports the workflow engine.
"""
