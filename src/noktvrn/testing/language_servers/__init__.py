"""Servers that speak the formats of six vendors of language models on this machine, well and badly.

One server plays all vendors, each below a path of its own, and each plays a :class:`Scene` at a time:

```
with LanguageServer() as server:
    server.answer = {"title": "Slow Water"}
    server.play("openai", Scene.OVERLOADED)
    settings = server.settings()          # the section ``models``, with keys, pointing here
```
"""

from noktvrn.testing.language_servers.scenes import NINETEEN, Scene, fault_of_scene
from noktvrn.testing.language_servers.server import Heard, LanguageServer

__all__ = ["NINETEEN", "Heard", "LanguageServer", "Scene", "fault_of_scene"]
