"""The ground that all other tests stand on: the cast, the copies, the counts."""

import pytest
from django.db import connection

from karmika import template_database, testing
from karmika.access.models import Organisation, User
from karmika.access.roles import Role
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.ids import stable


def test_everybody_of_the_cast_holds_one_role(cast):
    for name, member in testing.MEMBERS.items():
        (grant,) = getattr(cast, name).grants
        assert grant.role == Role(member.role)
        assert grant.area == cast.area(member.area)


def test_lakshmis_phone_speaks_for_her(cast):
    assert cast.device_viewer.id == cast.lakshmi.id
    assert cast.device_viewer.device == cast.device


def test_a_signed_in_client_is_known(cast, client_for):
    assert client_for("ramesh").session["_auth_user_id"] == str(cast.user_id("ramesh"))


def add_organisation(code):
    from karmika.access.acts import AddOrganisation

    return AddOrganisation(organisation=stable("test", code), code=code, name=code.title())


def test_a_copy_commits_for_real_and_threads_see_it(fresh_database, cast):
    before = Entry.objects.count()
    outcomes = testing.at_once(
        *(lambda n=n: perform(add_organisation(f"org-{n}"), cast.operator) for n in range(4))
    )
    assert [outcome.state for outcome in outcomes] == ["done"] * 4
    assert Entry.objects.count() == before + 4
    (seen,) = testing.at_once(lambda: Organisation.objects.filter(code__startswith="org-").count())
    assert seen == 4


def test_the_next_test_finds_the_template_as_it_was(fresh_database, cast):
    assert not Organisation.objects.filter(code__startswith="org-").exists()
    assert User.objects.count() == len(testing.MEMBERS)


def test_the_database_is_the_one_that_was_asked_for(db):
    assert connection.vendor == template_database.engine()


def test_nothing_written_notices_an_entry(cast):
    with pytest.raises(AssertionError, match="journal_entry"), testing.assert_nothing_written():
        perform(add_organisation("noticed"), cast.operator)
