"""Names of the scene's invented people, as they are said in Uttar Pradesh, in Latin letters or in Devanagari."""

from random import Random

from karmika.cli.synth.drawing import chance

_WOMEN = (
    ("Sunita", "सुनीता"), ("Geeta", "गीता"), ("Rekha", "रेखा"), ("Shabana", "शबाना"), ("Meena", "मीना"),
    ("Kusum", "कुसुम"), ("Ruksana", "रुख़साना"), ("Savitri", "सावित्री"), ("Phoolmati", "फूलमती"), ("Anita", "अनीता"),
    ("Sushila", "सुशीला"), ("Nasreen", "नसरीन"), ("Ramkali", "रामकली"), ("Pushpa", "पुष्पा"), ("Kiran", "किरण"),
    ("Maya", "माया"), ("Tabassum", "तबस्सुम"), ("Guddi", "गुड्डी"), ("Malti", "मालती"), ("Sarita", "सरिता"),
)  # fmt: skip
_MEN = (
    ("Ramesh", "रमेश"), ("Suresh", "सुरेश"), ("Imran", "इमरान"), ("Munna", "मुन्ना"), ("Rajendra", "राजेंद्र"),
    ("Shyam", "श्याम"), ("Salim", "सलीम"), ("Ashok", "अशोक"), ("Chhote Lal", "छोटे लाल"), ("Dinesh", "दिनेश"),
    ("Mahesh", "महेश"), ("Rafiq", "रफ़ीक़"), ("Ram Prasad", "राम प्रसाद"), ("Vinod", "विनोद"), ("Kallu", "कल्लू"),
    ("Santosh", "संतोष"), ("Nizam", "निज़ाम"), ("Bhola", "भोला"), ("Jagdish", "जगदीश"), ("Pappu", "पप्पू"),
)  # fmt: skip
_LAST = (
    ("Kumar", "कुमार"), ("Gautam", "गौतम"), ("Yadav", "यादव"), ("Verma", "वर्मा"), ("Ansari", "अंसारी"),
    ("Prajapati", "प्रजापति"), ("Nishad", "निषाद"), ("Khan", "ख़ान"), ("Maurya", "मौर्य"), ("Pal", "पाल"),
    ("Rawat", "रावत"), ("Siddiqui", "सिद्दीक़ी"), ("Kashyap", "कश्यप"), ("Bharti", "भारती"), ("Sonkar", "सोनकर"),
)  # fmt: skip
_DEVI = ("Devi", "देवी")
NOWHERE_ELSE = (
    "Vasundhara",
    "Mandakini",
    "Damayanti",
    "Chitralekha",
    "Hemlata",
    "Indumati",
    "Jaivanti",
    "Lalitambika",
)
"""First names of level 2 alone: whoever finds one outside of a team has found a leak."""


def full_name(sex: str, rng: Random) -> str:
    """Somebody's name; three in ten as it was written in Devanagari."""
    script = 1 if chance(0.3, rng) else 0
    first = rng.choice(_WOMEN if sex == "female" else _MEN)
    last = _DEVI if sex == "female" and chance(0.45, rng) else rng.choice(_LAST)
    return f"{first[script]} {last[script]}"


def contractor(rng: Random) -> str:
    """An employer or contractor of a report."""
    return f"{rng.choice(_MEN)[0]} {rng.choice(_LAST)[0]}, {rng.choice(('contractor', 'brick kiln', 'builder', 'shop'))}"
