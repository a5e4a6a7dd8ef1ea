"""The queries of the specification that this version serves, word for word."""

INTROSPECT_SCHEMA = """
query IntrospectSchema {
  __schema {
    types {
      name
      kind
      description
      fields {
        name
        type {
          name
          kind
        }
      }
    }
  }
}
"""

GET_COMPANIES = """
query GetCompanies(
  $filter: CompanyFilterInput
  $orderBy: [CompanyOrderByInput!]
  $limit: Int
  $after: String
) {
  companies(
    filter: $filter
    orderBy: $orderBy
    first: $limit
    after: $after
  ) {
    edges {
      node {
        id
        name
        domainName
        address
        employees
        industry
        linkedinLink
        xLink
        annualRecurringRevenue {
          amountMicros
          currencyCode
        }
        idealCustomerProfile
        createdAt
        updatedAt
        # Relations
        people {
          edges {
            node {
              id
              name {
                firstName
                lastName
              }
              email
              phone
            }
          }
        }
        opportunities {
          edges {
            node {
              id
              name
              amount {
                amountMicros
                currencyCode
              }
              stage
              closeDate
            }
          }
        }
      }
      cursor
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    totalCount
  }
}
"""

GET_COMPANIES_VARIABLES = """
{
  "filter": {
    "industry": { "eq": "Technology" },
    "employees": { "gte": 100 }
  },
  "orderBy": [
    { "createdAt": "DescNullsLast" }
  ],
  "limit": 20
}
"""

GET_PEOPLE = """
query GetPeople($filter: PersonFilterInput, $limit: Int) {
  people(filter: $filter, first: $limit) {
    edges {
      node {
        id
        name {
          firstName
          lastName
        }
        email
        phone
        city
        jobTitle
        linkedinLink
        xLink
        avatarUrl
        position
        createdAt
        updatedAt
        # Relations
        company {
          id
          name
        }
        opportunities {
          edges {
            node {
              id
              name
              stage
            }
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
"""

GET_OPPORTUNITIES = """
query GetOpportunities($filter: OpportunityFilterInput) {
  opportunities(filter: $filter) {
    edges {
      node {
        id
        name
        amount {
          amountMicros
          currencyCode
        }
        stage
        probability
        closeDate
        createdAt
        # Relations
        company {
          id
          name
        }
        pointOfContact {
          id
          name {
            firstName
            lastName
          }
        }
      }
    }
  }
}
"""

GET_TASKS = """
query GetTasks($filter: TaskFilterInput) {
  tasks(filter: $filter, orderBy: [{ dueAt: "AscNullsLast" }]) {
    edges {
      node {
        id
        title
        body
        status
        dueAt
        createdAt
        # Relations
        assignee {
          id
          name {
            firstName
            lastName
          }
        }
      }
    }
  }
}
"""

GET_NOTES = """
query GetNotes($filter: NoteFilterInput) {
  notes(filter: $filter, orderBy: [{ createdAt: "DescNullsLast" }]) {
    edges {
      node {
        id
        title
        body
        position
        createdAt
        updatedAt
      }
    }
  }
}
"""

PAGES = """
query GetCompanies($after: String, $limit: Int!) {
  companies(first: $limit, after: $after) {
    edges {
      node { id name }
      cursor
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    totalCount
  }
}
"""

COMPLEX_FILTERS = """
query GetCompanies {
  companies(
    filter: {
      and: [
        { industry: { eq: "Technology" } }
        { or: [
          { employees: { gte: 100 } }
          { annualRecurringRevenue: { amountMicros: { gte: 1000000000000 } } }
        ]}
      ]
    }
  ) {
    edges { node { id name } }
  }
}
"""

SORTING = """
query GetCompanies {
  companies(
    orderBy: [
      { createdAt: "DescNullsLast" }
      { name: "AscNullsFirst" }
    ]
  ) {
    edges { node { id name createdAt } }
  }
}
"""
