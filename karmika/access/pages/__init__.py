"""Pages of access: sign-in, users and their roles, phones. Other rooms take `page` and `PageRequest` from here."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.models import SEES_USERS
from karmika.access.pages import devices, own, posts, sign_in, staff, users
from karmika.access.pages.decorator import PageRequest, page
from karmika.kernel.room import NavItem

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", own.code, name="mfa_authenticate"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("inactive/", sign_in.inactive, name="account_inactive"),
    path("password/", sign_in.password, name="account_change_password"),
    path("confirm/", own.confirm, name="access.confirm"),
    path("own/", own.own, name="access.own"),
    path("own/second-factor/", own.factor, name="access.second_factor"),
    path("language/", sign_in.language, name="access.language"),
    path("users/", users.user_list, name="access.users"),
    path("users/add/", users.add, name="access.add_user"),
    path("users/import/", staff.load, name="access.load_staff"),
    path("users/<uuid:user_id>/", users.user, name="access.user"),
    path("users/<uuid:user_id>/change/", users.change, name="access.change_user"),
    path("users/<uuid:user_id>/password/", users.new_password, name="access.issue_password"),
    path("users/<uuid:user_id>/second-factor/", users.reset_second_factor, name="access.reset_second_factor"),
    path("users/<uuid:user_id>/waiting/", users.lift_waiting, name="access.lift_waiting"),
    path("users/<uuid:user_id>/deactivate/", users.deactivate, name="access.deactivate_user"),
    path("users/<uuid:user_id>/roles/add/", users.assign_role, name="access.assign_role"),
    path("posts/", posts.post_list, name="access.posts"),
    path("roles/<uuid:assignment_id>/end/", users.end_role, name="access.end_role"),
    path("roles/<uuid:assignment_id>/hand-over/", posts.hand_over_post, name="access.hand_over"),
    path("devices/", devices.device_list, name="access.devices"),
    path("devices/register/", devices.register, name="access.register_device"),
    path("devices/<uuid:device_id>/", devices.device, name="access.device"),
    path("devices/<uuid:device_id>/sheet/", devices.sheet, name="access.device_sheet"),
    path("devices/<uuid:device_id>/qr.svg", devices.qr, name="access.device_qr"),
    path("devices/<uuid:device_id>/reissue/", devices.reissue, name="access.reissue_device"),
    path("devices/<uuid:device_id>/revoke/", devices.revoke, name="access.revoke_device"),
]

NAV = (
    NavItem(label=_("Users"), url_name="access.users", roles=SEES_USERS),
    NavItem(label=_("Posts"), url_name="access.posts", roles=SEES_USERS, takes_area=True),
    NavItem(label=_("Phones"), url_name="access.devices", roles=SEES_USERS, takes_area=True),
)

HELP = {
    "access.posts": _(
        "Who holds which role in which area, from when to when, and who gave it. Past posts stay, and those to "
        "come stand here already."
    ),
    "access.hand_over": _(
        "Ends one person's role on a day and gives it to a successor on the same day, with the phones that you "
        "choose. What is open is shown before you decide."
    ),
}

__all__ = ["HELP", "NAV", "PageRequest", "page", "urlpatterns"]
