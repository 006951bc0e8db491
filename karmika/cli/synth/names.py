"""Names of invented people: kept as sounds, written in Telugu, Devanagari or one of several Latin spellings.

A sound is written as in ITRANS: capitals are long vowels and retroflex consonants, S and sh are the two s-sounds of
"SaNmukha" and "shiva", M the nasal dot. After | follow Latin spellings that are usual in papers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

_SOUND = re.compile(r"kh|gh|ch|jh|Th|Dh|th|dh|ph|bh|sh|ai|au|[aAiIuUeEoORkgcjTDNtdnpbmyrlLvSshMfzq]")
_VOWELS = frozenset(("a", "A", "i", "I", "u", "U", "e", "E", "o", "O", "ai", "au", "R"))


def words(text: str) -> tuple[str, ...]:
    """The entries of a list of sounds."""
    return tuple(text.split())


_CONSONANTS = words("k kh g gh c ch j jh T Th D Dh N t th d dh n p ph b bh m y r l L v sh S s h f z q")
_TELUGU_CONSONANTS = dict(
    zip(
        _CONSONANTS,
        words("క ఖ గ ఘ చ ఛ జ ఝ ట ఠ డ ఢ ణ త థ ద ధ న ప ఫ బ భ మ య ర ల ళ వ శ ష స హ ఫ జ ఖ"),
        strict=True,
    )
)
_TELUGU_VOWELS = {
    "a": "అ", "A": "ఆా", "i": "ఇి", "I": "ఈీ", "u": "ఉు", "U": "ఊూ", "e": "ఎె", "E": "ఏే", "o": "ఒొ", "O": "ఓో",
    "ai": "ఐై", "au": "ఔౌ", "R": "ఋృ",
}  # fmt: skip
_NAGARI_CONSONANTS = dict(
    zip(
        _CONSONANTS,
        words("क ख ग घ च छ ज झ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल ळ व श ष स ह फ़ ज़ क़"),
        strict=True,
    )
)
_NAGARI_VOWELS = {
    "a": "अ", "A": "आा", "i": "इि", "I": "ईी", "u": "उु", "U": "ऊू", "e": "एे", "E": "एे", "o": "ओो", "O": "ओो",
    "ai": "ऐै", "au": "औौ", "R": "ऋृ",
}  # fmt: skip
_LATIN: dict[str, tuple[str, ...]] = {
    "A": ("a", "a", "aa"), "I": ("i", "i", "ee"), "U": ("u", "u", "oo"), "E": ("e",), "O": ("o",), "R": ("ri", "ru"),
    "c": ("ch",), "ch": ("chh", "ch"), "T": ("t",), "Th": ("th",), "D": ("d",), "Dh": ("dh",), "N": ("n",), "L": ("l",),
    "t": ("t", "t", "th"), "th": ("th",), "v": ("v", "v", "w"), "sh": ("sh", "s"), "S": ("sh",), "M": ("n",),
    "ph": ("ph",), "q": ("q", "k"), "ai": ("ai",), "au": ("au", "ou"),
}  # fmt: skip


TELUGU_WOMEN = words(
    """lakSmi|Lakshmi|Laxmi padma sarasvati sujAta anasUya durga vijaya rAdha sIta satyavati rama bhavAni nAgamaNi suguNa
    pArvati varalakSmi|Varalakshmi|Varalaxmi mANikyaM dhanalakSmi|Dhanalakshmi gauri kRSNavENi ramaNa aruNa sunIta latA
    anjali|Anjali kumAri jyOti rajani bhAgyaM venkaTaramaNa|Venkataramana|Venkatramana mallIshvari nAgarAju|Nagaraju
    tulasi koNDamma appalanarasamma|Appalanarasamma sUrIDu"""
)
TELUGU_MEN = words(
    """veMkaTEshvarlu|Venkateswarlu|Venkateshwarlu shrInivAs|Srinivas|Sreenivas rAmArAvu|Ramarao satyanArAyaNa kRSNa
    shiva rAju ramES surES gaNES prasAd mOhan appArAvu|Apparao kOTEshvarrAvu|Koteswararao subbArAvu|Subbarao yAdagiri
    aMjayya|Anjaiah|Anjayya nArAyaNa durgArAvu|Durgarao kiraN raghu bAbu lOkES nAgEshvarrAvu|Nageswararao ravi naras
    ApparAju|Apparaju siMhAcalaM|Simhachalam pOtayya|Pothaiah mallES veMkanna|Venkanna narasiMha|Narasimha"""
)
TELUGU_HOUSES = words(
    """pasupulETi bOyapATi goTTipATi kommineni nallamOtu gorrepATi mAdAla yarlagaDDa vEmula gAli kODe tADi suMkara
    muppALa kotta pilli baNDi cintala dAsari gaddE bonthu|Bonthu karri golla peddi cinna shIlaM mutyAla"""
)
HINDI_WOMEN = words(
    """gItA sunItA rEkhA anItA kiraN pUjA mInA rAdhA shAnti kamlA sarOj maMju|Manju phUlmati sAvitrI guDDI|Guddi|Guddy
    AshA uSA lakSmI|Laxmi|Lakshmi mamtA rInA|Reena|Rina"""
)
HINDI_MEN = words(
    """rAmEshvar sUraj|Suraj saMtOS|Santosh rAkES mukES dinES ajay vijay manOj pappU|Pappu bablU|Bablu shyAm hari
    gaMgArAm|Gangaram vinOd anil sunIl rAjEndra|Rajendra birjU|Birju kailAsh"""
)
HINDI_HOUSES = words(
    """yAdav kumAr|Kumar varmA sharmA guptA pAsvAn|Paswan mAMjhI|Manjhi prajApati rAjbhar niSAd|Nishad mauryA siMh|Singh
    sAhU|Sahu nAyak bEharA dEvI|Devi"""
)
MUSLIM_WOMEN = words(
    """fAtimA|Fathima|Fatima sultAnA shabAnA nUrjahAn rESmA|Reshma shAhIn|Shaheen AyESA|Ayesha|Aisha zEnab|Zainab
    yAsmIn|Yasmeen    parvIn|Parveen rizvAnA|Rizwana mumtAz khairunnisA|Khairunnisa jarInA|Zareena hasInA|Haseena"""
)
MUSLIM_MEN = words(
    """rahIm|Raheem|Rahim karIm|Kareem|Karim yUsuf|Yousuf|Yusuf imrAn salIm|Saleem|Salim jAvEd aslam nasIr husEn|Hussain
    bASA|Basha|Basha mastAn khAdar|Khader ismAyil|Ismail hamId|Hameed zAkir|Zakir fArUq|Farooq|Faruk subhAnI|Subhani"""
)
MUSLIM_BEFORE = words(
    "SEkh|Shaik|Sk|Sheik mohammad|Mohammed|Mohd|Md|Mohammad sayyad|Syed|Sayyad abdul|Abdul paThAn|Pathan"
)
MUSLIM_AFTER = words("bEgaM|Begum bI|Bi|Bee sultAnA")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as sounds: what stands before the given name (the house's name in Telugu, or Shaik), given, and after it."""

    before: str
    given: str
    after: str


