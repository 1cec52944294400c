"""What tells languages apart: names, scripts, the commonest short words, letters that few others have.

Words that several of these languages share are left out, unless they are among the very commonest of each.
"""

from __future__ import annotations

NAMES: dict[str, str] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "ja": "Japanese",
    "ko": "Korean",
    "zh": "Chinese",
    "ru": "Russian",
    "ar": "Arabic",
}

SCRIPTS: dict[str, tuple[tuple[int, int], ...]] = {
    "ja": ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D)),
    "zh": ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F)),
    "ko": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)),
    "ru": ((0x0400, 0x052F),),
    "ar": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
}
"""First and last code point of the blocks of each script."""

_ENGLISH = """
the and you that it of to is was for with your this have are not be from they she her his my we all but what when
there can't don't i'm it's i'll you're won't i've we're just like out up down know never every where how who would could
their them then than been were will our if so no do on at by as or an he had has into over through again away back
still only know's tonight little keep kept let make made come came going gone
"""

_GERMAN = """
der die das und ich du nicht ein eine einen einem einer ist es sie wir mit auf für von dem den des zu im sich auch
noch nur wie wenn was wer wo mein meine meinen dein deine dir mir mich dich uns euch ihr sein seine bin bist sind war
waren wird werden hat habe hast haben aber oder doch schon immer nie kein keine durch nach über unter aus bei vom zum
zur dann denn dass weil hier dort jetzt nichts alles mehr sehr so kann will muss lass
"""

_FRENCH = """
le la les un une des du de et je tu il elle nous vous ils elles on ne pas que qui quoi dans sur pour avec sans sous ce
cette ces mon ma mes ton ta tes son sa ses est sont suis es était être avoir ai as ont mais ou où donc car si plus
comme quand tout tous toute rien encore jamais toujours c'est j'ai n'est qu'il d'un d'une l'on au aux par chez entre
"""

_SPANISH = """
el la los las un una unos unas de del y que en no se por con para su al lo como más pero sus le ya o fue este ha sí
porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra
otros ese eso ante ellos esto mí antes algunos qué yo otro otras otra él tanto esa estos mucho nada mi mis tu tus te
ti eres soy estoy está están siempre nunca
"""

_ITALIAN = """
il lo la gli le un una uno di del della dello dei delle degli e che in non si per con su al alla allo ai alle come più
ma suo sua anche se io tu lui lei noi voi loro mi ti ci vi è sono sei siamo era ho hai ha hanno questo questa quello
quella quando dove chi cosa tutto tutti niente mai sempre ancora senza nel nella nei nelle dal dalla sul sulla
perché così già mio mia miei tuo tua
"""

_PORTUGUESE = """
o os a as um uma uns umas de do da dos das e que em no na nos nas não se por com para ao à como mais mas seu sua ou
quando muito já eu também só pelo pela até isso ela ele entre depois sem mesmo aos seus quem me esse eles você essa
num nem suas meu minha numa tem ser está estou são foi era te ti tu teu tua nós sempre nunca tudo nada onde
"""

_DUTCH = """
de het een en van ik je jij niet dat die in te zijn is was op aan met als voor had er maar om hem dan zou of wat mijn
men dit zo door over ze zich bij ook tot uit kan geen meer haar naar heb hoe heeft hebben deze want nog zal me zij nu
ge geen omdat iets worden toch al waren veel doen toen moet ben zonder kunnen hun dus alles onder ja eens hier wie
werd altijd doch wordt wezen nooit onze ons jou jouw
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHORT_WORDS: dict[str, frozenset[str]] = {
    "en": _words(_ENGLISH),
    "de": _words(_GERMAN),
    "fr": _words(_FRENCH),
    "es": _words(_SPANISH),
    "it": _words(_ITALIAN),
    "pt": _words(_PORTUGUESE),
    "nl": _words(_DUTCH),
}

LETTERS: dict[str, str] = {"de": "äöüß", "fr": "êèœ", "es": "ñ¿¡", "pt": "ãõ"}
"""Letters and signs that others of these languages have not, or hardly."""
