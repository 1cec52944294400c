"""From a plan to notes: harmony, voicing, rhythm, melody, bass, drums, and what chooses between candidates."""
