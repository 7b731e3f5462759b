"""Drives the mock with the official Python client: python drive.py v1|v2 PORT CASES...

Each case of the files is one call. A call fails where the client raises, or where its answer lacks a resource that the body has.
The mock checks strictly, so that what the client sends is checked as well.
"""

import copy
import inspect
import json
import sys
from pathlib import Path

import chargebee

VERSION, PORT, *CASES = sys.argv[1:]
# The client puts site and domain together with a dot: this is 127.0.0.1.
SITE, DOMAIN = "127", f"0.0.1:{PORT}"


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def resource(name):
    if VERSION == "v2":
        return getattr(CLIENT, camel(name), None)
    return getattr(chargebee, camel(name), None)


if VERSION == "v2":
    # The class decides about TLS, whatever the client was given.
    chargebee.Chargebee.verify_ca_certs = False
    CLIENT = chargebee.Chargebee(api_key="test_key", site=SITE, chargebee_domain=DOMAIN, protocol="http")
else:
    chargebee.ChargeBee.verify_ca_certs = False
    chargebee.configure("test_key", SITE)
    environment = chargebee.ChargeBee.default_env
    type(environment).protocol = "http"
    environment.chargebee_domain = DOMAIN
    environment.api_endpoint = f"http://{SITE}.{DOMAIN}/api/v1"


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


def call(case):
    method = getattr(resource(case["resource"]), case["operation"])
    args = list(case["path_params"].values())
    accepted = inspect.signature(method).parameters
    params = copy.deepcopy(case["params"])
    # The client takes JSON as text.
    for name in case["json_text"]:
        names = [it for it in name.replace("]", "").split("[") if not it.isdigit()]
        if names[-1] not in ("in", "not_in", "between"):
            encode(params, names)
    if "params" in accepted:
        args.append(params)
    return method(*args)


def check(answer):
    """The client must have made something of the body."""
    if VERSION == "v1":
        entries = list(answer) if hasattr(answer, "__iter__") else [answer]
        # Each is an object of the client, whose accessors build the resources.
        names = [name for entry in entries for name in entry._response]
        made = [getattr(entry, name) for entry in entries for name in entry._response if hasattr(entry, name)]
        good = made and len(made) == len(names)
    else:
        good = answer is not None and any(value is not None for value in vars(answer).values())
    if not good:
        raise ValueError("the client made nothing of the answer")


# Cases whose made-up values the API would refuse, as the mock does.
REFUSED = json.loads((Path(__file__).parent / "refused.json").read_text())
passed, failed, operations, absent, refused = 0, [], set(), set(), set()
for line in [line for file in CASES for line in open(file, encoding="utf-8")]:
    case = json.loads(line)
    if "." in case["expect"]["host_prefix"]:
        continue  # Loopback has no sub-domains.
    name = f"{case['resource']}.{case['operation']}"
    if not hasattr(resource(case["resource"]), case["operation"]):
        absent.add(name)
        continue
    try:
        check(call(case))
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
