"""Words that the rules of :mod:`noktvrn.studio.words.sounds` would get wrong."""

from __future__ import annotations

from typing import Final

RHYMES: Final[dict[str, str]] = {
    word: key.strip()
    for key, words in (
        (row.split(":")[0], row.split(":")[1].split())
        for row in [
            "\n    AW: now how cow allow brow vow plough bough",
            " AWN: town down brown crown gown drown frown downtown",
            "\n    AHV: love above glove dove of",
            " UWV: move prove groove",
            " AHM: come some become from",
            " AHN: one done none won son ton everyone anyone undone someone",
            "\n    OW: go no so know ago although though toe window shadow tomorrow borrow follow hollow yellow pillow",
            "\n    UW: to do who too two you through new few threw blue true knew view shoe into undo",
            " EHD: said head bread dead read instead thread ahead red spread tread",
            "\n    EHL: well",
            " OWN: phone alone own known shown grown thrown blown flown stone bone home-",
            " OWM: home foam roam chrome comb",
            " AOR: door floor more before shore war four pour core store your or for score wore swore anymore",
            "\n    EHR: where there care air chair stair share bear wear tear everywhere somewhere nowhere prayer scare square hair spare anywhere stare rare bare",
            "\n    IHR: here near year hear ear clear fear beer disappear appear atmosphere pier tear-",
            "\n    AHF: enough rough tough",
            " AOF: cough off",
            " UHD: good wood stood could would should understood",
            " UHT: foot put",
            " UHK: look book took shook cook hook brook",
            " UHL: full pull wool",
            "\n    AHD: blood flood mud",
            " IY: be me we she he key sea tea three free see tree knee the debris",
            " AY: eye eyes- my by why buy high sky fly dry try cry lie die goodbye nearby sigh reply deny pie",
            " AYZ: eyes skies wise rise disguise surprise lies tries skies",
            "\n    AYT: height",
            " EYT: eight weight great freight straight wait late",
            " EYK: break steak",
            " EY: they weigh grey obey today away yesterday say day",
            "\n    AOT: thought bought brought caught taught fought",
            " AOL: all call fall wall small tall hall ball crawl",
            " AOK: talk walk chalk",
            " AOLT: salt fault halt",
            " AOLD: bald",
            "\n    AOLZ: walls calls falls halls",
            " OWLD: old cold gold told hold fold sold bold",
            " AYND: mind find kind behind blind wind- signed",
            " AYLD: child wild mild",
            " OWST: most ghost post coast toast host almost",
            " AOST: lost cost frost",
            " AOS: cross loss across boss moss",
            "\n    AONG: long song wrong strong along belong",
            " IYN: machine between scene green seen screen mean",
            " EYN: rain again- train lane plane pain",
            " EHN: again then when ten men pen",
            "\n    ERD: word heard bird third",
            " ERK: work",
            " ERLD: world",
            " ERN: learn burn turn return",
            " ERTH: earth worth",
            " ERST: first worst thirst",
            "\n    AAR: are far star car guitar bar",
            " AART: heart part start apart art dark-",
            " AORM: warm storm form",
            " AORTH: north forth",
            " AWR: hour our power tower flower shower sour",
            "\n    IHST: missed kissed mist list",
            " AHST: dust trust must rust just",
            " AHCH: touch much such",
            " EHT: yet set let net forget debt sweat",
            " EHTH: breath death",
            " IYTH: teeth beneath",
            " IYDH: breathe",
            "\n    EYS: face place space",
            " OWZ: rose close nose those clothes knows",
            " UWZ: lose choose shoes news blues use whose",
            " UWL: school cool pool fool",
            " UWM: room gloom whom bloom",
            " UWN: moon soon tune noon June spoon",
            "\n    UWT: fruit suit root route",
            " OWT: boat coat note wrote throat float",
            " OYS: voice choice",
            " AWZ: browse",
            " ISL: aisle",
            " AYL: aisle while mile smile style file dial trial",
            " AYLZ: miles smiles",
            " AES: glass pass grass class last-",
            " AEST: last past fast cast vast",
            " AENS: chance dance glance",
            "\n    EHND: friend end",
            " EHNDZ: friends ends",
            " EHVER: never ever forever clever whatever",
            " EHDHER: weather together feather",
            " AHVER: cover over- discover",
            " AHNING: running",
            " AHNI: money honey sunny funny",
            " AORNING: morning warning",
            " IHTI: city pity pretty",
            " AHDHER: other mother brother another",
            "\n    AWER: ",
            " ERI: worry hurry",
            " EHRI: very carry ferry",
            " IYZ: please breeze these keys knees trees",
            " ERZ: hers yours-",
            " AHS: us bus",
            " IHZ: is his",
            " AHZ: was does",
            " IHF: if",
            " AEND: hand and sand land stand understand band",
            " UHR: sure",
            " AHNG: young tongue",
            " AHNT: front",
            " AHNTH: month",
            " AHNDER: under wonder",
            " IYM: seem dream",
            " IYPL: people",
            " AHBL: double trouble",
            " IHT: minute-",
            " AENSWER: answer",
            "\n    AEV: have",
            " IHV: give live",
            " AHNDZ: ",
            " IYVZ: leaves",
            " OWLZ: ",
            " OWVER: over",
            " UHSH: push",
            " AASH: wash",
            " AAN: gone on swan upon",
            " EHVN: heaven seven eleven",
            " IYVN: even",
            " OWPN: open",
            " AYLENS: silence",
            " AYET: quiet",
            " AYERER: ",
            " AORL: ",
            " OWL: soul whole hole roll coal toll",
            " OWR: ",
            " OWLF: ",
            " AWND: found ground sound round around",
            " AWT: out about doubt",
            " UWTH: youth truth",
            " AHNZ: ",
            " AWD: loud crowd proud cloud",
            " AWDZ: clouds",
            " EHZ: says",
            " EHNT: meant went",
            " EHLT: dealt",
            " EHLTH: ",
            " UWZD: used\n    ",
        ]
        if ":" in row
    )
    for word in words
    if not word.endswith("-")
}
"""Word to the key of its rhyme."""

