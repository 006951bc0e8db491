"""A thing of ward 7 for every address that names one, to try the address on: made by acts and a real survey form."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from karmika.access.models import Project, RoleAssignment
from karmika.access.viewer import device_access
from karmika.areas.models import Worksite
from karmika.candidates.models import Candidate
from karmika.candidates.tests import lists
from karmika.cases.models import Case, CaseRecording
from karmika.cases.recordings import recording
from karmika.cases.tests import makers as reports
from karmika.cases.words import Words
from karmika.chain import sealing
from karmika.entitlements.models import Application, DocumentPhoto, VoiceClip
from karmika.entitlements.tests import people as applicants
from karmika.files.models import LoadedFile
from karmika.groups.acts import DrawVisits
from karmika.groups.tests import gatherings, people
from karmika.intake import senders
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Form, FormVersion, Submission
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.jobs import asking
from karmika.jobs.models import Job
from karmika.journal.models import Entry
from karmika.journal.perform import perform, perform_many
from karmika.kernel.dates import now, today
from karmika.monitoring.models import MonitoringSheet
from karmika.monitoring.tests import sheets
from karmika.outreach.tests import makers as camps
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.tests import makers
from karmika.referrals.models import Office, Referral
from karmika.referrals.tests import makers as referrals
from karmika.registry.acts import Restrict
from karmika.registry.models import Household, Restriction, Worker
from karmika.registry.tests import doorstep
from karmika.rooms import INTERPRETERS
from tests.rights_samples_groups import OF_GROUPS, Named, Sample


def make_things(cast: Any) -> None:
    """A form with a survey of ward 7 that was sent with a photo, and in it a group, a proposal, a target and a figure."""
    project = Project.objects.get(id=cast.project)
    publish(cast.devi, project, doorstep.FORM.read_bytes(), doorstep.FORM.name)
    sender = senders.phone(device_access(cast.device_token), project)
    letter = doorstep.xml(doorstep.survey(), instance=f"uuid:{uuid4()}")
    receive(sender, letter, interpreters=INTERPRETERS, files=[File("a.jpg", b"\xff\xd8 photo", "image/jpeg")])
    assert Submission.objects.get().state == "applied", Submission.objects.get().reason
    gatherings.for_rights(cast, people.group(cast, range(20, 26)))
    people.proposal(cast, range(6))
    sealing.seal(now())
    city = cast.area("251746")
    perform(DrawVisits(area=city, organisation=cast.mepma, programme=cast.vog), cast.fatima)
    lists.load(cast)
    told = reports.report(cast, cast.lakshmi, words=Words(name="Radha", phone="9848012377"))
    perform_many([recording(cast.lakshmi, told.case, b"ID3 sound", "audio/mpeg")])
    (gone,) = people.make(cast, [30])
    home = Worker.objects.get(id=gone).household_id
    paper = {"reason": "own_request", "authority": "Order 12/2026", "reference": "R-7"}
    act = Restrict(
        restriction=uuid4(), household=home, person=gone, due_on=today() + timedelta(days=30), **paper
    )
    perform(act, cast.operator)
    ward = cast.area("251746-W07")
    makers.set_target(cast, area=ward, programme=cast.vog)
    makers.record(cast, about=ward)
    sheets.keep(cast, area=ward)
    cast.link_token = referrals.samples(cast)
    camps.for_rights(cast)
    applicant = applicants.make(cast)[0]
    applicants.file(cast, applicants.prepare(cast, applicant))
    applicants.for_rights(cast, applicant)
    asking.ask(cast.ramesh, ("export", "workers"), {}, language="en")


def _lakshmi(cast: Any) -> Named:
    return {"user_id": cast.user_id("lakshmi")}


def _role_of_lakshmi(cast: Any) -> Named:
    return {"assignment_id": RoleAssignment.objects.get(user_id=cast.user_id("lakshmi")).id}


def _phone_of_lakshmi(cast: Any) -> Named:
    return {"device_id": cast.device}


def _ward(cast: Any) -> Named:
    return {"area_id": cast.area("251746-W07")}


def _figure(cast: Any) -> Named:
    return {**_ward(cast), "measure": "workers"}


def _chart(cast: Any) -> Named:
    return {**_ward(cast), "chart": "months"}


def _paper(cast: Any) -> Named:
    return {**_ward(cast), "language": "te"}


def _table(cast: Any) -> Named:
    return {**_ward(cast), "table": "mepma"}


def _entry(cast: Any) -> Named:
    return {"entry_id": Entry.objects.get(seq=_surveyed().entry_seq).id}


def _surveyed() -> Any:
    """A worker of the household that was surveyed (those of the groups come from elsewhere)."""
    household = Household.objects.get(submission_id=Submission.objects.get().id)
    return Worker.objects.filter(household_id=household.id, occupation="auto_driver").get()


def _person(cast: Any) -> Named:
    return {"person_id": _surveyed().id}


def _household(cast: Any) -> Named:
    return {"household_id": _surveyed().household_id}


def _request(cast: Any) -> Named:
    return {"restriction_id": Restriction.objects.get().id}


def _applicant(cast: Any) -> Named:
    return {"person_id": Application.objects.earliest("entry_seq").person_id}


def _application(cast: Any) -> Named:
    return {"application_id": Application.objects.earliest("entry_seq").id}


def _photo(cast: Any) -> Named:
    return {**_applicant(cast), "photo_id": DocumentPhoto.objects.get().id}


def _receipt(cast: Any) -> Named:
    return {**_application(cast), "language": "te"}


def _candidate(cast: Any) -> Named:
    return {"candidate_id": Candidate.objects.get(reference="123456789012").id}


def _case(cast: Any) -> Named:
    return {"case_id": Case.objects.get(level=0).id}


def _recording(cast: Any) -> Named:
    return {**_case(cast), "recording_id": CaseRecording.objects.get(case__level=0).id}


def _submission(cast: Any) -> Named:
    return {"submission_id": Submission.objects.get().id}


def _attachment(cast: Any) -> Named:
    return {**_submission(cast), "attachment_id": Attachment.objects.get().id}


def _form(cast: Any) -> Named:
    return {"form_id": Form.objects.get().id}


def _form_version(cast: Any) -> Named:
    return {**_form(cast), "version_id": FormVersion.objects.get().id}


def _worksite(cast: Any) -> Named:
    return {"worksite_id": Worksite.objects.get(code="VJA-AS-012").id}


def _target(cast: Any) -> Named:
    return {"target_id": Target.objects.get().id}


def _sheet(cast: Any) -> Named:
    return {"sheet_id": MonitoringSheet.objects.get().id}


def _opened_sheet(cast: Any) -> Named:
    return {**_sheet(cast), **_ward(cast)}


def _outside_figure(cast: Any) -> Named:
    return {"figure_id": OutsideFigure.objects.get().id}


def _referral(cast: Any) -> Named:
    return {"referral_id": Referral.objects.filter(organisation_id=cast.mepma).earliest("entry_seq").id}


def _received(cast: Any) -> Named:
    return {"referral_id": Referral.objects.filter(organisation_id=cast.other_org).earliest("entry_seq").id}


def _office(cast: Any) -> Named:
    return {"office_id": Office.objects.filter(organisation_id=cast.mepma).earliest("entry_seq").id}


def _job(cast: Any) -> Named:
    return {"job_id": Job.objects.get().id}


def _loaded_file(cast: Any) -> Named:
    return {"file_id": LoadedFile.objects.earliest("entry_seq").id}


def _list_for_all_staff(cast: Any) -> Named:
    return {"name": "targets"}


def _kind_of_file(cast: Any) -> Named:
    return {"name": "worksites"}


ANYWHERE = ("sibling", "other area", "other organisation")
"""A list is there for everyone with its role; what is in it are the viewer's own rows. A job is its asker's alone, and
all others are sent to their own."""
IN_THE_STATE = ("sibling", "other area")
"""A form belongs to the whole state's project; what may be done to it is for the act to say."""
EVERY_ORGANISATION = ("other organisation",)
"""A ward and its common worksites are everyone's who works there; its figures are those of one's own organisation."""

