"""From notes to a mastered recording: voices, drums, effects, mixdown, mastering, export."""
