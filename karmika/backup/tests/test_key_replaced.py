"""The master key is replaced between backups, and while one is made: backups go on, and what was made comes back."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from karmika import template_database
from karmika.backup import dumping, erasures, sets
from karmika.backup.archive import Archive, BackupError
from karmika.backup.dumping import back_up
from karmika.backup.personal import opening, sealing
from karmika.backup.restoring import Asked, restore
from karmika.cli.keys import keys
from karmika.kernel import master
from karmika.kernel.dates import now
from karmika.registry.models import Person


@pytest.fixture
def rotate(home, tmp_path, settings, folder, monkeypatch):
    """`rotate()`: the command; the key stands in a file, backups lie where the house says."""
    file = tmp_path / "master.key"
    file.write_text(template_database.MASTER_KEY + "\n")
    (tmp_path / "secret.key").write_text("a key of this test alone")
    settings.KARMIKA_MASTER_KEY_FILE = file
    settings.KARMIKA_BACKUP_DIR = str(folder)
    settings.KARMIKA_DATA = tmp_path

    def run():
        return CliRunner().invoke(keys, ["rotate", "--data", str(tmp_path)])

    run.file = file
    return run


def test_backups_go_on_after_the_master_key_was_replaced(home, folder, rotate, lose):
    home.erase("his")
    back_up(folder, now())
    listed = erasures.read(folder / erasures.NAME).owners
    done = rotate()
    assert done.exit_code == 0, done.output
    assert len(rotate.file.read_text().split()) == 1, "the new key alone"
    assert erasures.read(folder / erasures.NAME).owners == listed != ()
    last = back_up(folder, now())
    home.erase()
    erasures.extend_if_new(folder, now())
    lose()
    restored = restore(Asked(folder), now())
    assert restored.manifest.set == last.manifest.set and restored.people == 1
    assert Person.objects.get(id=home.person.id).name is None


def test_a_list_that_no_key_at_hand_has_signed_keeps_the_old_key_in_its_place(home, folder, rotate):
    back_up(folder, now())
    path = folder / erasures.NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-2])
    refused = rotate()
    assert refused.exit_code == 1 and "is kept beside the new one" in refused.output
    assert len(rotate.file.read_text().split()) == 2, "both keys"
    path.write_bytes(whole)
    assert rotate().exit_code == 0
    assert len(rotate.file.read_text().split()) == 1
    back_up(folder, now())


def test_a_list_of_before_is_signed_anew_once_both_keys_are_put_back(home, folder, rotate, settings):
    back_up(folder, now())
    settings.KARMIKA_BACKUP_DIR = ""
    assert rotate().exit_code == 0
    new = rotate.file.read_text()
    with pytest.raises(BackupError, match="another master key"):
        back_up(folder, now())
    rotate.file.write_text(f"{new}1:{template_database.MASTER_KEY}\n")
    back_up(folder, now())
    rotate.file.write_text(new)
    back_up(folder, now())


def test_second_files_go_in_time_also_where_no_backup_succeeds(home, folder, monkeypatch):
    old = back_up(folder, now() - timedelta(days=31)).files

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("karmika.kernel.durable.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(folder, now())
    assert old.data.exists() and not old.keys.exists()
    assert len(sets.sets_in(folder)) == 1


@pytest.fixture
def half_way(monkeypatch):
    """`half_way(what)`: done in the middle of the next backup, when half of its tables are written."""

    def arrange(what):
        split, calls = dumping._split, [0]

        def counted(*given):
            calls[0] += 1
            if calls[0] == 40:
                what()
            split(*given)

        monkeypatch.setattr(dumping, "_split", counted)
        return calls

    return arrange


def test_a_set_is_sealed_under_one_key_while_the_key_is_replaced(home, folder, rotate, half_way):
    old = rotate.file.read_text().strip()
    calls = half_way(lambda: rotate.file.write_text(f"2:{'B' * 43}=\n1:{old}\n"))
    made = back_up(folder, now())
    assert calls[0] > 40
    rotate.file.write_text(old)
    assert made.manifest.key == master.key_name(), "the key of its beginning"
    archive = Archive(made.files.keys, change=opening(made.manifest.set))
    archive.open_all()
    archive.close()


def test_a_backup_during_which_the_key_went_says_so_and_leaves_nothing(home, folder, rotate, half_way):
    half_way(lambda: rotate.file.write_text(f"2:{'B' * 43}=\n"))
    with pytest.raises(BackupError, match="replaced while the backup was made"):
        back_up(folder, now())
    assert sets.sets_in(folder) == []


def test_what_does_not_open_is_not_kept_as_a_backup(home, folder, monkeypatch):
    monkeypatch.setattr(dumping, "sealing", lambda name, key: sealing(name, bytes(32)))
    with pytest.raises(BackupError, match="damaged"):
        back_up(folder, now())
    assert sets.sets_in(folder) == []


def test_a_backup_of_before_comes_back_with_both_keys_and_is_wrapped_anew(home, folder, rotate, lose):
    old = back_up(folder, now())
    assert rotate().exit_code == 0
    home.erase("his")
    erasures.extend_if_new(folder, now())
    new = rotate.file.read_text()
    lose()
    with pytest.raises(BackupError, match="another master key"):
        restore(Asked(folder), now())
    rotate.file.write_text(f"{new}1:{template_database.MASTER_KEY}\n")
    restored = restore(Asked(folder), now())
    assert restored.manifest.set == old.manifest.set and restored.people == 1
    done = rotate()
    assert done.exit_code == 0, done.output
    assert rotate.file.read_text() == new
    assert Person.objects.get(id=home.person.id).name == "Zulekha Quraishi"
    back_up(folder, now())
