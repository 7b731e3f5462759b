"""The official Python client of a version, pointed at the mock; and what its answers must hold."""

import json
import os
from pathlib import Path

import chargebee

# What the classes of answers hold beside the members of a body.
BESIDE = {"headers", "http_status_code", "is_idempotency_replayed"}


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


class Official:
    def __init__(self, version, port):
        self.version = version
        self.spec = json.loads(Path(os.environ["MOCK_TABLES"], f"{version}.json").read_text())
        # The client puts site and domain together with a dot: this is 127.0.0.1.
        site, domain = "127", f"0.0.1:{port}"
        if version == "v2":
            # The class decides about TLS, whatever the client was given.
            chargebee.Chargebee.verify_ca_certs = False
            self.client = chargebee.Chargebee(
                api_key="test_key", site=site, chargebee_domain=domain, protocol="http"
            )
        else:
            chargebee.ChargeBee.verify_ca_certs = False
            chargebee.configure("test_key", site)
            environment = chargebee.ChargeBee.default_env
            type(environment).protocol = "http"
            environment.chargebee_domain = domain
            environment.api_endpoint = f"http://{site}.{domain}/api/v1"
            self.client = chargebee

    def method(self, name):
        """The method for `customer.create`; none where this client has no such."""
        resource, method = name.split(".")
        return getattr(getattr(self.client, camel(resource), None), method, None)

    def check(self, name, answer):
        """The client must have made every member that the answer must have: objects with the values that were sent."""
        record = self.spec["records"][self.spec["operations"][name]["answer"]]
        if self.version == "v2":
            members = {key: it for key, it in vars(answer).items() if key not in BESIDE and it is not None}
        elif hasattr(answer, "__iter__"):
            members = {"list": list(answer)}
        else:
            members = {key: getattr(answer, key, None) for key in answer._response}
        for field in record["fields"]:
            if field.get("required") and members.get(field["name"]) is None:
                raise ValueError(f"the client made no {field['name']} of the answer")
        for key, member in members.items():
            self.whole(key, member)
        if members.get("list") == []:
            return
        if not any(self.is_model(it) for it in self.inside(members)):
            raise ValueError("the client made no object of the answer")

    def is_model(self, it):
        return any(isinstance(getattr(it, name, None), dict) for name in ("raw_data", "values"))

    def inside(self, members):
        for member in members.values():
            for it in member if isinstance(member, list) else [member]:
                entry = getattr(it, "_response", None) if self.version == "v1" else None
                if entry is not None:
                    yield from (getattr(it, key, None) for key in entry)
                elif self.version == "v2" and not self.is_model(it):
                    yield from vars(it).values() if hasattr(it, "__dict__") else ()
                else:
                    yield it

    def whole(self, key, member):
        """Plain values of an object are those of its body."""
        if isinstance(member, list):
            for it in member:
                self.whole(key, it)
            return
        raw = getattr(member, "raw_data", None) or getattr(member, "values", None)
        if not isinstance(raw, dict):
            return
        for name, value in raw.items():
            if isinstance(value, (str, int, float, bool)) and getattr(member, name, None) != value:
                raise ValueError(f"{key}.{name} is {getattr(member, name, None)!r} and not {value!r}")
