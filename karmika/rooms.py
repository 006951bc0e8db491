"""The rooms of the house, in the order of the floors. Nothing is discovered: a room that is not here does not exist."""

from dataclasses import replace

import karmika.access.acts
import karmika.access.day
import karmika.access.listings
import karmika.access.pages
import karmika.access.refusals
import karmika.access.staff_import
import karmika.areas.acts
import karmika.areas.boundaries
import karmika.areas.imports
import karmika.areas.listings
import karmika.areas.pages
import karmika.areas.refusals
import karmika.candidates.acts
import karmika.candidates.imports
import karmika.candidates.listings
import karmika.candidates.pages
import karmika.candidates.refusals
import karmika.cases.acts
import karmika.cases.day
import karmika.cases.form_reports
import karmika.cases.listings
import karmika.cases.measures
import karmika.cases.open_work
import karmika.cases.pages
import karmika.cases.referring
import karmika.cases.refusals
import karmika.cases.ties
import karmika.console.pages
import karmika.entitlements.acts
import karmika.entitlements.day
import karmika.entitlements.listings
import karmika.entitlements.measures
import karmika.entitlements.open_work
import karmika.entitlements.pages
import karmika.entitlements.refusals
import karmika.entitlements.ties
import karmika.files.acts
import karmika.files.refusals
import karmika.groups.acts
import karmika.groups.attachments
import karmika.groups.day
import karmika.groups.ghost_signals
import karmika.groups.interpreters
import karmika.groups.listings
import karmika.groups.measures
import karmika.groups.open_work
import karmika.groups.pages
import karmika.groups.refusals
import karmika.groups.ties
import karmika.groups.worksite_part
import karmika.intake.acts
import karmika.intake.day
import karmika.intake.listings
import karmika.intake.measures
import karmika.intake.open_work
import karmika.intake.pages
import karmika.intake.refusals
import karmika.jobs.pages
import karmika.jobs.refusals
import karmika.monitoring.acts
import karmika.monitoring.brief_pages
import karmika.monitoring.log_pages
import karmika.monitoring.pages
import karmika.monitoring.refusals
import karmika.monitoring.sheet_pages
import karmika.outreach.acts
import karmika.outreach.attachments
import karmika.outreach.day
import karmika.outreach.interpreters
import karmika.outreach.listings
import karmika.outreach.measures
import karmika.outreach.open_work
import karmika.outreach.pages
import karmika.outreach.refusals
import karmika.programme.acts
import karmika.programme.imports
import karmika.programme.listings
import karmika.programme.pages
import karmika.programme.refusals
import karmika.referrals.acts
import karmika.referrals.day
import karmika.referrals.imports
import karmika.referrals.listings
import karmika.referrals.measures
import karmika.referrals.open_work
import karmika.referrals.pages
import karmika.referrals.persons
import karmika.referrals.refusals
import karmika.referrals.ties
import karmika.registry.acts
import karmika.registry.attachments
import karmika.registry.day
import karmika.registry.derive
import karmika.registry.enumerator_pages
import karmika.registry.interpreters
import karmika.registry.listings
import karmika.registry.measures
import karmika.registry.open_work
import karmika.registry.pages
import karmika.registry.refusals
import karmika.registry.visit_pages
import karmika.registry.worksite_part
from karmika.access.pages.decorator import page
from karmika.kernel.room import Room

_ABOVE = replace(
    karmika.groups.ties.ABOVE,
    says=(
        *karmika.groups.ties.SAYS,
        *karmika.entitlements.ties.SAYS,
        *karmika.referrals.ties.SAYS,
        *karmika.cases.ties.SAYS,
    ),
)
"""What the rooms above the registry know of persons."""

