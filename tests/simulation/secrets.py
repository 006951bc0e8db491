"""Households in which everything personal is a word or a number of one's own, so that it can be looked for anywhere."""

import copy
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from tests.simulation.phones import Answers, Letter, Phones

WORD = re.compile(rb"zq[a-p]{12}", re.IGNORECASE)
NUMBER = re.compile(rb"(?=([6-9][0-9]{9}))")
MEMBER_WORDS = ("employer_name", "native_place")
HOME_WORDS = ("address", "landmark")


def word(*of: str) -> str:
    """A word that is in no language: always the same for the same origin."""
    digest = hashlib.blake2b("\0".join(of).encode(), digest_size=6).hexdigest()
    return "Zq" + "".join(chr(ord("a") + int(one, 16)) for one in digest)


def number(*of: str) -> str:
    """A mobile number of ten digits, of nobody."""
    return f"7{int.from_bytes(hashlib.blake2b(repr(of).encode(), digest_size=8).digest(), 'big') % 10**9:09}"


class SecretPhones(Phones):
    """Phones whose forms hold such words. `of`: id of a member or of the household -> words and numbers."""

    def __init__(self, cast: Any) -> None:
        super().__init__(cast)
        self.of: dict[str, set[bytes]] = defaultdict(set)

    def write(self, rng: Any, answers: Answers, replaces: Letter | None = None, instance: str = "") -> Letter:
        """The letter keeps the answers as they were drawn: edits of it are edits of those."""
        letter = super().write(rng, self._secret(answers), replaces, instance)
        return Letter(letter.instance, answers, letter.xml, letter.replaces)

    def _secret(self, drawn: Answers) -> Answers:
        answers = copy.deepcopy(drawn)
        for member in answers.get("member", ()):
            uid = member["member_uid"]
            member["member_name"] = f"Rani {self._word(uid, member['member_name'])}"
            if member.get("phone"):
                member["phone"] = self._keep(uid, number(uid, member["phone"]))
            work = member.get("work", {})
            for name in MEMBER_WORDS:
                if work.get(name):
                    work[name] = self._word(uid, name, work[name])
            if work.get("ration_card"):
                work["ration_card"] = self._keep(uid, number(uid, "card"))
        home = answers.get("home", {})
        for name in HOME_WORDS:
            if home.get(name):
                home[name] = f"D.No. 7, {self._word(drawn['household_uid'], name, home[name])}"
        return answers

    def _word(self, uid: str, *of: str) -> str:
        return self._keep(uid, word(uid, *of))

    def _keep(self, uid: str, text: str) -> str:
        self.of[uid].add(text.lower().encode())
        return text


def found_in(content: bytes) -> set[bytes]:
    """Every such word and number in some bytes, in small letters."""
    numbers = {match.group(1) for match in NUMBER.finditer(content)}
    return {match.lower() for match in WORD.findall(content)} | numbers


def found_in_tables(wanted: set[bytes]) -> set[tuple[str, bytes]]:
    """(table, secret) for each of these that stands in any column of any table, Django's own and sessions included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            while rows := cursor.fetchmany(500):
                content = b"\n".join(_bytes(value) for row in rows for value in row)
                found |= {(table, secret) for secret in found_in(content) & wanted}
    return found


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def folded(secrets: Iterable[bytes]) -> set[str]:
    """As the search words of a name are kept."""
    from karmika.kernel.text import name_tokens

    return {token for secret in secrets if secret.startswith(b"zq") for token in name_tokens(secret.decode())}
