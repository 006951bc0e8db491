"""Text as people type it: normal form, Aadhaar masking, search tokens of names in three scripts, phone numbers."""

import re
import unicodedata

import phonenumbers
from stdnum import verhoeff

from karmika.kernel.refused import Refused

# Twelve digits with a blank or hyphen here and there, or three groups of four with whatever people put between groups
# (not comma and semicolon: those divide columns). Matched without being consumed: a year before it must not hide it.
_BETWEEN = r"(?:[^\w,;<>]|_){1,3}"
UNSEEN = "\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Signs that nobody sees between two digits (copied from other programs, or put there on purpose)."""
# atomic: many marks between many digits must not be tried in every division
DIVIDED = rf"(?>[{UNSEEN}]{{0,3}}[ \-]?[{UNSEEN}]{{0,3}})"
"""What may stand between two digits of one number: a blank or hyphen, and signs that nobody sees."""
_TWELVE = re.compile(rf"(?<!\d)(?=(\d(?:{DIVIDED}\d){{11}}|\d{{4}}{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}})(?!\d))")
# The same, told sooner: it begins with a digit, so that the search leaps over everything else.
_HAS_TWELVE = re.compile(
    rf"\d(?<!\d\d)(?:(?:{DIVIDED}\d){{11}}|\d{{3}}{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}})(?!\d)"
)
_ROMAN_FOLDS = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        ("aa", "a"), ("ee|ii", "i"), ("oo|uu", "u"), ("ou|ow(?![aeiou])", "au"),
        ("chh", "ch"), ("([kgjtdb])h", r"\1"), ("ph", "f"), ("sh", "s"), ("x", "ks"),
        ("w", "v"), ("z", "j"), ("y", "i"), ("q", "k"), (r"(.)\1+", r"\1"),
        ("(?<=[aeiou])h$", ""), ("(?<=.a)(?:vu|o)$", "u"),
    )
)  # fmt: skip
_DEEPER_FOLDS = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        ("^iau", "iu"), ("^ie", "e"), ("^(?:jn|gia|dnia)", "gna"), ("^gnaa", "gna"), ("(?<=[^aeiou])av$", "au"),
        ("(?<=[^aeiou])ru(?=[^aeiou])", "ri"), ("(?<=......)[au]$", ""), ("[ae]i[aeu]?", "e"), ("a[uo]", "o"),
    )
)  # fmt: skip
_SILENT_A = re.compile(r"([aeiou][^aeiou])a([^aeiou])(?=[aeiou])")
_SAME_NAMES = {
    one: name
    for name, spellings in {
        "mohamad": "md mohd mohamed muhamad muhamed mahamad mahamed", "sek": "sk", "saiad": "sd sied saied",
        "begam": "begum", "sing": "simh sinh simha",
    }.items()
    for one in (name, *spellings.split())
}  # fmt: skip
"""Names that are spelled in ways that no rule of sounds explains, as folded."""


def nfc(text: str) -> str:
    """Unicode normal form C, outer and doubled blanks removed."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def ascii_digits(text: str) -> str:
    """`text` with the digits of any script (౧౨, १२) as those of ASCII; the same length."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def has_twelve_digits(text: str) -> bool:
    """Whether there is anything that `mask_aadhaar` would have to look at."""
    return len(text) >= 12 and _HAS_TWELVE.search(text) is not None


def mask_aadhaar(text: str) -> str:
    """Blank all but the last four digits of anything that could be an Aadhaar number (12 digits, Verhoeff).

    Digits of any script, and groups however they are divided, count (Aadhaar Act 2016, s. 29: the number is
    never stored). One in ten other 12-digit numbers is caught too; callers that know better (an e-Shram UAN in
    its own question) do not ask.
    """
    plain = ascii_digits(text)
    parts, last = [], 0
    for match in _TWELVE.finditer(plain):
        digits = re.sub(r"\D", "", match.group(1))
        if match.start() >= last and verhoeff.is_valid(digits):
            parts += [text[last : match.start()], "X" * 8, digits[-4:]]
            last = match.end(1)
    return "".join(parts) + text[last:] if parts else text


