"""Files that are not what was written, or do not belong together: a sentence each, and nothing is changed."""

import random
import shutil
import zipfile
from datetime import timedelta

import msgspec
import pytest
from django.apps import apps

from karmika.backup import erasures, sets
from karmika.backup.archive import Archive, BackupError
from karmika.backup.dumping import back_up
from karmika.backup.personal import PERSONAL, opening
from karmika.backup.restoring import Asked, restore
from karmika.journal.keys import ERASURES
from karmika.journal.models import Entry, Recorded, Subject
from karmika.kernel.dates import now
from karmika.registry.erasure_list import erasure_list
from karmika.rooms import ROOMS

CANARIES = (
    "Zulekha",
    "Quraishi",
    "Anjaneya",
    "Ambedkar Street",
    "Temple",
    "Sri Sai Travels",
    "Kotapadu",
    "WAP0123456",
    "+9198480",
    "123456789012",
    "Lakshmi Devi",
    "Lakshmi's phone",
)
"""What the household and the staff said of themselves."""


@pytest.fixture
def refused(made, folder, nothing_written):
    """`refused(match, ...)`: restoring is refused with this sentence, and the living house stays as it is."""

    def demand(match, path=None, **asked):
        with nothing_written(), pytest.raises(BackupError, match=match):
            restore(Asked(path or folder, replace=True, **asked), now())

    return demand


def content(path):
    """Every byte that a file holds, unpacked."""
    with zipfile.ZipFile(path) as found:
        return b"".join(found.read(name) for name in found.namelist())


def test_the_first_file_holds_no_name_and_the_second_none_in_the_clear(home, made, settings):
    data, keys = content(made.files.data), content(made.files.keys)
    assert b"registry_person" in data and len(data) > 10_000
    for canary in CANARIES:
        assert canary.encode() not in data, canary
        assert canary.encode() not in keys, canary
    for secret in (settings.KARMIKA_MASTER_KEY, settings.SECRET_KEY):
        assert secret.encode() not in data + keys
    opened = Archive(made.files.keys, change=opening(made.manifest.set))
    assert any("Zulekha Quraishi" in row for row in opened.rows("registry_person")), (
        "the test looks at the wrong place"
    )


def test_the_files_are_for_their_owner_alone(made, folder):
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(made, refused):
    for path in (made.files.data, made.files.keys):
        whole = path.read_bytes()
        for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:length])
            refused("damaged or was cut off")
        path.write_bytes(whole)


def test_a_flipped_bit_is_noticed_or_changes_nothing_that_is_read(made):
    chosen = random.Random(11)
    for path, change in ((made.files.data, None), (made.files.keys, opening(made.manifest.set))):
        whole = path.read_bytes()
        before = rows_of(path, change)
        noticed = 0
        for _ in range(60):
            place = chosen.randrange(len(whole))
            flipped = bytearray(whole)
            flipped[place] ^= 1 << chosen.randrange(8)
            path.write_bytes(flipped)
            try:
                assert rows_of(path, change) == before, f"byte {place}"
            except BackupError:
                noticed += 1
        path.write_bytes(whole)
        assert noticed > 50


def rows_of(path, change):
    archive = Archive(path, change=change)
    try:
        archive.verify()
        return {info.name: list(archive.rows(info.name)) for info in archive.manifest.tables}
    finally:
        archive.close()


def test_damage_inside_is_named(made, refused):
    rewrite(made.files.data, "tables/registry_person", lambda old: old[:-1] + bytes([old[-1] ^ 1]))
    refused("registry_person is not what was written")


def rewrite(path, member, change):
    """The same file with other content in one member, its zip in good order."""
    aside = path.with_suffix(".aside")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == member else text)
    aside.replace(path)


def test_a_manifest_that_somebody_changed_is_refused(made, refused):
    rewrite(made.files.data, "manifest.json", lambda old: old.replace(b'"version": "', b'"version": "9'))
    refused("was changed after the backup")


def test_another_format_is_refused(made, refused):
    rewrite(made.files.data, "manifest.json", lambda old: old.replace(b'"format": 1', b'"format": 2'))
    refused("has format 2; this Karmika reads format 1")


def test_a_backup_of_a_newer_karmika_is_refused(made, refused):
    def newer(old):
        manifest = msgspec.json.decode(old, type=type(made.manifest))
        changed = msgspec.structs.replace(
            manifest, version="9.1", migrations=(*manifest.migrations, ("registry", "0099_later"))
        )
        return msgspec.json.encode(changed.signed())

    rewrite(made.files.data, "manifest.json", newer)
    refused(r"newer Karmika \(9.1\).*registry.0099_later")


def test_the_wrong_master_key_is_told_at_once(made, refused, settings):
    settings.KARMIKA_MASTER_KEY = "YW5vdGhlciBrZXksIGFuZCBub3QgdGhpcyBvbmUgISE="
    refused("another master key")


def test_keys_of_another_day_are_refused(made, refused, folder):
    other = back_up(folder, now() - timedelta(days=1))
    refused("belongs to another backup", path=made.files.data, keys=other.files.keys)


