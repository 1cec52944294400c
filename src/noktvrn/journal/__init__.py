"""The journal: what a run, a pass, a step and an attempt are, and which states may follow which.

Pure rules. A *run* is one trip round the loop. A *pass* is one take of it: the first, or a fresh one that begins at a
step again (the gate refused, a person asked for changes, an operator retried). Within a pass each *step* is tried in
*attempts* until one succeeds; the latest success of a step is its result.
"""
