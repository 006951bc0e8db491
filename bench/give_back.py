"""What a worker gets at once for her answers: definite statements, on the laptop, without a network.

Promise: for at least 90 % of synthetic households three concrete statements within 10 s of the last question.
Each household sends its first worker of age to the desk of a camp. Her answers go through the page of the desk; the
clock runs from the last answer (the button "What is owed") to the whole page. Then the questions that the person's page
asks next are answered, twelve at most. A statement is concrete when it says something definite of her: likely owed,
owed unless she has it, within reach, to be applied for later, there already. "Not known yet" and "if this happens" do
not count. Every attempt to reach another machine ends the run.
Peer, same run: the rules alone, without a page (the least that any page takes).
"""

import argparse
import html
import json
import math
import re
import socket
import sys
import time
from pathlib import Path
from typing import Any

from bench.load import House, houses, kept_folder
from bench.report import Figure, publish

HOUSEHOLDS, SEED, QUESTIONS = 400, 1, 12
SHARE, STATEMENTS, SECONDS = 90.0, 3, 10.0
CONSENT = {"consent_survey": "yes", "consent_schemes": "yes", "consent_share_department": "no"}


def give_back(data: Path, households: int, seed: int) -> dict[str, Any]:
    """Shares and milliseconds over so many households."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.conf import settings
    from django.test import Client
    from django.utils.translation import override

    settings.KARMIKA_SECOND_FACTOR = "off"  # nobody is there to type the code
    _stay_here()
    client = Client()
    address, area = _desk(client)
    page = client.get(address)
    sent = {name: _hidden(page.content.decode(), name) for name in ("started", "ended")}
    from karmika.cli.synth.desk import at_the_desk, definite_statements
    from karmika.outreach.owed import desk_facts, screened

    pages, rules, heard = [], [], []
    for home, answers in at_the_desk(seed, households):
        typed = {**sent, **CONSENT, "member_name": "Synthetic", **answers}
        began = time.perf_counter()
        answer = client.post(address, {**typed, "do": "check"})
        pages.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"the desk answered {answer.status_code}")
        said = _asked(typed)
        began = time.perf_counter()
        with override(_language(answer.content.decode())):
            found = screened(said, area)
        rules.append((time.perf_counter() - began) * 1000)
        told = _told(answer.content.decode())
        if len(told) != len(found) or any(
            one.name not in text for one, text in zip(found, told, strict=True)
        ):
            raise RuntimeError("the page shows other statements than the rules give")
        heard.append(definite_statements(seed, home, desk_facts(said, area), QUESTIONS))
    shares = [100 * sum(one[n] >= STATEMENTS for one in heard) / len(heard) for n in range(QUESTIONS + 1)]
    return {
        "desk": shares[0],
        "share": shares[-1],
        "least": min(one[-1] for one in heard),
        "p95": _p95(pages),
        "rules": _p95(rules),
    }


def _asked(typed: dict[str, Any]) -> Any:
    from karmika.outreach.desk_form import DeskPageForm

    form = DeskPageForm(typed)
    if not form.is_valid():
        raise RuntimeError(str(form.errors.as_data()))
    return form.asked()


def _desk(client: Any) -> tuple[str, Any]:
    """A camp of today with one called token: the address of its form, and the area."""
    from django.urls import reverse

    from karmika.access.models import Account, Project
    from karmika.access.models import User as Colleague
    from karmika.access.viewer import viewer_for
    from karmika.areas.queries import children
    from karmika.journal.perform import perform
    from karmika.kernel.dates import today
    from karmika.kernel.ids import uuid7
    from karmika.outreach.acts import CallNext, GiveToken, OpenCamp, PlanCamp, PlanCampaign
    from karmika.outreach.acts.parts import CampaignDetails, CampDetails

    account = Account.objects.get(username="city@demo.example")
    client.force_login(account)
    viewer = viewer_for(Colleague.objects.get(id=account.pk))
    grant = next(one for one in viewer.grants if one.area is not None)
    project = Project.objects.filter(organisation_id=grant.organisation).order_by("id")[0]
    ward = children(grant.area)[0].id
    campaign, camp, came = uuid7(), uuid7(), uuid7()
    plan = PlanCampaign(
        campaign=campaign,
        area=grant.area,
        organisation=grant.organisation,
        programme=project.programme_id,
        details=CampaignDetails(name="Give back", starts_on=today(), ends_on=today()),
    )
    details = CampDetails(venue="Hall", held_on=today(), opens_at="09:00", closes_at="17:00", desks=1)
    acts = [
        plan,
        PlanCamp(camp=camp, campaign=campaign, area=ward, code="GB1", details=details),
        OpenCamp(camp=camp),
        GiveToken(attendance=came, camp=camp, desk=1),
        CallNext(camp=camp, desk=1),
    ]
    for act in acts:
        perform(act, viewer)
    return reverse("outreach.token", args=[came]), ward


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise RuntimeError(f"the form has no {name}")
    return found.group(1)


def _told(page: str) -> list[str]:
    """The heads of what the page states, in its order; each names its scheme."""
    _, _, owed = page.partition('id="owed"')
    statements = owed.partition("</section>")[0].split('<li class="card statement">')[1:]
    heads = [re.search(r"<strong>(.*?)</strong>", one) for one in statements]
    return [html.unescape(one.group(1)) if one else "" for one in heads]


def _language(page: str) -> str:
    found = re.search(r'<html lang="([a-z]+)"', page)
    if found is None:
        raise RuntimeError("the page has no language")
    return found.group(1)


def _stay_here() -> None:
    """No address of another machine is reached from here on."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError("something asked the network")
        connect(self, address)

    socket.socket.connect = refuse  # type: ignore[method-assign]


def _p95(spent: list[float]) -> float:
    return sorted(spent)[math.ceil(len(spent) * 0.95) - 1]


def measure(name: str, house: House, households: int, seed: int) -> list[Figure]:
    """All figures of one house."""
    house.part("prepare")
    found = house.part(f"{households}.{seed}", "bench.give_back")
    seconds = found["p95"] / 1000
    share = found["share"]
    return [
        Figure(
            f"{name}: {STATEMENTS} statements after the desk's ten",
            found["desk"],
            "%",
            None,
            None,
            "none",
            True,
        ),
        Figure(
            f"{name}: {STATEMENTS} statements after the last question",
            *(share, "%", None, None, f">= {SHARE:g}", share >= SHARE),
        ),
        Figure(f"{name}: fewest in a household", found["least"], "statements", None, None, "none", True),
        Figure(
            f"{name}: last answer to page, p95",
            *(found["p95"], "ms", found["rules"], found["p95"] / found["rules"]),
            *(f"<= {SECONDS * 1000:g}", seconds <= SECONDS),
        ),
    ]


def main() -> None:
    """Set a house up, let the households ask, publish. Exit code 1 when an aim is not met."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--households", type=int, default=HOUSEHOLDS)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--part", help=argparse.SUPPRESS)
    asked.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        households, seed = map(int, given.part.split("."))
        print(json.dumps(give_back(given.data, households, seed)))
        return
    with kept_folder(None) as folder:
        found = [
            figure
            for name, house in houses(folder, ["sqlite"])
            for figure in measure(name, house, given.households, given.seed)
        ]
    sys.exit(0 if publish("give_back", found) else 1)


if __name__ == "__main__":
    main()