def phone_e164(text: str) -> str:
    """A phone number as +919876543210. India is assumed where no country is given.

    Raises Refused("kernel.phone") for what cannot be a number.
    """
    try:
        number = phonenumbers.parse(ascii_digits(text), "IN")
    except phonenumbers.NumberParseException as error:
        raise Refused("kernel.phone") from error
    if not phonenumbers.is_possible_number(number):
        raise Refused("kernel.phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def name_tokens(text: str) -> list[str]:
    """Search tokens of a name: lower case, in Roman letters from any of the three scripts, spelling folded.

    "లక్ష్మి దేవి", "लक्ष्मी देवी" and "Lakshmi Devi" share their tokens. Sorted, without repeats.
    The folded beginning of a word is the beginning of the folded word, save for a letter or two where it breaks off.
    """
    joined = unicodedata.normalize("NFC", text).translate(_JOINERS)
    words = re.findall(r"[^\W_]+", _romanise(joined).casefold())
    return sorted({_fold(word) for word in words} - {""})


def deeper_token(token: str) -> str:
    """A token of `name_tokens` with more differences of spelling folded away: Kamala and Kamla, Shaik and Sekh.

    For whole words only: its beginning says nothing of the beginning of the word.
    """
    if token in _SAME_NAMES:
        return _SAME_NAMES[token]
    for pattern, short in _DEEPER_FOLDS:
        token = pattern.sub(short, token)
    token = _SILENT_A.sub(r"\1\2", token[::-1])[::-1]  # from the end, as it is spoken in Hindi: Mohanlal
    return re.sub(r"(?<=[^aeiou]{2})a$", "", re.sub(r"(.)\1+", r"\1", token))


_JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))


def _fold(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    for pattern, short in _ROMAN_FOLDS:
        plain = pattern.sub(short, plain)
    return plain


_INDIC = {
    "A": "a", "AA": "a", "I": "i", "II": "i", "U": "u", "UU": "u", "VOCALIC R": "ri", "E": "e", "EE": "e", "AI": "ai",
    "O": "o", "OO": "o", "AU": "au", "SHORT E": "e", "SHORT O": "o", "CANDRA E": "e", "CANDRA O": "o",
    "KA": "k", "KHA": "kh", "GA": "g", "GHA": "gh", "NGA": "n", "CA": "ch", "CHA": "chh", "JA": "j", "JHA": "jh",
    "NYA": "n", "TTA": "t", "TTHA": "th", "DDA": "d", "DDHA": "dh", "NNA": "n", "TA": "t", "THA": "th", "DA": "d",
    "DHA": "dh", "NA": "n", "NNNA": "n", "PA": "p", "PHA": "ph", "BA": "b", "BHA": "bh", "MA": "m", "YA": "y",
    "RA": "r", "RRA": "r", "LA": "l", "LLA": "l", "LLLA": "l", "VA": "v", "SHA": "sh", "SSA": "sh", "SA": "s",
    "HA": "h", "QA": "k", "KHHA": "kh", "GHHA": "g", "ZA": "z", "DDDHA": "r", "RHA": "rh", "FA": "f", "YYA": "y",
}  # fmt: skip


def _romanise(text: str) -> str:
    """Telugu and Devanagari letters by their Unicode names; a final inherent vowel is dropped in Devanagari."""
    out: list[str] = []
    script_before = ""
    pending = False  # a consonant whose inherent "a" is not yet settled
    letters = unicodedata.normalize("NFC", text)
    for place, letter in enumerate(letters):
        name = unicodedata.name(letter, "")
        script, _, rest = name.partition(" ")
        if script not in ("TELUGU", "DEVANAGARI"):
            if pending and script_before == "TELUGU":
                out.append("a")
            pending = False
            out.append(letter)
            continue
        sound = rest.rpartition("SIGN ")[2]
        if rest.startswith("LETTER "):
            if pending:
                out.append("a")
            sound = rest.removeprefix("LETTER ")
            roman = _INDIC.get(sound, "")
            out.append(roman)
            pending = roman[-1:] not in "aeiou" if roman else False
        elif rest.startswith("VOWEL SIGN "):
            out.append(_INDIC.get(rest.removeprefix("VOWEL SIGN "), ""))
            pending = False
        elif sound == "VIRAMA":
            pending = False
        elif sound in ("ANUSVARA", "CANDRABINDU"):
            ends_in_m = script == "TELUGU" or pending
            out.append(("a" if pending else "") + _nasal(letters[place + 1 : place + 2], ends_in_m))
            pending = False
        elif letter.isdecimal():
            out.append(str(unicodedata.decimal(letter)))
        script_before = script
    if pending and script_before == "TELUGU":
        out.append("a")
    return "".join(out)


def _nasal(following: str, ends_in_m: bool) -> str:
    """The sound of the nasal dot: that of the letter after it; at the end of a word "m", after a long vowel in Hindi "n"."""
    if not following.isalpha():
        return "m" if ends_in_m else "n"
    sound = unicodedata.name(following, "").rpartition("LETTER ")[2]
    return "m" if sound in ("PA", "PHA", "BA", "BHA", "MA", "HA") else "n"


def dialled(phone: str | None) -> str:
    """A phone number (E.164) as one dials it in India; others with their country's code. Empty for none."""
    return (phone or "").removeprefix("+91")
