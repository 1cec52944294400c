"""Language models of six vendors, and of any endpoint in the OpenAI format, behind one port.

Nothing here imports a vendor's package until a model is asked; see :mod:`noktvrn.providers.language.wires`.
"""
