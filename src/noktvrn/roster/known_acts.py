"""Names of very famous acts that no artist of a label may carry, nor be described by.

A modest list of about 160 names that everybody knows, folded by :func:`fold_name`. It is a courtesy and a first
net, not a clearance: a name that passes here can still belong to somebody.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final = """
ABBA; AC/DC; Adele; Aerosmith; Air; Alicia Keys; Amy Winehouse; Aphex Twin; Arcade Fire; Arctic Monkeys; Ariana Grande;
Avicii; Bad Bunny; Beach House; Beastie Boys; Beck; Bee Gees; Beyoncé; Billie Eilish; Björk; Black Sabbath; Blackpink;
Blondie; Blur; Boards of Canada; Bob Dylan; Bob Marley; Bon Iver; Bon Jovi; Bonobo; Brian Eno; Britney Spears;
Bruce Springsteen; Bruno Mars; BTS; Burial; Calvin Harris; Cardi B; Carpenter Brut; Céline Dion; Charli XCX; Cher;
Chris Brown; Chvrches; Coldplay; Cocteau Twins; Com Truise; Daft Punk; David Bowie; David Guetta; Deadmau5;
Deep Purple; Depeche Mode; Diplo; Disclosure; DJ Shadow; Doja Cat; Dolly Parton; Drake; Dua Lipa; Duran Duran; Eagles;
Ed Sheeran; Elton John; Elvis Presley; Eminem; Eric Clapton; Eurythmics; Fleetwood Mac; Florence and the Machine;
Foo Fighters; Four Tet; Frank Ocean; Frank Sinatra; Future; Genesis; Goldie; Gorillaz; Green Day; Guns N' Roses;
Harry Styles; Iron Maiden; J Dilla; Jamie xx; Janet Jackson; Jay-Z; Jimi Hendrix; Joni Mitchell; Joy Division;
Justin Bieber; Justin Timberlake; Kanye West; Kate Bush; Katy Perry; Kavinsky; Kendrick Lamar; Kraftwerk;
Kygo; Kylie Minogue; Lady Gaga; Lana Del Rey; LCD Soundsystem; Led Zeppelin; Linkin Park; Lizzo; Lorde; M83; Madonna;
Mariah Carey; Marvin Gaye; Massive Attack; Metallica; Metro Boomin; Michael Jackson; Migos; Miles Davis; Moby;
Mumford and Sons; Muse; My Bloody Valentine; New Order; Nicki Minaj; Nine Inch Nails; Nirvana; Nujabes; Oasis;
Olivia Rodrigo; Orbital; Outkast; Pearl Jam; Pendulum; Pet Shop Boys; Phoebe Bridgers; Pink Floyd; Portishead;
Post Malone; Prince; Queen; Radiohead; Rihanna; Roni Size; Rosalía; Roxy Music; Sade; Sam Smith; Shakira; Sia;
Sigur Rós; Skrillex; Snoop Dogg; SOPHIE; Stevie Wonder; Stormzy; Swedish House Mafia; SZA; Talking Heads;
Tame Impala; Taylor Swift; Tears for Fears; The Beatles; The Chemical Brothers; The Cure; The Doors; The Killers;
The Midnight; The National; The Police; The Prodigy; The Rolling Stones; The Smiths; The Strokes; The Weeknd; The Who;
The xx; Tina Turner; Travis Scott; Tupac; Tycho; Tyler, the Creator; U2; Underworld; Usher; Vampire Weekend;
Vangelis; Whitney Houston; Wu-Tang Clan; ZZ Top
"""

_COMMON_WORDS: Final = frozenset(
    {
        *("air", "future", "queen", "prince", "muse", "blur", "genesis", "drake", "goldie", "who", "doors", "cure"),
        *("police", "killers", "smiths", "strokes", "national", "midnight", "prodigy", "orbital", "oasis", "nirvana"),
        *("eagles", "pendulum", "disclosure", "burial", "usher", "beck", "underworld", "madonna", "new order", "cher"),
        *("green day", "beach house", "talking heads", "tears for fears", "four tet"),
    }
)
"""Acts whose name is a word that descriptions of style need; they count as a name, not inside a description."""


def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and a leading "the", for comparison."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", " ", bare.replace("'", "").replace("’", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


KNOWN_ACTS: Final = {fold_name(name): name.strip() for name in _NAMES.replace("\n", " ").split(";")}
"""Folded name to the name as written."""


def known_act(name: str) -> str | None:
    """Return the famous act that carries this name, or None."""
    return KNOWN_ACTS.get(fold_name(name))


def known_act_within(description: str) -> str | None:
    """Return the first famous act that a description of style names, or None."""
    words = fold_name(description).split()
    for length in range(min(5, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            if phrase in KNOWN_ACTS and phrase not in _COMMON_WORDS:
                return KNOWN_ACTS[phrase]
    return None
