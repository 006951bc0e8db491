"""The pages of users."""

import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from karmika.access.models import Account, RoleAssignment, User
from karmika.kernel.ids import uuid7


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def filled(cast, **more):
    return {
        "user": str(uuid7()),
        "name": "Sita Rani",
        "username": "sita",
        "phone": "",
        "language": "te",
        "organisation": str(cast.mepma),
        "area": str(cast.area("251746")),
        **more,
    }


def test_the_list_shows_colleagues_with_their_roles_and_no_others(cast, client_for):
    page = text(client_for("fatima").get("/users/"))
    assert "Lakshmi Devi" in page and "Resource person, Ward 7" in page
    assert "Anita Rao" not in page and "Suresh Kumar" not in page and "Add a user" not in page


def test_users_are_searched_by_post_by_name_user_name_and_end_of_phone(cast, client_for):
    client = client_for("admin")
    for typed in ("lakshmi", "Devi", "012301"):
        assert "Lakshmi Devi" in text(client.post("/users/", {"text": typed}))
    assert "Lakshmi Devi" not in text(client.get("/users/?text=ramesh&page=9"))
    assert "Nobody found" in text(client.post("/users/", {"text": "zzz"}))


def test_those_who_have_no_business_with_users_find_no_such_page(cast, client_for):
    for name in ("lakshmi", "ramesh"):
        assert client_for(name).get("/users/").status_code == 404


def test_a_user_is_added_and_the_password_is_shown_once(cast, client_for):
    client = client_for("admin")
    page = text(client.post("/users/add/", filled(cast)))
    user = User.objects.get(username="sita")
    password = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page)[1]
    assert Account.objects.get(id=user.id).check_password(password)
    assert password not in text(client.get(f"/users/{user.id}/"))


def test_a_form_sent_twice_adds_one_user_and_a_refusal_is_a_sentence(cast, client_for, nothing_written):
    client = client_for("admin")
    form = filled(cast)
    client.post("/users/add/", form)
    with nothing_written():
        assert "already in use" in text(client.post("/users/add/", form))
        assert "already in use" in text(client.post("/users/add/", filled(cast, username="ramesh")))


def test_a_user_of_another_organisation_or_area_is_not_there(cast, client_for):
    assert client_for("fatima").get(f"/users/{cast.user_id('colleague')}/").status_code == 404
    assert client_for("fatima").get(f"/users/{cast.user_id('stranger')}/").status_code == 404
    for action in ("change/", "password/", "deactivate/", "roles/add/"):
        answer = client_for("admin").post(f"/users/{cast.user_id('colleague')}/{action}")
        assert answer.status_code == 404, action


def test_details_are_changed(cast, client_for):
    lakshmi = cast.user_id("lakshmi")
    client = client_for("admin")
    assert "+919848012301" in text(client.get(f"/users/{lakshmi}/change/"))
    form = {
        "name": "Lakshmi Kumari",
        "phone": "9848012301",
        "language": "te",
        "area": str(cast.area("251746-W07")),
    }
    assert client.post(f"/users/{lakshmi}/change/", form).status_code == 302
    assert User.objects.get(id=lakshmi).name == "Lakshmi Kumari"


def test_a_role_is_given_and_ended_on_the_page(cast, client_for):
    client = client_for("admin")
    lakshmi = cast.user_id("lakshmi")
    form = {
        "assignment": str(uuid7()),
        "role": "camp_desk",
        "area": str(cast.area("251746")),
        "organisation": str(cast.mepma),
        "programme": "",
    }
    assert client.post(f"/users/{lakshmi}/roles/add/", form).status_code == 302
    assert "Camp desk" in text(client.get(f"/users/{lakshmi}/"))
    assert client.post(f"/roles/{form['assignment']}/end/").status_code == 302
    assert RoleAssignment.objects.get(id=form["assignment"]).valid_to is not None


def test_a_role_that_may_not_be_given_is_not_offered_nor_taken(cast, client_for, nothing_written):
    client = client_for("admin")
    lakshmi = cast.user_id("lakshmi")
    assert "state_mission_director" not in text(client.get(f"/users/{lakshmi}/roles/add/"))
    form = {
        "assignment": str(uuid7()),
        "role": "auditor",
        "area": str(cast.area("28")),
        "organisation": str(cast.mepma),
    }
    with nothing_written():
        text(client.post(f"/users/{lakshmi}/roles/add/", form))


def test_a_new_one_time_password_and_the_end_of_access(cast, client_for, nothing_written):
    client = client_for("admin")
    ramesh, devi = cast.user_id("ramesh"), cast.user_id("devi")
    assert "<code>ramesh</code>" in text(client.post(f"/users/{ramesh}/password/"))
    with nothing_written():
        assert client.post(f"/users/{devi}/password/").status_code == 302
        assert client.get(f"/users/{ramesh}/password/").status_code == 405
    client.post(f"/users/{ramesh}/deactivate/")
    assert not User.objects.get(id=ramesh).active


def test_a_staff_file_is_loaded_with_slips_and_bad_lines(cast, client_for):
    lines = (
        "user_name,name,role,area_level,area_code\n"
        "sita,Sita,resource_person,ward,251746-W07\n"
        "gita,Gita,emperor,ward,251746-W07\n"
    )
    file = SimpleUploadedFile("staff.csv", lines.encode())
    page = text(client_for("admin").post("/users/import/", {"file": file}))
    assert "<code>sita</code>" in page and "Line 3:" in page
    book = Workbook()
    for line in lines.replace("sita", "rita").splitlines():
        book.active.append(line.split(","))
    book.save(saved := BytesIO())
    sheet = SimpleUploadedFile("staff.xlsx", saved.getvalue())
    page = text(client_for("admin").post("/users/import/", {"file": sheet}))
    assert "<code>rita</code>" in page and "Line 3:" in page
    bad = SimpleUploadedFile("staff.csv", b"nothing\n")
    assert "lacks the columns" in text(client_for("admin").post("/users/import/", {"file": bad}))


def test_a_staff_file_that_is_too_large_is_refused_whole(client_for, nothing_written):
    head = b"user_name,name,role,area_level,area_code\n"
    line = b"sita,Sita,resource_person,ward,251746-W07\n"
    for content, said in (
        (head + line * 600, "more than 500 lines"),
        (head + line * 60_000, "larger than 2 MB"),
    ):
        with nothing_written():
            page = text(
                client_for("admin").post("/users/import/", {"file": SimpleUploadedFile("s.csv", content)})
            )
        assert said in page
