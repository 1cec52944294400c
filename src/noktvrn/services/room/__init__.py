"""The writers' room: language models asked in turn, within budgets, until one answers well.

``orchestrator`` is the loop, ``front`` its blocking face (:class:`noktvrn.ports.language.Room`). What the loop decides
by stands in small modules: ``rules`` (what each fault leads to), ``closing`` (who is left alone for how long),
``routing`` and ``learning`` (whom to ask), ``money`` (the ledger), ``languages`` (is this English?), ``answers`` and
``conversation`` (what is kept).
"""
