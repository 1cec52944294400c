"""Names of very famous acts that no artist of a label may carry, nor be described by.

A modest list of some hundred names that everybody knows, folded by :func:`fold_name`. It is a courtesy and a first
net, not a clearance: a name that passes here can still belong to somebody.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final = """
50 Cent; A$AP Rocky; A Tribe Called Quest; Alanis Morissette; Anitta; Aretha Franklin; Arlo Parks; Avril Lavigne;
Backstreet Boys; Barbra Streisand; Benson Boone; Beth Orton; Billy Joel; Black Eyed Peas; Bob Seger; Boygenius;
Bring Me the Horizon; Bryan Adams; Burna Boy; Camila Cabello; Caroline Polachek; Central Cee; Chance the Rapper;
Chappell Roan; Charles Aznavour; Chet Baker; Childish Gambino; Chris Stapleton; Christina Aguilera; Clairo; Cleo Sol;
Conan Gray; Cyndi Lauper; DaBaby; Daddy Yankee; David Gilmour; Dean Martin; Demi Lovato; Destiny's Child; Dido;
Dire Straits; DJ Khaled; Donna Summer; Edith Piaf; Einstürzende Neubauten; Ella Fitzgerald; Ellie Goulding;
Elvis Costello; Enya; Erykah Badu; Etta James; Evanescence; Faithless; Fatboy Slim; Feid; FKA twigs; Fleet Foxes;
Florence + the Machine; Fred again; Freddie Mercury; George Harrison; George Michael; Gracie Abrams; Grimes;
Hans Zimmer; Herbie Hancock; Hozier; Ice Spice; Iggy Pop; Imagine Dragons; James Blake; James Brown; Jamiroquai;
Japanese Breakfast; Jean-Michel Jarre; Jeff Buckley; Jennifer Lopez; John Coltrane; John Lennon; John Mayer;
Johnny Cash; Jon Hopkins; Jorja Smith; Julian Casablancas; Juanes; J Balvin; J. Cole; Karol G; Kelly Clarkson; Ke$ha;
Khalid; Khruangbin; Kid Cudi; Labrinth; Laufey; Lauryn Hill; Lenny Kravitz; Leonard Cohen; Lewis Capaldi; Lil Nas X;
Lil Wayne; Lionel Richie; Little Simz; Lou Reed; Louis Armstrong; Luke Combs; Luis Fonsi; Ludovico Einaudi; Måneskin;
Marilyn Manson; Mark Ronson; Mary J. Blige; Max Richter; Megan Thee Stallion; Meghan Trainor; Mick Jagger;
Miley Cyrus; Mitski; Morgan Wallen; Morrissey; Mozart; Nat King Cole; Neil Young; Nelly Furtado; Nick Cave;
Nick Drake; Nils Frahm; Nina Simone; Noah Kahan; Norah Jones; Ólafur Arnalds; OneRepublic; One Direction;
Orville Peck; Otis Redding; Ozuna; P!nk; Panic! at the Disco; Patti Smith; Paul McCartney; Paul Simon; Peggy Gou;
Peso Pluma; Peter Gabriel; Phil Collins; Philip Glass; PinkPantheress; PJ Harvey; Playboi Carti; Quincy Jones;
R.E.M.; Rage Against the Machine; Rammstein; Ravyn Lenae; Ray Charles; RAYE; Red Hot Chili Peppers; Ringo Starr;
Robbie Williams; Robyn; Rod Stewart; Rosé; Ryuichi Sakamoto; Sabrina Carpenter; Sam Cooke; Sam Fender; Santana;
Selena Gomez; Sex Pistols; Shawn Mendes; Simon and Garfunkel; Slowdive; Snow Patrol; Solange; Sonic Youth;
Spice Girls; St. Vincent; Steely Dan; Steve Reich; Sting; Stromae; Sufjan Stevens; Sum 41; Suzanne Vega;
System of a Down;
Tangerine Dream; Tate McRae; Teddy Swims; The Clash; The Kinks; The Lumineers; The Supremes; The Velvet Underground;
The War on Drugs; The White Stripes; Thom Yorke; Tiësto; Tom Petty; Tom Waits; Tori Amos; Tracy Chapman; Troye Sivan;
Twenty One Pilots; Tyla; Van Morrison; Weyes Blood; Wizkid; Yeah Yeah Yeahs; Yo La Tengo; Yves Tumor; Zach Bryan; Zayn;
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
        *(
            "green day",
            "beach house",
            "talking heads",
            "tears for fears",
            "four tet",
            "pink",
            "sting",
            "santana",
            "rose",
            "raye",
        ),
        *(
            "clash",
            "supremes",
            "faithless",
            "solange",
            "khalid",
            "robyn",
            "grimes",
            "zayn",
            "mozart",
            "kinks",
            "boygenius",
        ),
    }
)
"""Acts whose name is a word that descriptions of style need; they count as a name, not inside a description."""


_STYLED: Final = re.compile(r"(?<=\w)[$!](?=\w)")
_LETTER_OF: Final = {"$": "s", "!": "i"}
_AND: Final = re.compile(r"\s*[&+]\s*")
_POSSESSIVE: Final = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])(?!\w)")


def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and a leading "the", for comparison.

    "P!nk" is "pink", "Ke$ha" is "kesha", and "&" and "+" are "and".
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    bare = _AND.sub(" and ", _STYLED.sub(lambda sign: _LETTER_OF[sign.group()], bare))
    words = re.sub(r"[\W_]+", " ", bare.replace("'", "").replace("’", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


KNOWN_ACTS: Final = {fold_name(name): name.strip() for name in _NAMES.replace("\n", " ").split(";")}
"""Folded name to the name as written."""

MOST_WORDS: Final = max(len(name.split()) for name in KNOWN_ACTS)
"""Words of the longest name."""


_RUN_TOGETHER: Final = {name.replace(" ", ""): written for name, written in KNOWN_ACTS.items() if " " in name}
"""Names of several words as they stand in tags and addresses: "daftpunk"."""


def without_possessive(words: str) -> str:
    """Return words with "Adele's songs" as "Adele songs"; names that end in "s'" lose their sign too."""
    return _POSSESSIVE.sub("", words)


def known_act(name: str) -> str | None:
    """Return the famous act that carries this name, or None."""
    return KNOWN_ACTS.get(fold_name(name))


def known_act_within(description: str) -> str | None:
    """Return the first famous act that a description of style names, or None.

    A name may be possessive ("Adele's voice") or run together ("#daftpunk", "taylorswift13").
    """
    return _act_among(fold_name(description).split()) or _act_among(fold_name(without_possessive(description)).split())


def act_run_together(word: str) -> str | None:
    """Return the famous act whose words one word runs together, with or without figures behind it."""
    return _RUN_TOGETHER.get(fold_name(word).rstrip("0123456789"))


def _act_among(words: list[str]) -> str | None:
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            if phrase in KNOWN_ACTS and phrase not in _COMMON_WORDS:
                return KNOWN_ACTS[phrase]
    return next((act for act in map(act_run_together, words) if act is not None), None)