_ROOMS: tuple[Room, ...] = (
    Room(
        name="console",
        pages=tuple(karmika.console.pages.urlpatterns),
        nav=karmika.console.pages.NAV,
        help=karmika.console.pages.HELP,
    ),
    Room(
        name="monitoring",
        acts=karmika.monitoring.acts.ACTS,
        pages=(
            *karmika.monitoring.brief_pages.urlpatterns,
            *karmika.monitoring.sheet_pages.urlpatterns,
            *karmika.monitoring.pages.urlpatterns,
            *karmika.monitoring.log_pages.urlpatterns,
        ),
        nav=(
            *karmika.monitoring.brief_pages.NAV,
            *karmika.monitoring.pages.NAV,
            *karmika.monitoring.sheet_pages.NAV,
            *karmika.monitoring.log_pages.NAV,
        ),
        help=karmika.monitoring.sheet_pages.HELP,
        refusals=karmika.monitoring.refusals.REFUSALS,
    ),
    Room(
        name="programme",
        acts=karmika.programme.acts.ACTS,
        pages=tuple(karmika.programme.pages.urlpatterns),
        nav=karmika.programme.pages.NAV,
        refusals=karmika.programme.refusals.REFUSALS,
        lists=karmika.programme.listings.LISTS,
        reversals=karmika.programme.imports.REVERSALS,
        files=karmika.programme.imports.FILES,
    ),
    Room(
        name="outreach",
        acts=karmika.outreach.acts.ACTS,
        measures=karmika.outreach.measures.MEASURES,
        interpreters=karmika.outreach.interpreters.INTERPRETERS,
        forms=karmika.outreach.interpreters.FORMS,
        attachments=karmika.outreach.attachments.ATTACHMENTS,
        pages=tuple(karmika.outreach.pages.urlpatterns),
        nav=karmika.outreach.pages.NAV,
        help=karmika.outreach.pages.HELP,
        day=karmika.outreach.day.DAY,
        refusals=karmika.outreach.refusals.REFUSALS,
        lists=karmika.outreach.listings.LISTS,
    ),
    Room(
        name="candidates",
        acts=karmika.candidates.acts.ACTS,
        pages=tuple(karmika.candidates.pages.urlpatterns),
        nav=karmika.candidates.pages.NAV,
        refusals=karmika.candidates.refusals.REFUSALS,
        lists=karmika.candidates.listings.LISTS,
        reversals=karmika.candidates.imports.REVERSALS,
        files=karmika.candidates.imports.FILES,
    ),
    Room(
        name="cases",
        acts=karmika.cases.acts.ACTS,
        measures=karmika.cases.measures.MEASURES,
        pages=tuple(karmika.cases.pages.urlpatterns),
        nav=karmika.cases.pages.NAV,
        help=karmika.cases.pages.HELP,
        day=karmika.cases.day.DAY,
        refusals=karmika.cases.refusals.REFUSALS,
        lists=karmika.cases.listings.LISTS,
    ),
    Room(
        name="groups",
        acts=karmika.groups.acts.ACTS,
        measures=karmika.groups.measures.MEASURES,
        interpreters=karmika.groups.interpreters.INTERPRETERS,
        forms=karmika.groups.interpreters.FORMS,
        attachments=karmika.groups.attachments.ATTACHMENTS,
        pages=tuple(karmika.groups.pages.urlpatterns),
        nav=karmika.groups.pages.NAV,
        help=karmika.groups.pages.HELP,
        day=karmika.groups.day.DAY,
        refusals=karmika.groups.refusals.REFUSALS,
        derived={"signals of groups": karmika.groups.ghost_signals.compute_all},
        lists=karmika.groups.listings.LISTS,
    ),
    Room(
        name="entitlements",
        acts=karmika.entitlements.acts.ACTS,
        measures=karmika.entitlements.measures.MEASURES,
        pages=tuple(karmika.entitlements.pages.urlpatterns),
        nav=karmika.entitlements.pages.NAV,
        help=karmika.entitlements.pages.HELP,
        day=karmika.entitlements.day.DAY,
        refusals=karmika.entitlements.refusals.REFUSALS,
        lists=karmika.entitlements.listings.LISTS,
    ),
    Room(
        name="referrals",
        acts=karmika.referrals.acts.ACTS,
        measures=karmika.referrals.measures.MEASURES,
        pages=tuple(karmika.referrals.pages.urlpatterns),
        nav=karmika.referrals.pages.NAV,
        help=karmika.referrals.pages.HELP,
        day=karmika.referrals.day.DAY,
        refusals=karmika.referrals.refusals.REFUSALS,
        lists=karmika.referrals.listings.LISTS,
        reversals=karmika.referrals.imports.REVERSALS,
        files=karmika.referrals.imports.FILES,
    ),
    Room(
        name="registry",
        acts=karmika.registry.acts.ACTS,
        measures=karmika.registry.measures.MEASURES,
        interpreters=karmika.registry.interpreters.INTERPRETERS,
        forms=karmika.registry.interpreters.FORMS,
        attachments=karmika.registry.attachments.ATTACHMENTS,
        # registry lies below the rooms that know more of its people, so that is handed down
        pages=(
            *karmika.registry.pages.patterns(_ABOVE),
            *karmika.registry.visit_pages.urlpatterns,
            *karmika.registry.enumerator_pages.urlpatterns,
        ),
        nav=(
            *karmika.registry.pages.NAV,
            *karmika.registry.visit_pages.NAV,
            *karmika.registry.enumerator_pages.NAV,
        ),
        help=karmika.registry.enumerator_pages.HELP,
        day=karmika.registry.day.DAY,
        refusals=karmika.registry.refusals.REFUSALS,
        derived={"search words": karmika.registry.derive.index_everyone},
        lists=karmika.registry.listings.LISTS,
    ),
    Room(
        name="intake",
        acts=karmika.intake.acts.ACTS,
        measures=karmika.intake.measures.MEASURES,
        pages=tuple(karmika.intake.pages.urlpatterns),
        nav=karmika.intake.pages.NAV,
        day=karmika.intake.day.DAY,
        refusals=karmika.intake.refusals.REFUSALS,
        lists=karmika.intake.listings.LISTS,
    ),
    Room(
        name="access",
        acts=karmika.access.acts.ACTS,
        pages=tuple(karmika.access.pages.urlpatterns),
        nav=karmika.access.pages.NAV,
        help=karmika.access.pages.HELP,
        day=karmika.access.day.DAY,
        refusals=karmika.access.refusals.REFUSALS,
        lists=karmika.access.listings.LISTS,
        reversals=karmika.access.staff_import.REVERSALS,
    ),
    Room(
        name="areas",
        acts=karmika.areas.acts.ACTS,
        # areas lies below access, registry and groups, so the guard of pages and what they know are handed down
        pages=tuple(
            karmika.areas.pages.patterns(
                page, (karmika.registry.worksite_part.people, karmika.groups.worksite_part.groups)
            )
        ),
        nav=karmika.areas.pages.NAV,
        refusals=karmika.areas.refusals.REFUSALS,
        lists=karmika.areas.listings.LISTS,
        reversals={**karmika.areas.imports.REVERSALS, **karmika.areas.boundaries.REVERSALS},
        files=karmika.areas.imports.FILES,
    ),
    Room(name="files", acts=karmika.files.acts.ACTS, refusals=karmika.files.refusals.REFUSALS),
)

