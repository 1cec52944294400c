"""The roles of the writers' room: prompts, typed answers, checks of our own, and the chain from draft to kept text.

A language model proposes; what is kept is decided by rules of this package. Whatever cannot be brought to meet them is
left out, and the embedded writer's words stand instead.
"""
