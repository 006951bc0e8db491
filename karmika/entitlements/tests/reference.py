"""A second evaluator, as plain as can be, straight from the YAML files: for tests to compare outcomes with.

It knows nothing of the compiled form: three values by counting, `not` as not, a parameter looked up where it stands.
"""

import yaml

from karmika.entitlements.loading import FOLDER, SHARED

FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in FOLDER.glob("*.yaml")
    if not path.name.endswith(".cases.yaml")
}
SCHEMES = sorted(FILES.keys() - set(SHARED))


def holds(rule, facts, named, day):
    if "use" in rule:
        return holds(FILES["rules"]["rules"][rule["use"]], facts, named, day)
    if "not" in rule:
        inner = holds(rule["not"], facts, named, day)
        return None if inner is None else not inner
    if "fact" not in rule:
        kind = "all" if "all" in rule else "any"
        found = [holds(part, facts, named, day) for part in rule[kind]]
        decisive = kind == "any"
        return decisive if decisive in found else None if None in found else not decisive
    ((op, value),) = [(key, rule[key]) for key in rule if key != "fact"]
    if isinstance(value, str) and value.startswith("@"):
        value = [one["value"] for one in named[value[1:]]["values"] if one["from"] <= day][-1]
    fact = facts.get(rule["fact"])
    if fact is None:
        return None
    return {
        "eq": lambda: fact == value, "ne": lambda: fact != value, "lt": lambda: fact < value, "le": lambda: fact <= value,
        "gt": lambda: fact > value, "ge": lambda: fact >= value, "in": lambda: fact in value,
    }[op]()  # fmt: skip


def outcome(scheme, facts, day):
    given = FILES[scheme]
    named = {**FILES["rules"]["parameters"], **given.get("parameters", {})}
    status = [one["is"] for one in given["status"] if one["from"] <= day]
    rules = [one["rule"] for one in given["rules"] if one["from"] <= day]
    if not status or not rules or status[-1] == "closed":
        return "not_eligible"
    found = [holds(rules[-1], facts, named, day)]
    if "already" in given:
        found.append(holds({"not": given["already"]}, facts, named, day))
    if False in found:
        return "not_eligible"
    return "unknown" if None in found or status[-1] == "verify" else "eligible"