ENDINGS: Final[tuple[tuple[str, str], ...]] = (
    ("ight", "AYT"), ("ights", "AYTS"), ("ought", "AOT"), ("aught", "AOT"), ("ould", "UHD"), ("old", "OWLD"), ("oll", "OWL"),
    ("ollow", "AALOW"), ("ild", "AYLD"), ("ind", "AYND"), ("alk", "AOK"), ("all", "AOL"), ("ange", "EYNJH"), ("igh", "AY"), ("eigh", "EY"),
    ("ation", "EYSHN"), ("ition", "IHSHN"), ("aste", "EYST"), ("ign", "AYN"), ("own", "OWN"), ("oup", "UWP"), ("ook", "UHK"), ("ood", "UHD"),
)  # fmt: skip
"""Ending to key, longest first where they overlap."""

SYLLABLES: Final[dict[str, int]] = {
    word: count
    for count, words in (
        (
            1,
            "fire hour our world girl pearl are were there where here more these those once eyes gone done come some have give love live been quite queue heard clothes moved loved lived tired wired fired hired aisle isle whole house horse course voice choice place else noise pause cause since hence prayer toward-",
        ),
        (
            2,
            "being doing going seeing quiet poem science lion diet giant trial fuel cruel poet chaos neon every evening- idea- sunrise someone something sometimes nowhere somewhere outside inside sometime homemade lifeline pavement goodbye goodnight tonight fireworks- family- camera- different- business garden people bottle table apple little middle candle single double trouble area- iron beneath-  wanted needed waited ended started folded counted faded added landed lifted rested drifted tasted painted planted twisted shouted hunted sorted traded reading lovely lonely somehow everyone- maybe safely moments bracelet careful pavements basement movement homesick",
        ),
        (
            3,
            "everyone idea area radio video stereo another anyone anything everything engineer piano camera family evening- ideas radios january interval memory factory-  different- cinema serious previous however together forever tomorrow yesterday holiday video photograph usual whenever wherever overcoat elevator- aeroplane",
        ),
        (4, "everybody elevator february escalator january television january ordinary-"),
    )
    for word in words.split()
    if not word.endswith("-")
}
"""Word to syllables."""
SYLLABLES["evening"], SYLLABLES["different"], SYLLABLES["family"], SYLLABLES["camera"] = 2, 2, 3, 3

WEAK_WORDS: Final[frozenset[str]] = frozenset(
    word
    for row in (
        "a an the and but or nor as if of to in on at by for from with than that this is am are was were be been has have had",
        "do does did can could will would shall should may might must i me my we us our you your he him his she her they them",
        "their it its i'm i've i'll i'd you're you've you'll we're we've we'll he's she's it's they're there's so not no some",
        "when while who what where which till until up out off just still all then too let's that's what's into",
    )
    for word in row.split()
)
"""One-syllable words that carry no beat."""

SECOND_STRESS: Final[frozenset[str]] = frozenset(
    word
    for row in (
        "tonight today tomorrow away again alone along around across against ahead asleep awake above below before behind",
        "beside between beyond begin began begun believe become because forget forgot forgive forgave hello goodbye goodnight",
        "machine guitar hotel july police parade upstairs downstairs outside inside without within until unless upon return",
        "repeat remain remember reply report relief released repair rewind december november september october delay decide",
        "describe design divide deserve disappear appear arrive address afraid agree allow amount announce apart apply arrange",
        "ashore about advice event enough explain exhale inhale expect invent mistake surprise suppose survive perhaps polite",
        "pretend prepare protect provide complete collect connect control correct himself herself myself yourself themselves",
        "ourselves undo undone unfold unlit unlock unpaid unread unsaid untie applause balloon cartoon canal cigar champagne",
        "platoon refrain refuse regret alarm alight aboard abroad ago aside aware confess confide",
    )
    for word in row.split()
)
"""Words with the stress on their second syllable."""
