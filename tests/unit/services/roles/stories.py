"""Stories as models write them: with places and objects that look like names, and with people who are somebody else."""

from __future__ import annotations

from random import Random
from typing import Final

from noktvrn.studio.words.storytelling import tell_story

NAME: Final = "Ada Voss"

_PLACES: Final = (
    "New York",
    "San Francisco",
    "Port Talbot",
    "Los Angeles",
    "Buenos Aires",
    "Hong Kong",
    "Cape Cod",
    "Mill Street",
    "Chapel Road",
    "Rio Grande",
    "Grand Central",
    "North Sea",
    "Lake Geneva",
    "Black Forest",
    "Baden Baden",
    "Tierra Caliente",
    "Tel Aviv",
    "Sankt Gallen",
    "Novi Sad",
    "Isle of Skye",
    "Kuala Lumpur",
    "Mersey Docks",
    "Radio Nord",
    "Salt Lake City",
    "Victoria Station",
    "Charlotte Street",
    "Leeds",
    "Sierra Nevada",
    "Costa Brava",
    "Gare du Nord",
    "Old Trafford Road",
    "Puerto Montt",
    "East Anglia",
    "Monte Verde",
    "Veere",
    "Ostend",
    "Hotel Bristol",
    "Elbe Tunnel",
    "King's Lynn",
    "Harbour House",
    "Saint Malo",
    "Addis Ababa",
    "Great Yarmouth",
    "Rotterdam",
)
_BEGINNINGS: Final = (
    "{n} came from {p} with one suitcase and a drum machine.",
    "{n} lives above a laundry near {p} and keeps the window open.",
    "{n} drove through {p} every night for a year.",
    "{n} is a night porter at {p} who sings into the lift.",
    "Born in {p}, {n} writes on the backs of tickets.",
    "{n} tunes a piano in {p}'s last dance hall.",
    "In the Winter of the long strike {n} moved over to {p}.",
    "{n} grew up outside {p}, in a house of clocks.",
    "Somewhere between {p} and the coast, {n} mends radios.",
    "{n} learned the accordion from sailors of {p}.",
    "{n} walks towards {p} on Sundays and counts the lamps.",
    "{n} keeps a map of {p} under the mattress.",
)
_ENDINGS: Final = (
    "She records between midnight and four, when the trams stop.",
    "Letters from {p} arrive in her drawer, unopened.",
    "Her songs carry the weather of {p} on Monday mornings.",
    "A postcard of {p} is the one thing she keeps.",
    "Every song is a postcard to {p}.",
    "On Fridays the ferry to {p} takes her voice along.",
    "I'm told the organ came off a ship from {p}.",
    "She has a cassette from {p} that nobody else may touch.",
)
_PARTS: Final = ("a tape echo", "a nylon guitar", "an upright piano", "a broken organ", "brushed drums")
_THEMES: Final = ("night trains", "the sea", "winter kitchens", "old friends", "machines")


def stories_of_nobody_else(count: int) -> list[str]:
    """Return stories in which nobody but the artist is: half by the embedded writer, half with places."""
    told = []
    for number in range(count):
        rng = Random(number)
        if number % 2:
            themes = rng.sample(_THEMES, 2)
            told.append(tell_story(name=NAME, genre="dub", parts=_PARTS, themes=themes, image="lamp", rng=rng))
        else:
            sentences = (rng.choice(_BEGINNINGS), rng.choice(_ENDINGS), rng.choice(_ENDINGS))
            told.append(" ".join(each.format(n=NAME, p=rng.choice(_PLACES)) for each in sentences))
    return told


KNOWN: Final = (
    "David Attenborough",
    "Frida Kahlo",
    "Elon Musk",
    "Edgar Allan Poe",
    "Herbert von Karajan",
    "John Peel",
    "Greta Thunberg",
    "Bill Gates",
    "Erik Satie",
    "Vincent van Gogh",
    "Andrei Tarkovsky",
    "Marie Curie",
    "Haruki Murakami",
    "Fela Kuti",
    "Clara Schumann",
    "Nikola Tesla",
    "Einstein",
    "Picasso",
    "Kafka",
    "Beethoven",
    "Gandhi",
    "Obama",
    "Cleopatra",
    "Hitchcock",
)
"""People whom everybody knows."""

UNKNOWN: Final = (
    "Margaret Ollerton",
    "Henrik Maas",
    "Julia Ferrante",
    "Tobias Lindqvist",
    "Ahmed Rahal",
    "Rosemary Tansley",
    "Igor Belov",
    "Nina Simonis",
    "Pedro Alvim",
    "Suzanne Vidal",
    "Oscar Penhaligon",
    "Lydia Penrose",
)
"""Full names that could be anybody's, with a given name that is common."""

RARE: Final = (
    "Bartholdy Quince",
    "Ottoline Feaver",
    "Zbigniew Herczeg",
    "Ngozi Adeyemi",
    "Tilda Brask",
    "Ransome Quill",
)
"""Full names without a common given name."""

TAKING: Final = (
    "{n} keeps a portrait of {x} over the sink.",
    "{n} learned to wait from {x} in a cellar.",
    "{n} plays records by {x} to the plants.",
    "{n} sings like {x} with a cold.",
    "The daughter of {x}, {n} mends radios.",
    "{n} once wrote to {x} about the rain.",
    "She shares a landing with {x} and two cats.",
)
"""Sentences that take a person."""

PLACING: Final = (
    "{n} sleeps in {x}'s old kitchen.",
    "{n} used to live near {x} and hear the piano.",
    "{n} has a coat from {x} in the hall.",
)
"""Sentences that could take a place as well."""
