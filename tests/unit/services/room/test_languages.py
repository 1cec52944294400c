"""Another language is told, and no song is suspected wrongly."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from noktvrn.services.room.language_marks import NAMES, SHORT_WORDS
from noktvrn.services.room.languages import language_name, prose_of, surely_other
from noktvrn.studio.words.genres import style_of
from noktvrn.studio.words.library import themes
from noktvrn.studio.words.lyrics import LyricPlan, write_lyrics
from noktvrn.studio.words.markup import Speaker
from noktvrn.studio.words.titles import write_title

SONGS = {
    "en": """
        The last bus hums along the river, nobody says a word
        I keep your number in my pocket like a song I never heard
        And the city turns its lights down when we pass beneath the wire
        Oh, we were only passing through, we never set the night on fire
        """,
    "de": """
        Der letzte Bus fährt durch die Stadt und keiner sagt ein Wort
        Ich trage deine Nummer bei mir und ich will nur fort
        Die Lichter gehen langsam aus wenn wir vorüberziehen
        Wir waren nur auf der Durchreise und wollten nie mehr fliehen
        """,
    "fr": """
        Le dernier bus traverse la ville et personne ne dit un mot
        Je garde ton numéro dans ma poche comme une chanson d'en haut
        Les lumières s'éteignent quand nous passons sous le fil
        Nous n'étions que de passage, et la nuit était si tranquille
        """,
    "es": """
        El último autobús cruza la ciudad y nadie dice nada
        Yo guardo tu número en el bolsillo como una canción callada
        Las luces se apagan cuando pasamos por debajo del cable
        Solo estábamos de paso, la noche era interminable
        """,
    "it": """
        L'ultimo autobus attraversa la città e nessuno dice niente
        Io tengo il tuo numero in tasca come una canzone assente
        Le luci si spengono quando passiamo sotto il filo
        Eravamo solo di passaggio, la notte era un asilo
        """,
    "pt": """
        O último ônibus atravessa a cidade e ninguém diz nada
        Eu guardo o teu número no bolso como uma canção calada
        As luzes se apagam quando nós passamos por baixo do fio
        Nós só estávamos de passagem, e a noite era um rio
        """,
    "nl": """
        De laatste bus rijdt door de stad en niemand zegt een woord
        Ik draag je nummer in mijn zak als een lied dat niemand hoort
        De lichten gaan langzaam uit als wij voorbij zijn gegaan
        Wij waren maar op doorreis en wij bleven nergens staan
        """,
    "ja": "最後のバスが川沿いを走る 誰も何も言わない 君の番号をポケットに入れて 夜を通り過ぎただけ",
    "ko": "마지막 버스가 강을 따라 달리고 아무도 말이 없네 네 번호를 주머니에 넣고 우리는 그저 지나갈 뿐",
    "zh": "最后一班车沿着河边开 没有人说一句话 我把你的号码放在口袋里 我们只是路过这个夜晚",
    "ru": "Последний автобус едет вдоль реки, и никто не говорит ни слова, я ношу твой номер в кармане",
    "ar": "الحافلة الأخيرة تسير على طول النهر ولا أحد يقول كلمة واحدة وأنا أحمل رقمك في جيبي",
}

STRANGE_ENGLISH = [
    "La la la la la la la, na na na na, hey hey hey, oh oh oh oh, la la la",
    "Oh oh oh, ooh ooh, ah ah, yeah yeah yeah, mmm mmm, da da da da, doo doo doo",
    "C'est la vie, mon amour, je t'aime, that is all she ever said to me in Paris",
    "Te quiero, te quiero, mi amor, she whispers down the phone line and the night is on my side",
    "Neon die hard, man in the den, I am das Auto, war on me, in me, on me",
    "Tokyo nights, Berlin rain, São Paulo heat, Zürich snow: names on a departure board",
    "東京 lights up in the window, I say arigatou to the rain and walk on home again",
    "Die, die, my darling. Die, die, my darling. Die, die, my darling. Die.",
    "Gold chrome neon static velvet thunder midnight diesel concrete summer radio silence",
]


@pytest.mark.parametrize("written", SONGS)
@pytest.mark.parametrize("wanted", SONGS)
def test_each_language_is_told_from_each_other(written, wanted):
    found = surely_other(SONGS[written], wanted)
    if wanted == written:
        assert found is None
    else:
        assert found == written


@pytest.mark.parametrize("text", STRANGE_ENGLISH)
def test_songs_that_hum_and_borrow_are_not_suspected(text):
    assert surely_other(text, "en") is None


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_songs_with_english_hooks_are_not_suspected(language):
    assert surely_other(f"{SONGS[language]} Baby tonight, tonight, I love you forever", language) is None


def test_english_where_another_script_was_wanted_is_told():
    assert surely_other(SONGS["en"], "ja") == "en"
    assert surely_other(SONGS["zh"], "ja") == "zh"


def test_nothing_is_doubted_for_languages_that_are_not_known():
    assert surely_other(SONGS["de"], "fi") is None
    assert surely_other(SONGS["de"], "") is None


@pytest.mark.parametrize(("code", "name"), [("en", "English"), ("pt-BR", "Portuguese"), ("xx", "xx")])
def test_languages_have_names(code, name):
    assert language_name(code) == name


def test_regional_codes_are_their_language():
    assert surely_other(SONGS["pt"], "pt-BR") is None
    assert surely_other(SONGS["en"], "en_GB") is None


@given(st.text(max_size=400), st.sampled_from(sorted(NAMES)))
def test_any_text_can_be_judged(text, wanted):
    assert surely_other(text, wanted) in {None, *NAMES}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz '\n", max_size=60))
def test_a_few_latin_words_are_never_doubted_in_english(text):
    words = text.split()[:7]
    assert surely_other(" ".join(words), "en") is None


@given(st.data())
def test_half_a_text_in_its_own_short_words_is_never_doubted(data):
    code = data.draw(st.sampled_from(sorted(SHORT_WORDS)))
    own = data.draw(st.lists(st.sampled_from(sorted(SHORT_WORDS[code])), min_size=12, max_size=40))
    other = data.draw(st.lists(st.text("bcdfghjklmnpqrstvwxz", min_size=5, max_size=9), max_size=len(own)))
    assert surely_other(" ".join(own + other), code) is None


def test_no_song_of_the_embedded_writer_is_suspected():
    for number in range(24):
        rng = random.Random(number)
        bank = list(themes().values())[number % len(themes())]
        title = write_title(bank, Speaker(), rng, taken=())
        plan = LyricPlan(bank, style_of("synthwave"), "melancholic", "couplet", Speaker(), sung=frozenset())
        text = "\n".join(line for section in write_lyrics(plan, title, rng) for line in section.lines)
        assert surely_other(text, "en") is None
        assert surely_other(text, "de") == "en"


class _Part(BaseModel):
    kind: str
    lines: list[str]


class _Lyrics(BaseModel):
    title: str
    parts: list[_Part]
    extra: dict[str, Any] = {}


def test_the_prose_of_an_answer_leaves_out_single_words():
    answer = _Lyrics(title="Night", parts=[_Part(kind="verse", lines=["the last bus", "東京"])], extra={"a": [1, None]})
    assert prose_of(answer) == "the last bus\n東京"


def test_shuffled_english_is_english():
    words = SONGS["en"].split()
    random.Random(1).shuffle(words)
    assert surely_other(" ".join(words), "en") is None
