"""Tables that may be written without an act, each with its reason. Every other table is guarded."""

UNJOURNALLED: tuple[tuple[str, str], ...] = (
    ("journal_key", "keys can be destroyed; the journal keeps what they seal"),
    (
        "chain_link",
        "the chain over the journal: append-only by triggers; as an act it would have to seal itself",
    ),
    ("chain_mailed", "which heads were mailed; says nothing that the mails do not say"),
    ("django_migrations", "Django's record of schema changes"),
    ("django_content_type", "Django's list of models"),
    ("django_session", "sessions of signed-in people"),
    ("auth_permission", "made by Django at migration; rights live on the acts"),
    ("auth_group", "unused table of Django's auth"),
    ("auth_group_permissions", "unused table of Django's auth"),
    ("access_account", "log-in secrets: a password is never journalled"),
    ("access_housekey", "the house's own two keys, wrapped by the master key"),
    ("access_devicekey", "a phone's token, sealed; the act names the phone without it"),
    ("access_deviceseen", "when a phone last called; every call would be an act otherwise"),
    ("access_export", "what left the system: a log of reading, thrown away after its time"),
    ("access_exportsubject", "who was in what left the system, by id"),
    ("account_emailaddress", "allauth's table, unused without e-mail"),
    ("account_emailconfirmation", "allauth's table, unused without e-mail"),
    ("measures_tally", "derived: sums of contributions, rebuilt at will"),
    ("measures_cursor", "derived: how far each reaction has come"),
    ("measures_dutydone", "derived: when the worker last did each of its duties"),
    ("registry_searchtoken", "derived: search words, rebuilt by karmika derive"),
)
