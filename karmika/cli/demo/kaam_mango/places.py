"""Where the scene plays: 20 of the 75 districts of Uttar Pradesh, in each one village and one ward of a town."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[4] / "data"
AREAS = (DATA / "areas.csv", DATA / "demo" / "kaam_mango_areas.csv")
STATE = "9"


@dataclass(frozen=True)
class District:
    """A district, by its code and its town's of the Local Government Directory; village and ward are invented."""

    code: str
    town: str
    user: str
    """What the user names of its staff begin with."""

    @property
    def ward(self) -> str:
        """Code of the ward where camps of the town are held."""
        return f"{self.town}-W01"

    @property
    def village(self) -> str:
        """Code of the village."""
        return f"KM-V{self.code}"


DISTRICTS = tuple(
    District(*one)
    for one in (
        ("162", "249234", "lucknow"), ("157", "249286", "kanpur"), ("120", "249369", "prayagraj"),
        ("187", "249531", "varanasi"), ("148", "249444", "gorakhpur"), ("118", "249062", "agra"),
        ("130", "249149", "bareilly"), ("153", "249314", "jhansi"), ("140", "249391", "ayodhya"),
        ("171", "248929", "moradabad"), ("183", "249189", "sitapur"), ("150", "249201", "hardoi"),
        ("125", "249410", "bahraich"), ("147", "249419", "gonda"), ("123", "249477", "azamgarh"),
        ("152", "249505", "jaunpur"), ("128", "249334", "banda"), ("142", "249347", "fatehpur"),
        ("137", "249460", "deoria"), ("159", "249182", "kheri"),
    )
)  # fmt: skip
