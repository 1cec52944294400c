"""Words without a vendor: names, stories, briefs, titles and lyrics in English, from seeded grammars.

A *bank* is a data module of hand-written material on one theme. A *couplet* is two lines that belong together, with
choices in brackets; the engine chooses, counts syllables, checks rhyme and stress, and turns the person of the speaker.
Everything here is pure and seeded: the same seed gives the same words.
"""
