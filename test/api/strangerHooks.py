"""What schemathesis need not ask this API: cases that no other piece of the API would answer."""

import re

import schemathesis
from schemathesis.core.parameters import ParameterLocation

seen = set()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Where a pattern stands beside the format of a time it is the narrower one, and drawing what keeps to it but not to
    the format takes seconds for each place."""
    work = [raw_schema]
    while work:
        node = work.pop()
        if isinstance(node, dict):
            if node.get("format") == "date-time" and isinstance(node.get("pattern"), str):
                del node["format"]
            work.extend(node.values())
        elif isinstance(node, list):
            work.extend(node)


@schemathesis.hook
def filter_case(context, case):
    """Of the coverage phase each kind of value once per field, and not also every other wrong type and each value of a
    list. What is nested in a body or asked in a query is, by its name and that of what holds it, the same schema of the
    contract in all operations: once there, too. Every operation keeps what is its own: all that its fields may be, what
    is missing or too much, wrong media types, its smallest and its whole body."""
    if case.meta is None or case.meta.phase.name.value != "coverage":
        return True
    key = identity(case)
    if key is None or key in seen:
        return False
    seen.add(key)
    return True


def identity(case):
    """None: not asked."""
    data = case.meta.phase.data
    kind = data.scenario.value
    where = data.parameter_location
    own = (case.operation.label, kind, data.description, data.location, data.parameter, where)
    # One reader of bodies serves all: only where there is a body can it be of the wrong kind.
    if kind == "malformed_content_type" and not case.operation.body:
        return None
    if kind == "unspecified_http_method":
        return own
    if where == ParameterLocation.QUERY and data.parameter is not None and kind != "missing_parameter":
        return kind, data.parameter
    if where == ParameterLocation.BODY:
        fields = re.findall(r"/properties/([^/]+)", data.location or "") or re.findall(r"'([^']+)' value", data.description)
        if len(fields) > 1:
            constraint = (data.location or data.description).replace(": ", "/").rsplit("/", 1)[-1]
            return kind, tuple(fields[-2:]), constraint
        if kind == "incorrect_type":
            return case.operation.label, kind, data.location
    if kind in ("near_boundary_length_string", "maximum_length_string", "incorrect_type"):
        return case.operation.label, where, data.parameter, kind == "incorrect_type"
    return own
