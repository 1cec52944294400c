"""One Protocol per role that somebody else may fill. Embedded providers and vendors stand behind the same ports.

Rules for every provider port:

* A provider MUST raise an error of :mod:`noktvrn.errors`, never answer with None, an empty file or a string that says
  "error".
* It MUST write only below the directory it is given, and MUST leave no file under its final name that is not whole.
* It MUST call ``progress`` at least every two seconds of work and ``cancelled`` often enough to stop within one.
* It MUST say in its answer what made the result (:class:`noktvrn.ports.making.MadeBy`).
* The same request with the same seed SHOULD give the same result; an embedded provider MUST.
"""
