"""What each page is, in two sentences; shown at its foot. Rooms that come later give theirs in rooms.py (`Room.help`)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HELP: Mapping[str, str | Promise] = {
    "console.home": _(
        "Your own day: what waits for you, and how your area stands. Touch a figure to see the entries it"
        " was counted from."
    ),
    "console.about": _(
        "How Karmika comes to its figures, and who sees what. Read it once; ask your administrator about "
        "the rest."
    ),
    "console.components": _(
        "Every part that pages are made of, in your language. It is for those who build pages and for "
        "those who review them."
    ),
    "monitoring.start": _(
        "The areas whose figures you may see. Choose one to see it with the areas inside it."
    ),
    "monitoring.area": _(
        "Everything that is counted in this area, and in each area inside it. Narrow it by occupation, "
        "sex or month; every figure opens."
    ),
    "monitoring.entries": _(
        "One figure and the entries it is the sum of, newest first. Open an entry to see the form that "
        "was filled in at the door."
    ),
    "monitoring.entry": _(
        "One entry of the journal: what was recorded, when and by whom. It can never be changed; a "
        "correction is an entry of its own."
    ),
    "monitoring.definitions": _(
        "What each figure counts, in words. The same definition holds on every page, sheet and file."
    ),
    "monitoring.table": _(
        "The programme's own table, counted from written definitions. Under it stands what each line "
        "means and how it is divided."
    ),
    "monitoring.brief": _(
        "Your area on one page: twelve figures, what moved since yesterday, and where work stands still. "
        "Touch a figure to go down to the doorstep."
    ),
    "monitoring.brief_paper": _(
        "The same page for paper, in the language you chose. The foot of the sheet names the head of the "
        "journal, so that it can be checked later."
    ),
    "monitoring.log": _(
        "Everything that was recorded where you may look, newest first. Nobody can change or remove a "
        "line, not even the office."
    ),
    "programme.targets": _(
        "What was promised for an area and a period, beside what was achieved. A target is replaced or "
        "withdrawn, never overwritten."
    ),
    "programme.target": _(
        "One target: who set it, on which paper, and how it stands today. The targets of the areas inside"
        " are compared with it."
    ),
    "programme.set_target": _(
        "Set how much is to be reached in an area by a day. Name the paper that says so: others will see it."
    ),
    "programme.replace_target": _(
        "Put another amount in the place of this target. The old one stays visible with its reason."
    ),
    "programme.withdraw_target": _("Take this target back, with a reason. It stays visible as withdrawn."),
    "programme.outside_figures": _(
        "Figures that others published, with their source and day. They stand beside ours and are never "
        "mixed with them."
    ),
    "programme.outside_figure": _(
        "One figure that somebody else published, beside what we count on the same day. Its source is "
        "named so that you can check it."
    ),
    "programme.record_outside_figure": _(
        "Note a figure that somebody else published, with its source and its day. It is shown beside ours"
        " and never added to them."
    ),
    "programme.replace_outside_figure": _("Correct this figure from outside. The old one stays visible."),
    "programme.withdraw_outside_figure": _(
        "Take this figure from outside back, with a reason. It stays visible as withdrawn."
    ),
    "candidates.candidates": _(
        "Whom lists of other offices name and who is still to be found on the ground. A name on a list is"
        " not a worker until somebody has met the person."
    ),
    "candidates.candidate": _(
        "One line of another office's list, and who it could be. Say whether the person was found; "
        "nothing else makes a worker of it."
    ),
    "groups.groups": _("The groups of your areas. Open one to see its members, office bearers and history."),
    "groups.group": _(
        "One group: its members, who holds which office, and what happened. Each member is in it by her "
        "own recorded consent."
    ),
    "groups.proposals": _(
        "Ask which groups could be formed at a worksite, and go on with those that were asked for. "
        "Proposals are made by rules that are written beside them."
    ),
    "groups.run": _(
        "Groups that were proposed at one worksite, with distances and with everybody who was left out "
        "and why. Move people, then approve or reject each group."
    ),
    "groups.board": _(
        "The proposed groups on a map and as cards. Move people by hand or by keyboard, lock what is good, compare other "
        "ways, take a change back, print the list for the field, approve."
    ),
    "groups.board_paper": _(
        "The list for the field: whom to ask, where, and when. Print it; phone numbers stand only where the person agreed."
    ),
    "groups.form": _(
        "Form the group: ask each member and note the answer. Only who says yes becomes a member."
    ),
    "groups.self_formed": _(
        "Enter a group that workers formed by themselves. Each member is asked and the answer noted."
    ),
    "registry.workers": _(
        "The workers of your areas, the latest first. Narrow the list by area and work, or search by name."
    ),
    "registry.search": _(
        "Find a person by name in any script, by the end of a phone number, or a household by its number."
        " What you type is never stored and never in an address."
    ),
    "registry.person": _(
        "Everything that is known of one person, and how it came to be known. What is missing is named, "
        "with what to do about it."
    ),
    "registry.household": _(
        "One household: who lives there, the visits and their outcomes. Its number is on the slip that "
        "the family keeps."
    ),
    "registry.slip": _(
        "The slip with the household's number, to print or to copy by hand. No name is on it, because "
        "slips get lost."
    ),
    "registry.visits": _(
        "Doors where nobody could answer yet, or where the family asked you to come again. Who asked for "
        "a day comes first."
    ),
    "registry.requests": _(
        "Persons who asked to be forgotten, and when that falls due. Their data is hidden at once and "
        "erased on its day."
    ),
    "registry.request": _(
        "One request to be forgotten: what is hidden, on what authority, and until when it can be lifted."
        " After that day nobody can bring the data back."
    ),
    "registry.forget_person": _(
        "Hide this person's data at once and have it erased on its day. Use it only on the person's own "
        "wish or on an order."
    ),
    "registry.forget_household": _(
        "Hide the data of the whole household at once and have it erased on its day. Use it only on their"
        " own wish or on an order."
    ),
    "areas.worksites": _(
        "Where people work: stands, chowks, clusters and depots of your areas. Groups are formed at a "
        "worksite."
    ),
    "areas.worksites_in": _(
        "The worksites of this area, and of the areas inside it. Open one to see who works there."
    ),
    "areas.worksite": _(
        "One place where people work, with its people and groups. Correct its name, place or hours here."
    ),
    "areas.define_worksite": _(
        "Add a place where people work. Look first whether it is there under another name."
    ),
    "intake.queue": _(
        "Forms that arrived and could not be taken in by themselves, each with the reason. Nothing is "
        "lost: correct it, try it again, or dismiss it with a reason."
    ),
    "intake.submission": _(
        "One form as it was filled in at the door, with all its versions. The answers stand beside the "
        "questions in your language."
    ),
    "intake.correct": _(
        "Correct answers of this form with a reason. The old answers stay visible as a version of their own."
    ),
    "intake.forms": _(
        "The forms that phones fetch. A new version replaces the old one on phones; answers to the old "
        "one are still taken."
    ),
    "intake.form": _(
        "One form with its versions, its files and its state. Phones fetch the newest version that is "
        "published."
    ),
    "intake.upload_form": _(
        "Publish a form or a new version of one, as a spreadsheet. It is checked first and you are told "
        "what is wrong."
    ),
    "access.users": _(
        "Your colleagues, their roles and areas. Rights come from a role in an area for a time, never "
        "from a name."
    ),
    "access.user": _(
        "One colleague with all roles, past and present, and who gave them. Rights end on the day a role "
        "ends."
    ),
    "access.add_user": _(
        "Add a colleague; roles are given afterwards. A one-time password is printed once and is changed "
        "at the first sign-in."
    ),
    "access.load_staff": _(
        "Add many colleagues from a list. Lines with mistakes are named; the rest is taken."
    ),
    "access.change_user": _(
        "Correct a colleague's name, phone or language. Roles are changed on the colleague's page."
    ),
    "access.assign_role": _(
        "Give a role in an area, from a day on and until a day if you know it. You can only give what "
        "your own role allows."
    ),
    "access.devices": _(
        "Phones that send forms, who holds them, and when they last called. Revoke a phone that is lost: "
        "what it sends afterwards waits."
    ),
    "access.device": _(
        "One phone: its holder, what it sent, and when it last called. Print its sheet to set it up again."
    ),
    "access.register_device": _(
        "Register a phone for a colleague. A sheet with a QR code sets it up without typing."
    ),
    "access.device_sheet": _(
        "The sheet that sets up a phone: scan the code with the survey app. Hand it over, then destroy "
        "it; whoever has it can send forms."
    ),
    "access.confirm": _(
        "Your password once more, before something that cannot be taken back. Nobody can do it at a desk that you have left."
    ),
    "access.own": _(
        "Your own account: your password, your second factor, and where you are signed in. End a session "
        "that is not yours and tell your office."
    ),
    "access.second_factor": _(
        "A code from your own phone, asked for at sign-in beside the password. It keeps others out when "
        "your password becomes known."
    ),
}
