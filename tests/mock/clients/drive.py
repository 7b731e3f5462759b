"""Drives the mock with the official Python client: python drive.py v1|v2 PORT CASES...

Each case of the files is one call. A call fails where the client raises, or where its answer lacks what the body has. The mock
checks strictly, so that what the client sends is checked as well.
"""

import copy
import inspect
import json
import sys
from pathlib import Path

from official import Official

VERSION, PORT, *CASES = sys.argv[1:]
CLIENT = Official(VERSION, PORT)


def encode(params, names):
    """Makes text of the JSON at this place; in every row, where the place is in a list of groups."""
    if isinstance(params, list):
        for row in params:
            encode(row, names)
    elif isinstance(params, dict) and names[0] in params:
        if len(names) == 1:
            params[names[0]] = json.dumps(params[names[0]])
        else:
            encode(params[names[0]], names[1:])


def call(method, case):
    args = list(case["path_params"].values())
    params = copy.deepcopy(case["params"])
    # The client takes JSON as text.
    for name in case["json_text"]:
        names = [it for it in name.replace("]", "").split("[") if not it.isdigit()]
        if names[-1] not in ("in", "not_in", "between"):
            encode(params, names)
    if "params" in inspect.signature(method).parameters:
        args.append(params)
    return method(*args)


# Cases whose made-up values the API would refuse, as the mock does.
REFUSED = json.loads((Path(__file__).parent / "refused.json").read_text())
passed, failed, operations, absent, refused = 0, [], set(), set(), set()
for line in [line for file in CASES for line in open(file, encoding="utf-8")]:
    case = json.loads(line)
    if "." in case["expect"]["host_prefix"]:
        continue  # Loopback has no sub-domains.
    name = f"{case['resource']}.{case['operation']}"
    method = CLIENT.method(name)
    if method is None:
        absent.add(name)
        continue
    try:
        CLIENT.check(name, call(method, case))
    except Exception as problem:  # Whatever it is, it is a failure of this case.
        if case["id"] in REFUSED and getattr(problem, "api_error_code", "") == "param_wrong_value":
            refused.add(case["id"])
            continue
        failed.append(f"{case['id']}: {type(problem).__name__}: {str(problem)[:300]}")
    else:
        passed += 1
        operations.add(name)
for failure in failed:
    print("FAILED", failure)
print("refused as they should be:", " ".join(sorted(refused)))
print("not in this client:", " ".join(sorted(absent)))
print("operations:", " ".join(sorted(operations)))
print(f"python {VERSION}: {len(operations)} operations, {passed} passed, {len(failed)} failed")
sys.exit(bool(failed) or len(operations) < 60)
