"""What Schemathesis needs to know of this API: values of its scalars, ids of things that are there, and what an error
may look like. The ids come in IDS, a JSON list.
"""

import json
import os

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

IDS = json.loads(os.environ.get("IDS", "[]"))


def text(values):
    return st.sampled_from(values).map(nodes.String)


schemathesis.graphql.scalar("ID", text([*IDS, "", "x", "QXNzZXQ6MQ"]))
schemathesis.graphql.scalar("Color", text(["#ff8800", "#FFFFFF", "red", ""]))
schemathesis.graphql.scalar("DateTime", text(["2026-05-04T12:30:00Z", "2026-05-04T24:00:00+02:00", "now"]))
schemathesis.graphql.scalar("Long", st.integers(-(2**63), 2**63 - 1).map(nodes.Int))
schemathesis.graphql.scalar("JSON", text(["{}", "text"]))
# Files come in multipart requests alone.
schemathesis.graphql.scalar("Upload", st.just(nodes.String("0")))


@schemathesis.check
def every_error_is_the_askers(ctx, response, case):
    """The status tells what happened, every error has a code, and none is the server's fault."""
    assert response.status_code < 500, f"status {response.status_code}"
    answer = json.loads(response.content)
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code, f"an error without a code: {error}"
        assert code != "INTERNAL", f"an error of the server: {error}"
    if "errors" not in answer:
        assert isinstance(answer["data"], dict)
