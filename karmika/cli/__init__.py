"""`karmika`: what an operator does with a shell. Thin: each command calls the room that knows how.

Django is started by the commands themselves, after --data was read (karmika/cli/house.py).
"""

import click

from karmika.cli.database import derive, migrate, rebuild
from karmika.cli.demo import demo
from karmika.cli.doctor import doctor
from karmika.cli.erase import erase
from karmika.cli.files import candidates, files
from karmika.cli.forming import groups
from karmika.cli.journal import journal
from karmika.cli.keys import keys
from karmika.cli.messages import messages
from karmika.cli.outreach import forward, give_back, lend, load, report
from karmika.cli.papers import docs, golden, schema
from karmika.cli.safety import backup, restore
from karmika.cli.serving import serve, worker
from karmika.cli.setting_up import admin, areas, forms, outside_figures, staff
from karmika.cli.synth.command import synth


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="karmika")
def main() -> None:
    """Karmika: true figures from the doorstep. Every command takes --data DIR."""


for command in (
    migrate,
    serve,
    worker,
    backup,
    restore,
    doctor,
    admin,
    staff,
    areas,
    candidates,
    files,
    groups,
    outside_figures,
    forms,
    lend,
    load,
    give_back,
    forward,
    report,
    synth,
    demo,
    rebuild,
    derive,
    erase,
    journal,
    keys,
    messages,
    golden,
    docs,
    schema,
):
    main.add_command(command)