def name_for(community: str, sex: str, house: str, rng: Random) -> Name:
    """A name for somebody of a household whose shared part is `house`; `sex` other than female or male draws from both."""
    woman = rng.random() < 0.5 if sex not in ("female", "male") else sex == "female"
    if community == "telugu":
        given = rng.choice(TELUGU_WOMEN if woman else TELUGU_MEN)
        after = (
            rng.choice(("dEvi|Devi", "", "", ""))
            if woman
            else rng.choice(("rAvu|Rao|Ravu", "kumAr|Kumar", "", "", ""))
        )
        return Name(house, given, "" if given.endswith(("rAvu", "Rao")) or "rAvu" in given else after)
    if community == "hindi":
        return Name(
            "",
            rng.choice(HINDI_WOMEN if woman else HINDI_MEN),
            "dEvI|Devi" if woman and rng.random() < 0.5 else house,
        )
    if woman:
        return Name(house, rng.choice(MUSLIM_WOMEN), rng.choice((*MUSLIM_AFTER, "")))
    return Name(house, rng.choice(MUSLIM_MEN), "")


def house_for(community: str, rng: Random) -> str:
    """The part of the name that a household shares."""
    lists: dict[str, Sequence[str]] = {
        "telugu": TELUGU_HOUSES,
        "hindi": HINDI_HOUSES,
        "muslim": MUSLIM_BEFORE,
    }
    return rng.choice(lists[community])


def written(name: Name, script: str, rng: Random) -> str:
    """The name as typed in a script ("telugu", "devanagari", "latin"), with initials, dropped and swapped parts."""
    before, after = name.before, name.after
    chance = rng.random()
    if chance < 0.12:
        before = ""
    elif chance < 0.18:
        after = ""
    if script == "telugu":
        return " ".join(telugu(_sounds(part)) for part in (before, name.given, after) if part)
    if script == "devanagari":
        return " ".join(devanagari(_sounds(part)) for part in (before, name.given, after) if part)
    parts = [latin(part, rng) for part in (before, name.given, after) if part]
    if before and len(parts) > 1 and chance > 0.6:
        # The house's name as an initial is the commonest way in Andhra; "K. Padma", "K Padma".
        parts[0] = parts[0][0] + ("." if chance > 0.8 else "")
    elif len(parts) > 1 and 0.18 <= chance < 0.22:
        parts.reverse()
    text = " ".join(parts)
    return text.upper() if 0.5 < chance < 0.56 else text


def _sounds(entry: str) -> str:
    return entry.partition("|")[0]


@lru_cache(maxsize=4096)
def _split(word: str) -> tuple[str, ...]:
    found = tuple(_SOUND.findall(word))
    assert "".join(found) == word, word
    return found


@lru_cache(maxsize=4096)
def telugu(word: str) -> str:
    """A word of sounds in Telugu letters."""
    return _indic(word, (_TELUGU_CONSONANTS, _TELUGU_VOWELS, "్", "ం"), final_virama=True)


@lru_cache(maxsize=4096)
def devanagari(word: str) -> str:
    """A word of sounds in Devanagari letters; a final consonant carries no sign."""
    return _indic(word, (_NAGARI_CONSONANTS, _NAGARI_VOWELS, "्", "ं"), final_virama=False)


def _indic(word: str, letters: tuple[dict[str, str], dict[str, str], str, str], *, final_virama: bool) -> str:
    consonants, vowels, virama, dot = letters
    out: list[str] = []
    open_consonant = False
    for sound in _split(word):
        if sound in _VOWELS:
            out.append(vowels[sound][1:] if open_consonant else vowels[sound][0])
            open_consonant = False
        elif sound == "M":
            out.append(dot)
            open_consonant = False
        else:
            out.append((virama if open_consonant else "") + consonants[sound])
            open_consonant = True
    if open_consonant and final_virama:
        out.append(virama)
    return "".join(out)


def latin(entry: str, rng: Random) -> str:
    """An entry in Latin letters: a usual spelling where there is one, else letter by letter, varied as in the field."""
    sounds, _, usual = entry.partition("|")
    if usual:
        return rng.choice(usual.split("|"))
    letters = [rng.choice(_LATIN[sound]) if sound in _LATIN else sound for sound in _split(sounds)]
    return "".join(letters).capitalize()
