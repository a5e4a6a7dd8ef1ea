"""The requests that are measured, in Vingt's words and in the peer's.

In charge of their texts and of which records they ask for. `%ID%` in a path or body stands for the id of a random record.
"""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of loaded records: `prefix` and twelve digits from `first` on, so that a load tool can make them."""

    prefix: str
    first: int
    count: int

    def nth(self, number: int) -> str:
        """The id of a record, counted from 0."""
        return f"{self.prefix}{self.first + number:012d}"


COMPANIES = Ids("018f0000-0000-7000-8000-", 100_000_000_001, 100_000)
PEOPLE = Ids("018f0000-0001-7000-8000-", 100_000_000_001, 200_000)
OPPORTUNITIES = Ids("018f0000-0002-7000-8000-", 100_000_000_001, 100_000)


@dataclass(frozen=True, slots=True)
class Request:
    """One request to send again and again. `name` is for messages."""

    name: str
    method: str
    path: str
    body: bytes = b""
    ids: Ids = COMPANIES


def graphql(name: str, query: str, variables: dict[str, Any] | None = None) -> Request:
    """A GraphQL request."""
    return Request(name, "POST", "/graphql", json.dumps({"query": query, "variables": variables or {}}).encode())


COMPANY_FIELDS = """id name domainName address employees industry linkedinLink xLink
  annualRecurringRevenue { amountMicros currencyCode } idealCustomerProfile createdAt updatedAt"""

GET_ONE = graphql(
    "get one company",
    f"query GetCompany($id: ID!) {{ company(id: $id) {{ {COMPANY_FIELDS} }} }}",
    {"id": "%ID%"},
)

# The specification's own example, with its variables.
GET_COMPANIES_QUERY = """query GetCompanies(
  $filter: CompanyFilterInput
  $orderBy: [CompanyOrderByInput!]
  $limit: Int
  $after: String
) {
  companies(filter: $filter, orderBy: $orderBy, first: $limit, after: $after) {
    edges {
      node {
        id name domainName address employees industry linkedinLink xLink
        annualRecurringRevenue { amountMicros currencyCode }
        idealCustomerProfile createdAt updatedAt
        people { edges { node { id name { firstName lastName } email phone } } }
        opportunities { edges { node { id name amount { amountMicros currencyCode } stage closeDate } } }
      }
      cursor
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}"""
GET_COMPANIES_VARIABLES = {
    "filter": {"industry": {"eq": "Technology"}, "employees": {"gte": 100}},
    "orderBy": [{"createdAt": "DescNullsLast"}],
    "limit": 20,
}
GET_COMPANIES = graphql("GetCompanies", GET_COMPANIES_QUERY, GET_COMPANIES_VARIABLES)
# What it filters by, as columns: an index on them spares the count a look at the table, of Vingt's statement (which
# leaves out deleted records) and of the peer's (which knows none).
GET_COMPANIES_INDEX = ("industry", "employees", "deleted_at")

PEOPLE_PAGE = graphql(
    "1,000 people",
    """query GetPeople($limit: Int) {
  people(first: $limit) {
    edges { node {
      id name { firstName lastName } email phone city jobTitle linkedinLink xLink avatarUrl position createdAt updatedAt
    } }
  }
}""",
    {"limit": 1000},
)

CREATE_ONE = graphql(
    "create one company",
    """mutation CreateCompany($input: CompanyCreateInput!) {
  createCompany(data: $input) { id name domainName industry createdAt }
}""",
    {
        "input": {
            "name": "Acme Corporation",
            "domainName": "acme.com",
            "industry": "Technology",
            "employees": 500,
            "address": "123 Main St, San Francisco, CA",
            "idealCustomerProfile": True,
        }
    },
)

REST_LIST = Request(
    "REST list of 20",
    "GET",
    "/rest/companies?limit=20&filter[industry][eq]=Technology&order[createdAt]=desc",
)
REST_BY_IDS = Request(
    "REST list of 20 by id", "GET", "/rest/companies?limit=20&filter[id][in]=" + ",".join(["%ID%"] * 20)
)


def same_in_graphql(rest: Request, record: dict[str, Any]) -> Request:
    """The GraphQL request for the same rows, fields and counts as `REST_LIST` or `REST_BY_IDS`; `record` is one of
    the records that REST answered with."""
    query = f"""query List($filter: CompanyFilterInput, $orderBy: [CompanyOrderByInput!]) {{
  companies(filter: $filter, orderBy: $orderBy, first: 20) {{
    edges {{ node {_selection(record)} }} pageInfo {{ hasNextPage }} totalCount
  }}
}}"""
    if rest is REST_LIST:
        variables: dict[str, Any] = {
            "filter": {"industry": {"eq": "Technology"}},
            "orderBy": [{"createdAt": "Desc"}],
        }
    else:
        variables = {"filter": {"id": {"in": ["%ID%"] * 20}}}
    return graphql(f"{rest.name}, in GraphQL", query, variables)


def _selection(record: dict[str, Any]) -> str:
    parts = [f"{name} {_selection(value)}" if isinstance(value, dict) else name for name, value in record.items()]
    return "{ " + " ".join(parts) + " }"


def slow_query(conditions: int) -> Request:
    """A search through every person in a column without an index; each condition adds to the time that it takes."""
    patterns = [{"jobTitle": {"ilike": f"%no such {number}%"}} for number in range(conditions)]
    return graphql(
        "slow search",
        "query Search($filter: PersonFilterInput) { people(filter: $filter, first: 1) { totalCount } }",
        {"filter": {"or": patterns}},
    )


# --- the same in the peer's words --------------------------------------------------------------------------------

_PEER_COMPANY = """rowId name domainName address employees industry linkedinLink xLink
  annualRecurringRevenueAmountMicros annualRecurringRevenueCurrencyCode idealCustomerProfile createdAt updatedAt"""

PEER_GET_ONE = graphql(
    "get one company",
    f"query GetCompany($id: UUID!) {{ companyByRowId(rowId: $id) {{ {_PEER_COMPANY} }} }}",
    {"id": "%ID%"},
)
PEER_GET_COMPANIES = graphql(
    "GetCompanies",
    f"""query GetCompanies($filter: CompanyFilter, $orderBy: [CompanyOrderBy!], $limit: Int) {{
  allCompanies(filter: $filter, orderBy: $orderBy, first: $limit) {{
    edges {{
      node {{
        {_PEER_COMPANY}
        peopleByCompanyId {{ edges {{ node {{ rowId nameFirstName nameLastName email phone }} }} }}
        opportunitiesByCompanyId {{ edges {{ node {{
          rowId name amountAmountMicros amountCurrencyCode stage closeDate
        }} }} }}
      }}
      cursor
    }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    totalCount
  }}
}}""",
    {
        "filter": {"industry": {"equalTo": "Technology"}, "employees": {"greaterThanOrEqualTo": 100}},
        "orderBy": ["CREATED_AT_DESC"],
        "limit": 20,
    },
)
PEER_PEOPLE_PAGE = graphql(
    "1,000 people",
    """query GetPeople($limit: Int) {
  allPeople(first: $limit, orderBy: [ROW_ID_ASC]) {
    edges { node {
      rowId nameFirstName nameLastName email phone city jobTitle linkedinLink xLink avatarUrl position
      createdAt updatedAt
    } }
  }
}""",
    {"limit": 1000},
)
