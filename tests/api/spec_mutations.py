"""The mutations of the specification that this version serves, word for word."""

CREATE_API_KEY = """
# GraphQL Metadata API
mutation CreateApiKey {
  createOneApiKey(
    data: {
      name: "My Integration"
      expiresAt: "2025-12-31T23:59:59Z"
    }
  ) {
    id
    name
    token
    expiresAt
  }
}
"""

CREATE_COMPANY = """
mutation CreateCompany($input: CompanyCreateInput!) {
  createCompany(data: $input) {
    id
    name
    domainName
    industry
    createdAt
  }
}
"""

CREATE_COMPANY_VARIABLES = """
{
  "input": {
    "name": "Acme Corporation",
    "domainName": "acme.com",
    "industry": "Technology",
    "employees": 500,
    "address": "123 Main St, San Francisco, CA",
    "idealCustomerProfile": true
  }
}
"""

UPDATE_COMPANY = """
mutation UpdateCompany($id: ID!, $input: CompanyUpdateInput!) {
  updateCompany(id: $id, data: $input) {
    id
    name
    employees
    updatedAt
  }
}
"""

UPDATE_COMPANY_VARIABLES = """
{
  "id": "company-id-here",
  "input": {
    "employees": 600,
    "linkedinLink": "https://linkedin.com/company/acme"
  }
}
"""

DELETE_COMPANY = """
mutation DeleteCompany($id: ID!) {
  deleteCompany(id: $id) {
    id
  }
}
"""

CREATE_PERSON = """
mutation CreatePerson($input: PersonCreateInput!) {
  createPerson(data: $input) {
    id
    name {
      firstName
      lastName
    }
    email
    phone
    createdAt
  }
}
"""

CREATE_PERSON_VARIABLES = """
{
  "input": {
    "name": {
      "firstName": "John",
      "lastName": "Doe"
    },
    "email": "john.doe@example.com",
    "phone": "+1-555-0123",
    "jobTitle": "CTO",
    "companyId": "company-id-here",
    "city": "San Francisco"
  }
}
"""

CREATE_OPPORTUNITY = """
mutation CreateOpportunity($input: OpportunityCreateInput!) {
  createOpportunity(data: $input) {
    id
    name
    amount {
      amountMicros
      currencyCode
    }
    stage
    probability
  }
}
"""

CREATE_OPPORTUNITY_VARIABLES = """
{
  "input": {
    "name": "Enterprise License",
    "amount": {
      "amountMicros": 50000000000,
      "currencyCode": "USD"
    },
    "stage": "QUALIFICATION",
    "probability": 25,
    "closeDate": "2024-12-31",
    "companyId": "company-id-here",
    "pointOfContactId": "person-id-here"
  }
}
"""

CREATE_TASK = """
mutation CreateTask($input: TaskCreateInput!) {
  createTask(data: $input) {
    id
    title
    body
    status
    dueAt
  }
}
"""

BATCH_CREATE = """
mutation BatchCreateCompanies($inputs: [CompanyCreateInput!]!) {
  createCompanies(data: $inputs) {
    id
    name
  }
}
"""

BATCH_UPDATE = """
mutation BatchUpdateCompanies($ids: [ID!]!, $input: CompanyUpdateInput!) {
  updateCompanies(ids: $ids, data: $input) {
    id
    updatedAt
  }
}
"""

BATCH_DELETE = """
mutation BatchDeleteCompanies($ids: [ID!]!) {
  deleteCompanies(ids: $ids) {
    id
  }
}
"""
