"""Derived tables: words by which people and worksites are found."""

from typing import ClassVar

from django.db import models


class SearchToken(models.Model):
    """Derived: a word by which a person is found (derive.py says which), with where and whose the person is.

    What narrows and orders a search stands beside the word, so that a common word in a small area is soon found.
    """

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField()
    token = models.TextField()
    area_id = models.UUIDField()
    organisation_id = models.UUIDField()
    newest = models.BigIntegerField()
    """The entry that made the person."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "token"], name="registry_word_once_a_person"),
        ]
        # beginnings of words, in any collation of PostgreSQL
        indexes: ClassVar = [
            models.Index(
                fields=["token", "newest"],
                name="registry_word_newest",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
            models.Index(
                fields=["area_id", "token", "newest"],
                name="registry_word_area",
                opclasses=["uuid_ops", "text_pattern_ops", "int8_ops"],
            ),
        ]


class WorksiteToken(models.Model):
    """Derived: a word of the name or the code of a worksite."""

    id = models.BigAutoField(primary_key=True)
    worksite_id = models.UUIDField()
    token = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worksite_id", "token"], name="registry_site_word_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["token"], name="registry_site_word", opclasses=["text_pattern_ops"]),
        ]
