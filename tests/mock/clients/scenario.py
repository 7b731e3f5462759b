"""Plays a scenario on a mock that remembers, with the official Python client: python scenario.py v1|v2 PORT FILE LEAST

A line of the file is a step: `call` with the ids of its path (`ids`) and `params`, what to `keep` of the answer by name, what to
`expect` of it. `$name` is what was kept; `*` in a path stands for every entry of a list. A step with `pages` asks for all pages,
and counts what each entry has at that path; one with `refused` must be refused with that code. A step with `clock` moves the clock
of the mock. `why` says where expected amounts come from. At least LEAST operations must pass.
"""

import inspect
import json
import sys
import urllib.error
import urllib.request

from official import Official

VERSION, PORT, FILE, LEAST = sys.argv[1:]
CLIENT = Official(VERSION, PORT)
kept = {}


def fill(value):
    """What was kept in the place of its name."""
    if isinstance(value, str) and value.startswith("$"):
        return kept[value[1:]]
    if isinstance(value, list):
        return [fill(it) for it in value]
    if isinstance(value, dict):
        return {key: fill(it) for key, it in value.items()}
    return value


def at(answer, path):
    """What stands at `list.0.customer.id` of an answer, or at `list.*.customer.id` of all its entries."""
    before, every, after = path.partition(".*.")
    if every:
        return [at(it, after) for it in at(answer, before)]
    for name in path.split("."):
        if name == "list" and VERSION == "v1":
            answer = list(answer)
        elif name.isdigit():
            answer = answer[int(name)]
        elif isinstance(answer, dict):
            answer = answer.get(name)
        else:
            answer = getattr(answer, name, None)
    return answer


def send(step, params):
    method = CLIENT.method(step["call"])
    args = [fill(it) for it in step.get("ids", [])]
    if "params" in inspect.signature(method).parameters:
        args.append(params)
    answer = method(*args)
    CLIENT.check(step["call"], answer)
    return answer


def move(clock):
    """Moves the clock of the mock, and gives what it answers."""
    body = json.dumps(clock).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/mock/clock", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as problem:
        raise ValueError(problem.read().decode()) from problem


def ask(step):
    if "clock" in step:
        return move(step["clock"])
    return pages(step) if "pages" in step else send(step, fill(step.get("params", {})))


def pages(step):
    params, found = fill(step.get("params", {})), []
    while True:
        answer = send(step, params)
        entries = list(answer) if VERSION == "v1" else answer.list
        found += [at(it, step["pages"]) for it in entries]
        if not answer.next_offset:
            return {"count": len(found), "different": len(set(found))}
        params = {**params, "offset": answer.next_offset}


def play(step):
    if "refused" in step:
        try:
            send(step, fill(step.get("params", {})))
        except Exception as problem:
            found = getattr(problem, "api_error_code", None) or repr(problem)
            if found != step["refused"]:
                raise ValueError(f"refused with {found}") from problem
            return
        raise ValueError("it was not refused")
    answer = ask(step)
    for name, path in step.get("keep", {}).items():
        kept[name] = at(answer, path)
    for path, expected in step.get("expect", {}).items():
        found = at(answer, path)
        if found != fill(expected):
            raise ValueError(f"{path} is {found!r} and not {expected!r}")


failed, operations = [], set()
steps = [json.loads(line) for line in open(FILE, encoding="utf-8")]
for number, step in enumerate(steps, 1):
    try:
        play(step)
    except Exception as problem:  # Whatever it is, it is a failure of this step.
        failed.append(f"{number} {step.get('call', 'clock')}: {type(problem).__name__}: {str(problem)[:300]}")
    else:
        operations.update([step["call"]] if "call" in step else [])
for failure in failed:
    print("FAILED", failure)
print(f"python {VERSION} with a memory: {len(operations)} operations, {len(steps) - len(failed)} steps passed, {len(failed)} failed")
sys.exit(bool(failed) or len(operations) < int(LEAST))
