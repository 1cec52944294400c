"""Ways of painting: one module each, one function ``paint(scene)`` each."""
