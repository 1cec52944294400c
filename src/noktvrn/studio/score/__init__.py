"""From a plan to notes: harmony, voicing, rhythm, melody, bass, drums, and the measures that choose between candidates."""
