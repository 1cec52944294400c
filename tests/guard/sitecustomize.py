"""Python runs this file when a child process of a test starts; see network_guard."""

import network_guard

network_guard.install()
