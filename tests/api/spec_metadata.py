"""The metadata requests of the specification, word for word."""

LIST_OBJECTS = """
query ListObjects {
  objects {
    edges {
      node {
        id
        nameSingular
        namePlural
        labelSingular
        labelPlural
        description
        icon
        isActive
        isCustom
        isSystem
        createdAt
        updatedAt
        # Relations
        fields {
          edges {
            node {
              id
              name
              label
              type
              description
              icon
              isCustom
              isActive
              isNullable
              defaultValue
            }
          }
        }
      }
    }
  }
}
"""

CREATE_OBJECT = """
mutation CreateObject($input: CreateObjectInput!) {
  createOneObject(data: $input) {
    id
    nameSingular
    namePlural
    labelSingular
    labelPlural
    icon
  }
}
"""

CREATE_OBJECT_VARIABLES = """
{
  "input": {
    "nameSingular": "property",
    "namePlural": "properties",
    "labelSingular": "Property",
    "labelPlural": "Properties",
    "description": "Real estate properties",
    "icon": "IconBuilding"
  }
}
"""

UPDATE_OBJECT = """
mutation UpdateObject($id: ID!, $input: UpdateObjectInput!) {
  updateOneObject(id: $id, data: $input) {
    id
    labelSingular
    description
    updatedAt
  }
}
"""

DELETE_OBJECT = """
mutation DeleteObject($id: ID!) {
  deleteOneObject(id: $id) {
    id
  }
}
"""

CREATE_FIELD = """
mutation CreateField($input: CreateFieldInput!) {
  createOneField(data: $input) {
    id
    name
    label
    type
    description
  }
}
"""

CREATE_FIELD_VARIABLES = """
{
  "input": {
    "objectMetadataId": "object-id-here",
    "name": "price",
    "label": "Price",
    "type": "CURRENCY",
    "description": "Property listing price",
    "icon": "IconCurrencyDollar",
    "isNullable": true,
    "defaultValue": null
  }
}
"""

UPDATE_FIELD = """
mutation UpdateField($id: ID!, $input: UpdateFieldInput!) {
  updateOneField(id: $id, data: $input) {
    id
    label
    description
    updatedAt
  }
}
"""

DELETE_FIELD = """
mutation DeleteField($id: ID!) {
  deleteOneField(id: $id) {
    id
  }
}
"""

CREATE_RELATION = """
mutation CreateRelation($input: CreateRelationInput!) {
  createOneRelation(data: $input) {
    id
    relationType
    fromObjectMetadataId
    toObjectMetadataId
  }
}
"""

CREATE_RELATION_VARIABLES = """
{
  "input": {
    "relationType": "ONE_TO_MANY",
    "fromObjectMetadataId": "company-object-id",
    "toObjectMetadataId": "property-object-id",
    "fromFieldMetadataName": "properties",
    "toFieldMetadataName": "company"
  }
}
"""