def test_the_files_are_not_taken_for_each_other(made, refused, tmp_path):
    copy = tmp_path / "copy.zip"
    shutil.copy(made.files.keys, copy)
    refused("not the first file", path=copy, without_keys=True)
    refused("not the second file", path=made.files.data, keys=made.files.data)


def test_an_erasure_list_that_is_damaged_changed_or_of_another_house_is_refused(made, refused, folder):
    path = folder / erasures.NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-2])
    refused("is damaged")
    path.write_bytes(whole.replace(b'"last_seq":', b'"last_seq":1'))
    refused("was changed")
    found = msgspec.structs.replace(msgspec.json.decode(whole, type=erasures.ErasureList), house="f" * 32)
    path.write_bytes(msgspec.json.encode(found.signed()))
    refused("another house")
    with pytest.raises(BackupError, match="another house"):
        erasures.extend(folder, now())


def test_there_must_be_something_to_restore(home, tmp_path, nothing_written):
    for path in (tmp_path, tmp_path / "karmika-20261127T020000.000000Z-data.zip"):
        with nothing_written(), pytest.raises(BackupError, match="There is no"):
            restore(Asked(path, replace=True), now())


def test_two_backups_into_one_directory_take_turns(home, folder):
    with sets.alone(folder), pytest.raises(BackupError, match="Another backup"):
        back_up(folder, now())
    assert sets.sets_in(folder) == []


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(home, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("karmika.kernel.durable.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(folder, now())
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_second_files_go_after_thirty_days_and_sets_beyond_the_newest(home, folder):
    at = now()
    days = (40, 31, 29, 1)
    made = {day: back_up(folder, at - timedelta(days=day), keep=9).files for day in days}
    last = back_up(folder, at, keep=4)
    assert {day for day in days if made[day].keys.exists()} == {29, 1}
    assert {day for day in days if made[day].data.exists()} == {31, 29, 1}
    assert sets.set_of(folder, at).data == last.files.data


def test_the_erasure_list_only_grows(home, folder):
    back_up(folder, now())
    home.erase()
    erasures.extend_if_new(folder, now())
    known = set(erasures.read(folder / erasures.NAME).owners)
    assert home.person.id.hex in known
    before = (folder / erasures.NAME).read_bytes()
    erasures.extend_if_new(folder, now())
    assert (folder / erasures.NAME).read_bytes() == before, "nobody was erased since"
    home.erase("his")
    erasures.extend_if_new(folder, now())
    assert set(erasures.read(folder / erasures.NAME).owners) > known


def test_an_erasure_that_appears_below_a_newer_one_is_listed_all_the_same(home, folder):
    """As on PostgreSQL, where the entry with the lower number may be committed later: here both come after the list."""
    back_up(folder, now())
    home.erase("his")
    home.erase()
    path = folder / erasures.NAME
    kept, last = erasures.read(path), Subject.objects.filter(subject=ERASURES).order_by("-entry_seq").first()
    path.write_bytes(msgspec.json.encode(with_owners(kept, erasure_list(after=last.entry_seq - 1))))
    erasures.extend_if_new(folder, now())
    assert {home.other.id.hex, home.person.id.hex} <= set(erasures.read(path).owners)


def with_owners(kept, owners):
    """The list with more on it, signed."""
    more = {*kept.owners, *(owner.hex for owner in owners)}
    return msgspec.structs.replace(kept, owners=tuple(sorted(more))).signed()


def test_the_list_is_compared_with_all_that_a_restored_journal_has_erased(home, folder, lose):
    """Its numbers have gone past those of the list: the list has not seen the entries under them."""
    back_up(folder, now())
    home.restrict()
    erasures.extend(folder, now())
    seen = erasures.read(folder / erasures.NAME)
    lose()
    restore(Asked(folder), now())
    home.erase()
    home.erase("his")
    assert Entry.objects.filter(seq__gt=seen.last_seq).exists()
    erasures.extend_if_new(folder, now())
    assert {home.person.id.hex, home.other.id.hex} <= set(erasures.read(folder / erasures.NAME).owners)


def test_a_list_of_before_it_named_its_last_entry_is_read(home, folder):
    back_up(folder, now())
    path = folder / erasures.NAME
    old = msgspec.structs.replace(erasures.read(path), last_entry=msgspec.UNSET).signed()
    path.write_bytes(msgspec.json.encode(old))
    home.erase()
    erasures.extend_if_new(folder, now())
    assert home.person.id.hex in erasures.read(path).owners


def test_every_column_that_an_act_fills_with_identity_is_in_the_second_file():
    identity = {(room.name, name) for room in ROOMS for act in room.acts for name in act.identity}
    tables = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, Recorded)}
    columns = {
        (table, field.column)
        for table, model in tables.items()
        for field in model._meta.concrete_fields
        if field.null and (table.split("_")[0], field.column) in identity
    }
    assert ("registry_person", "name") in columns
    kept = {(table, column) for table, columns in PERSONAL.items() for column in columns.columns}
    assert columns - kept == set(), "add them to karmika/backup/personal.py"
