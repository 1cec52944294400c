"""Who makes the music: artists, their identity and look, their lifecycle and how they may change. Pure rules."""