SAMPLES: dict[str, Sample] = {
    **OF_GROUPS,
    "access.user": Sample(_lakshmi),
    "access.change_user": Sample(_lakshmi),
    "access.issue_password": Sample(_lakshmi),
    "access.reset_second_factor": Sample(_lakshmi),
    "access.lift_waiting": Sample(_lakshmi),
    "access.deactivate_user": Sample(_lakshmi),
    "access.assign_role": Sample(_lakshmi),
    "access.end_role": Sample(_role_of_lakshmi),
    "access.hand_over": Sample(_role_of_lakshmi),
    "access.device": Sample(_phone_of_lakshmi),
    "access.device_sheet": Sample(_phone_of_lakshmi),
    "access.device_qr": Sample(_phone_of_lakshmi),
    "access.reissue_device": Sample(_phone_of_lakshmi),
    "access.revoke_device": Sample(_phone_of_lakshmi),
    "areas.worksites_in": Sample(_ward, EVERY_ORGANISATION),
    "areas.worksites_map": Sample(_ward, EVERY_ORGANISATION),
    "areas.define_worksite": Sample(_ward, EVERY_ORGANISATION),
    "areas.worksite": Sample(_worksite, EVERY_ORGANISATION),
    "monitoring.brief": Sample(_ward, EVERY_ORGANISATION),
    "monitoring.brief_paper": Sample(_paper, EVERY_ORGANISATION),
    "monitoring.area": Sample(_ward, EVERY_ORGANISATION),
    "monitoring.chart": Sample(_chart, EVERY_ORGANISATION),
    "monitoring.area_file": Sample(_ward, EVERY_ORGANISATION),
    "monitoring.entries": Sample(_figure, EVERY_ORGANISATION),
    "monitoring.entry": Sample(_entry),
    "monitoring.table": Sample(_table, EVERY_ORGANISATION),
    "monitoring.sheet": Sample(_sheet),
    "monitoring.retire_sheet": Sample(_sheet),
    "monitoring.sheet_template": Sample(_sheet),
    "monitoring.opened_sheet": Sample(_opened_sheet),
    "monitoring.sheet_file": Sample(_opened_sheet),
    "registry.person": Sample(_person),
    "registry.person_consent": Sample(_person),
    "registry.remove_person": Sample(_person),
    "registry.household": Sample(_household),
    "registry.household_consent": Sample(_household),
    "registry.slip": Sample(_household),
    "registry.enumerator_forms": Sample(lambda cast: {**_lakshmi(cast), "code": "sent"}),
    "registry.forget_person": Sample(_person),
    "registry.forget_household": Sample(_household),
    "registry.request": Sample(_request),
    "registry.lift": Sample(_request),
    "registry.erase": Sample(_request),
    "programme.target": Sample(_target),
    "programme.replace_target": Sample(_target),
    "programme.withdraw_target": Sample(_target),
    "programme.outside_figure": Sample(_outside_figure),
    "programme.replace_outside_figure": Sample(_outside_figure),
    "programme.withdraw_outside_figure": Sample(_outside_figure),
    "referrals.referral": Sample(_referral),
    "referrals.give_link": Sample(_referral),
    "referrals.note_answer": Sample(_referral),
    "referrals.revoke": Sample(_referral),
    "referrals.refer": Sample(_person),
    "referrals.received_one": Sample(_received),
    "referrals.office": Sample(_office),
    "referrals.change_office": Sample(_office),
    "referrals.close_office": Sample(_office),
    "referrals.answer": Sample(lambda cast: {"token": cast.link_token}, ANYWHERE),
    **{name: Sample(arguments) for name, arguments in camps.FOR_RIGHTS.items()},
    "entitlements.person": Sample(_applicant),
    "entitlements.record": Sample(_applicant),
    "entitlements.application": Sample(_application),
    "entitlements.record_step": Sample(_application),
    "entitlements.steps": Sample(_application),
    "entitlements.receipt": Sample(_receipt),
    "entitlements.slip": Sample(_receipt),
    "entitlements.photo": Sample(_photo),
    "entitlements.clip": Sample(lambda cast: {"clip_id": VoiceClip.objects.get().id}, ("sibling",)),
    "candidates.candidate": Sample(_candidate),
    "candidates.settle": Sample(_candidate),
    "candidates.withdraw": Sample(_candidate),
    "cases.case": Sample(_case),
    "cases.work": Sample(_case),
    "cases.forget": Sample(_case),
    "cases.refer": Sample(_case),
    "cases.add_recording": Sample(_case),
    "cases.recording": Sample(_recording),
    "intake.submission": Sample(_submission),
    "intake.attachment": Sample(_attachment),
    "intake.try_again": Sample(_submission),
    "intake.correct": Sample(_submission),
    "intake.adopt": Sample(_submission),
    "intake.dismiss": Sample(_submission),
    "intake.form": Sample(_form, IN_THE_STATE),
    "intake.form_state": Sample(_form, IN_THE_STATE),
    "intake.form_file": Sample(_form, IN_THE_STATE),
    "intake.form_source": Sample(_form_version, IN_THE_STATE),
    "jobs.list": Sample(_list_for_all_staff, ANYWHERE),
    "jobs.job": Sample(_job, ANYWHERE),
    "jobs.file": Sample(_job, ANYWHERE),
    "jobs.report": Sample(_job, ANYWHERE),
    "jobs.cancel": Sample(_job, ANYWHERE),
    "jobs.resume": Sample(_job, ANYWHERE),
    "jobs.confirm": Sample(_job, ANYWHERE),
    "jobs.load": Sample(_kind_of_file, ANYWHERE),
    "jobs.sample": Sample(_kind_of_file, ANYWHERE),
    "jobs.undo": Sample(_loaded_file),
}