LISTS = tuple(listing for room in _ROOMS for listing in room.lists)
FILES = tuple(kind for room in _ROOMS for kind in room.files)
REVERSALS = {what: reversal for room in _ROOMS for what, reversal in room.reversals.items()}

ROOMS: tuple[Room, ...] = (
    *_ROOMS,
    # its pages show what the others have, so that is handed down
    Room(
        name="jobs",
        pages=tuple(karmika.jobs.pages.patterns(LISTS, FILES, REVERSALS.keys())),
        nav=karmika.jobs.pages.nav(FILES),
        help=karmika.jobs.pages.HELP,
        refusals=karmika.jobs.refusals.REFUSALS,
    ),
)

MEASURES = tuple(measure for room in ROOMS for measure in room.measures)
INTERPRETERS = {form_id: interpreter for room in ROOMS for form_id, interpreter in room.interpreters.items()}
FORMS = tuple(form for room in reversed(ROOMS) for form in room.forms)
"""The rooms' own forms, the household survey first."""
APART = karmika.cases.form_reports.APART
"""Forms that are no submissions (karmika/intake/apart.py)."""
ATTACHMENTS = tuple(attachment for room in ROOMS for attachment in room.attachments)
OPEN_WORK = (
    *karmika.intake.open_work.OPEN_WORK,
    *karmika.registry.open_work.OPEN_WORK,
    *karmika.groups.open_work.OPEN_WORK,
    *karmika.referrals.open_work.OPEN_WORK,
    *karmika.entitlements.open_work.OPEN_WORK,
    *karmika.cases.open_work.OPEN_WORK,
    *karmika.outreach.open_work.OPEN_WORK,
)
"""What is shown to be open before a post is handed over (access/open_work.py)."""
REFERRED = {
    karmika.referrals.persons.PERSON: karmika.referrals.persons.PERSONS,
    karmika.cases.referring.CASE: karmika.cases.referring.CASES,
}
"""About what a referral can be (karmika/referrals/subjects.py): persons, and what rooms above bring."""
HELP = {name: text for room in ROOMS for name, text in room.help.items()}
"""What each page is, by the name of its address."""
_DAY_ORDER = ("cases", "outreach", "registry", "entitlements", "referrals", "groups", "intake", "access")
DAY = tuple(part for name in _DAY_ORDER for room in ROOMS if room.name == name for part in room.day)
"""The parts of the first page, in the order in which a day goes."""
