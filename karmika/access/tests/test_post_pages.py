"""The pages of posts, and handing one over."""

from datetime import timedelta

import pytest

from karmika.access.acts import EndRole, HandOver
from karmika.access.models import Device, RoleAssignment, User
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post_of(cast, name):
    return RoleAssignment.objects.get(user_id=cast.user_id(name))


def address(cast, name="lakshmi"):
    return f"/roles/{post_of(cast, name).id}/hand-over/"


def filled(cast, **more):
    return {
        "entry": str(uuid7()),
        "on": today().isoformat(),
        "successor": "ramesh",
        "name": "",
        "username": "",
        "phone": "",
        "language": "te",
        "phones": [str(cast.device)],
        **more,
    }


def test_the_list_says_who_holds_what_where_since_when_and_by_whom(cast, client_for):
    body = text(client_for("admin").get("/posts/"))
    for words in ("Lakshmi Devi", "Resource person", "Ward 7", "1 April 2025", "The operator", "Hand over"):
        assert words in body
    assert "Anita Rao" not in body


def test_it_is_narrowed_by_area_role_and_time(cast, client_for):
    perform(EndRole(assignment=post_of(cast, "lakshmi").id), cast.admin)
    coming = HandOver(
        assignment=post_of(cast, "ramesh").id,
        successor=cast.user_id("lakshmi"),
        becomes=uuid7(),
        on=today() + timedelta(days=9),
    )
    perform(coming, cast.admin)
    client = client_for("devi")
    names = ("Lakshmi Devi", "Ramesh Babu", "Suresh Kumar", "Padma Rani")
    wanted = {
        "": ("Ramesh Babu", "Suresh Kumar", "Padma Rani"),
        "?when=past": ("Lakshmi Devi",),
        "?when=coming": ("Lakshmi Devi",),
        "?when=all": names,
        "?role=administrator": ("Padma Rani",),
        f"?area={cast.area('520')}": ("Suresh Kumar",),
        "?when=x&role=x&area=x&page=x": ("Ramesh Babu", "Suresh Kumar", "Padma Rani"),
    }
    for asked, there in wanted.items():
        body = text(client.get(f"/posts/{asked}"))
        found = [name for name in names if f">{name}</a></th>" in body or f">{name}</a> <span" in body]
        assert sorted(found) == sorted(there), asked
    assert "after Ramesh Babu" in text(client.get("/posts/?when=coming"))


@pytest.mark.parametrize("who", ["ramesh", "lakshmi", "colleague"])
def test_the_field_sees_no_list_of_posts(cast, client_for, who):
    assert client_for(who).get("/posts/").status_code == 404


def test_those_who_may_not_give_roles_see_posts_and_no_hand_over(cast, client_for, nothing_written):
    for who in ("fatima", "auditor"):
        client = client_for(who)
        assert "Hand over" not in text(client.get("/posts/"))
        with nothing_written():
            assert client.get(address(cast)).status_code == 404
            assert client.post(address(cast), filled(cast, sure="1")).status_code == 404
    admin = client_for("admin")
    with nothing_written():
        for name in ("devi", "auditor", "colleague"):
            assert admin.post(address(cast, name), filled(cast, sure="1")).status_code == 404


def test_it_is_shown_once_more_before_it_is_done(cast, client_for, nothing_written):
    client = client_for("admin")
    page = text(client.get(address(cast)))
    assert "Nothing is open." in page
    assert "W07" in page or "Lakshmi" in page
    with nothing_written():
        sure = text(client.post(address(cast), filled(cast)))
        assert "Is this right?" in sure
        assert "Lakshmi Devi is Resource person in Ward 7 until the evening before" in sure
        assert "From" in sure and "on it is Ramesh Babu" in sure
        changed = text(client.post(address(cast), filled(cast, change="1")))
        assert "Look at it once more" in changed
    data = filled(cast, sure="1")
    done = text(client.post(address(cast), data))
    assert "The post was handed over" in done
    assert "One-time password" not in done
    new = Device.objects.exclude(id=cast.device).get()
    assert f"/devices/{new.id}/sheet/" in done
    with nothing_written():
        assert "The post was handed over" in text(client.post(address(cast), data)), "pressed twice"
    person = text(client.get(f"/users/{cast.user_id('lakshmi')}/"))
    assert "then Ramesh Babu" in person
    assert "ended" in person


def test_a_new_user_gets_a_slip_once(cast, client_for):
    client = client_for("admin")
    data = filled(
        cast, successor="", name="Padmavathi", username="padmavathi", phone="9848012399", phones=[], sure="1"
    )
    done = text(client.post(address(cast), data))
    assert "One-time password" in done and "padmavathi" in done
    assert "One-time password" not in text(client.post(address(cast), data))
    user = User.objects.get(username="padmavathi")
    assert RoleAssignment.objects.get(user_id=user.id).follows == post_of(cast, "lakshmi").id


def test_nonsense_is_refused_in_words(cast, client_for, nothing_written):
    client = client_for("admin")
    nonsense = {
        "Say who the successor is.": {"successor": ""},
        "not both": {"name": "X", "username": "xyz"},
        "A new user needs a name and a user name.": {"successor": "", "name": "X"},
        "does not exist": {"successor": "colleague"},
        "This is the holder of the post.": {"successor": "lakshmi", "phones": []},
        "lies before the first": {"on": (today() - timedelta(days=1)).isoformat(), "phones": []},
        "Enter a valid date": {"on": "tomorrow"},
        "is not one of the available choices": {"phones": [str(uuid7())]},
        "This user name is already in use.": {"successor": "", "name": "X", "username": "fatima"},
        "cannot give yourself": {"successor": "admin"},
    }
    with nothing_written():
        for words, data in nonsense.items():
            body = text(client.post(address(cast), filled(cast, sure="1", **data)))
            assert words in body, (words, body[body.index("<h1") : body.index("<h1") + 4000])
        assert client.get(f"/roles/{uuid7()}/hand-over/").status_code == 404
        text(client.post(address(cast), filled(cast, sure="1", entry="x")))


def test_pages_of_posts_ask_few_questions(cast, client_for, django_assert_max_num_queries):
    client = client_for("admin")
    client.get("/posts/")
    with django_assert_max_num_queries(15):
        client.get("/posts/?when=all")
    with django_assert_max_num_queries(17):  # one for each room that may have open work
        client.get(address(cast))
