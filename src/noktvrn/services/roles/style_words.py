"""Words that describe how music sounds; among capitalised words, they tell a style from somebody's name."""

from __future__ import annotations

from typing import Final

from noktvrn.studio.words.genres import GENRES

_SOUNDS: Final = """
acoustic afrobeat alternative analogue anthems arpeggio arpeggios ballad ballads band bands bass bassline basslines
beat beats bells bossa brass breakbeat breakbeats breaks cello chamber chant chants chillwave choir choirs choral
chords chorus cinematic city classical club clubs coastal cumbia dance dancehall darkwave delay digital distortion
downtempo dream drone drones drum drums dub early echo eighties electric electro electronic electronica emo
experimental falsetto feedback fiddle fifties film flute folktronica fusion gospel gothic groove grooves guitar
guitars hardcore harmonies harmonium horns hyperpop hymns idm industrial instruments italo kosmische krautrock late
latin live loops lounge lullabies machine machines marimba melodies minimal minimalism modal modular motorik music neo
neoclassical nineties noise noughties nova opera orchestral organ organs pads percussion piano pianos polyphony post
prog progressive psych psychedelia psychedelic pulse radio rave recording recordings records reverb rhythm rhythms
riffs romantic room rooms samba sampler samples saxophone scene school score scores sequencer sequencers seventies
shanties shoegaze singing sixties ska slap song songs songwriting sound sounds soundtrack soundtracks spiritual
strings surf swing synth synths synthesizer synthesizers tango tape tapes textures traditional tropical tropicalia
twang vapour vaporwave vinyl violin vocal vocals voice voices waltz wave western
"""
_OF_GENRES: Final = (
    word
    for style in GENRES.values()
    for phrase in (style.spoken, *style.influences, *style.parts, *style.timbres)
    for word in phrase.lower().replace("-", " ").split()
)
STYLE_WORDS: Final = frozenset([*_SOUNDS.split(), *_OF_GENRES]) - {"a", "and", "in", "of", "on", "the", "with"}
"""In lowercase."""
