"""The records of the demo workspace, as rows for its tables.

In charge of making a few hundred that hang together: the same ones on every machine, only their dates follow the day
they are made. Writing them to Postgres belongs to `demo.workspace`.
"""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.demo.words import COMPANIES, FIRST_NAMES, JOB_TITLES, LAST_NAMES, NOTES, PROJECTS, TASKS

Row = dict[str, object]
_MICROS = 1_000_000
_PEOPLE, _OPPORTUNITIES, _TASKS, _NOTES = 200, 90, 40, 40


@dataclass(slots=True)
class Records:
    """Rows by table, in the order they have to be written. Keys of a row are column names."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> Row:
        """Add one row and give it back."""
        self.tables.setdefault(table, []).append(row)
        return row


def make_records(now: datetime, owner_member_id: str, options: Mapping[str, Sequence[str]]) -> Records:
    """All demo records. `options` holds the values of the fields `opportunity.stage` and `task.status`, in order."""
    dice = random.Random(20)  # noqa: S311 (demo data, not secrets)
    records = Records()
    moments = _Moments(dice, now)
    companies = [_company(records, dice, moments, data, owner_member_id) for data in COMPANIES]
    people = [_person(records, dice, moments, number, companies) for number in range(_PEOPLE)]
    for _ in range(_OPPORTUNITIES):
        _opportunity(records, dice, moments, now, people, options["opportunity.stage"])
    for number in range(_TASKS):
        status = options["task.status"][number % len(options["task.status"])]
        due_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=dice.randint(-10, 30))
        title, body, company, person = _about(dice, people, TASKS)
        task = moments.row({"title": title, "body": body, "status": status, "due_at": due_at})
        task["assignee_id"] = owner_member_id
        _with_targets(records, moments, "task", task, company, person)
    for _ in range(_NOTES):
        title, body, company, person = _about(dice, people, NOTES)
        _with_targets(records, moments, "note", moments.row({"title": title, "body": body}), company, person)
    return records


class _Moments:
    """Hands out times of creation, each later than the one before, over the last year, with ids in the same order."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self._dice = dice
        self._now = now
        self._at = now - timedelta(days=360)

    def row(self, values: Row) -> Row:
        self._at += timedelta(seconds=self._dice.randint(3_000, 80_000))
        self._at = min(self._at, self._now - timedelta(minutes=5))
        created_at = self._at
        return {"id": str(self._uuid7(created_at)), "created_at": created_at, "updated_at": created_at, **values}

    def _uuid7(self, at: datetime) -> uuid.UUID:
        milliseconds = int(at.timestamp() * 1000)
        value = (
            milliseconds << 80 | 0x7 << 76 | self._dice.getrandbits(12) << 64 | 0b10 << 62 | self._dice.getrandbits(62)
        )
        return uuid.UUID(int=value)


def _company(
    records: Records,
    dice: random.Random,
    moments: _Moments,
    data: tuple[str, str, str, int, int],
    owner_member_id: str,
) -> Row:
    name, industry, city, employees, revenue = data
    word = "".join(letter for letter in name.lower().replace(" ", "-") if letter.isalnum() or letter == "-")
    word = word.replace("--", "-")
    row = {
        "name": name,
        "domain_name": f"{word}.example",
        "address": f"{dice.randint(1, 240)} {dice.choice(LAST_NAMES)} Street, {city}",
        "employees": employees,
        "industry": industry,
        "linkedin_link": f"https://linkedin.example/company/{word}",
        "annual_recurring_revenue_amount_micros": revenue * 1000 * _MICROS or None,
        "annual_recurring_revenue_currency_code": "USD" if revenue else None,
        "ideal_customer_profile": employees >= 200 and industry in {"Technology", "Finance", "Healthcare"},
        "account_owner_id": owner_member_id if revenue else None,
    }
    return records.add("company", moments.row(row))


def _person(records: Records, dice: random.Random, moments: _Moments, number: int, companies: Sequence[Row]) -> Row:
    # Every company has somebody; large ones have more.
    if number < len(companies):
        company = companies[number]
    else:
        company = dice.choices(companies, [int(str(each["employees"])) ** 0.5 for each in companies])[0]
    first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
    row = {
        "name_first_name": first,
        "name_last_name": last,
        "email": f"{first}.{last}.{number}@{company['domain_name']}".lower(),
        "phone": f"+1 555 01{dice.randint(0, 99):02d}",
        "city": str(company["address"]).split(", ")[1],
        "job_title": dice.choice(JOB_TITLES),
        "linkedin_link": f"https://linkedin.example/in/{first}-{last}-{number}".lower(),
        "company_id": company["id"],
    }
    person = records.add("person", moments.row(row))
    return {**person, "company_name": company["name"]}


def _opportunity(
    records: Records,
    dice: random.Random,
    moments: _Moments,
    now: datetime,
    people: Sequence[Row],
    stages: Sequence[str],
) -> None:
    person = dice.choice(people)
    stage = dice.randrange(len(stages))
    row = {
        "name": f"{dice.choice(PROJECTS)} for {person['company_name']}",
        "amount_amount_micros": dice.randint(5, 250) * 1000 * _MICROS,
        "amount_currency_code": dice.choice(("USD", "USD", "EUR", "GBP")),
        "stage": stages[stage],
        "probability": round(100 * (stage + 1) / (len(stages) + 1)),
        "close_date": (now + timedelta(days=dice.randint(-30, 180))).date(),
        "company_id": person["company_id"],
        "point_of_contact_id": person["id"],
    }
    records.add("opportunity", moments.row(row))


def _about(
    dice: random.Random, people: Sequence[Row], texts: Sequence[tuple[str, str]]
) -> tuple[str, str, object, object]:
    """A title and a body about some person, with the ids of that person's company and of the person."""
    person = dice.choice(people)
    words = {
        "person": f"{person['name_first_name']} {person['name_last_name']}",
        "company": person["company_name"],
        "project": dice.choice(PROJECTS).lower(),
    }
    title, body = dice.choice(texts)
    return title.format(**words), body.format(**words), person["company_id"], person["id"]


def _with_targets(
    records: Records, moments: _Moments, table: str, row: Row, company_id: object, person_id: object
) -> None:
    """Add a task or note, and its links to the company and to the person it is about."""
    records.add(table, row)
    for target, target_id in (("company", company_id), ("person", person_id)):
        link = moments.row({f"{table}_id": row["id"], f"{target}_id": target_id})
        records.add(f"{table}_target", link)
