-- The standard model, made from app/model_file/standard.yaml: change it there.

create or replace function metadata.standard_objects() returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $model$ select $json$
[
  {"nameSingular": "workspaceMember", "namePlural": "workspaceMembers", "labelSingular": "Workspace member", "labelPlural": "Workspace members", "description": "The people who work in this workspace.", "icon": "IconUserCircle", "labelIdentifierFieldName": "name", "isSystem": true, "fields": [
    {"name": "name", "type": "FULL_NAME", "label": "Name", "description": "The member's first and last name."},
    {"name": "email", "type": "EMAIL", "label": "E-mail", "description": "The member's e-mail address; no two members share one.", "isUnique": true},
    {"name": "avatarUrl", "type": "URL", "label": "Avatar", "description": "The web address of a picture of the member."}
  ]},
  {"nameSingular": "company", "namePlural": "companies", "labelSingular": "Company", "labelPlural": "Companies", "description": "Organisations that the workspace does business with, or would like to.", "icon": "IconBuildingSkyscraper", "labelIdentifierFieldName": "name", "fields": [
    {"name": "name", "type": "TEXT", "label": "Name", "description": "The company's name.", "isNullable": false},
    {"name": "domainName", "type": "TEXT", "label": "Domain name", "description": "The domain of the company's website, such as acme.com."},
    {"name": "address", "type": "TEXT", "label": "Address", "description": "The company's postal address."},
    {"name": "employees", "type": "NUMBER", "label": "Employees", "description": "How many people work for the company.", "settings": {"dataType": "integer"}},
    {"name": "industry", "type": "TEXT", "label": "Industry", "description": "The line of business, such as Technology."},
    {"name": "linkedinLink", "type": "URL", "label": "LinkedIn", "description": "The web address of the company's LinkedIn page."},
    {"name": "xLink", "type": "URL", "label": "X", "description": "The web address of the company's X account."},
    {"name": "annualRecurringRevenue", "type": "CURRENCY", "label": "Annual recurring revenue", "description": "What the company pays per year."},
    {"name": "idealCustomerProfile", "type": "BOOLEAN", "label": "Ideal customer profile", "description": "Whether the company is the kind of customer that the workspace looks for."},
    {"name": "accountOwner", "type": "RELATION", "target": "workspaceMember", "label": "Account owner", "description": "The member who looks after the company.", "inverseName": "ownedCompanies", "inverseLabel": "Owned companies", "inverseDescription": "The companies that the member looks after."}
  ]},
  {"nameSingular": "person", "namePlural": "people", "labelSingular": "Person", "labelPlural": "People", "description": "The people whom the workspace is in touch with.", "icon": "IconUser", "labelIdentifierFieldName": "name", "fields": [
    {"name": "name", "type": "FULL_NAME", "label": "Name", "description": "The person's first and last name."},
    {"name": "email", "type": "EMAIL", "label": "E-mail", "description": "The person's e-mail address; no two people share one, whatever its case.", "isUnique": true},
    {"name": "phone", "type": "PHONE", "label": "Phone", "description": "The person's phone number."},
    {"name": "city", "type": "TEXT", "label": "City", "description": "The city that the person lives or works in."},
    {"name": "jobTitle", "type": "TEXT", "label": "Job title", "description": "What the person does in the company."},
    {"name": "linkedinLink", "type": "URL", "label": "LinkedIn", "description": "The web address of the person's LinkedIn page."},
    {"name": "xLink", "type": "URL", "label": "X", "description": "The web address of the person's X account."},
    {"name": "avatarUrl", "type": "URL", "label": "Avatar", "description": "The web address of a picture of the person."},
    {"name": "company", "type": "RELATION", "target": "company", "label": "Company", "description": "The company that the person works for.", "inverseName": "people", "inverseLabel": "People", "inverseDescription": "The people who work for the company."}
  ]},
  {"nameSingular": "opportunity", "namePlural": "opportunities", "labelSingular": "Opportunity", "labelPlural": "Opportunities", "description": "Deals that may come about.", "icon": "IconTargetArrow", "labelIdentifierFieldName": "name", "fields": [
    {"name": "name", "type": "TEXT", "label": "Name", "description": "What the deal is about.", "isNullable": false},
    {"name": "amount", "type": "CURRENCY", "label": "Amount", "description": "What the deal is worth."},
    {"name": "stage", "type": "SELECT", "label": "Stage", "description": "How far the deal has come.", "isNullable": false, "defaultValue": "NEW", "options": [{"value": "NEW", "label": "New", "color": "red"}, {"value": "QUALIFICATION", "label": "Qualification", "color": "purple"}, {"value": "MEETING", "label": "Meeting", "color": "sky"}, {"value": "PROPOSAL", "label": "Proposal", "color": "turquoise"}, {"value": "CUSTOMER", "label": "Customer", "color": "yellow"}]},
    {"name": "probability", "type": "NUMBER", "label": "Probability", "description": "How likely the deal is to come about.", "settings": {"dataType": "numeric"}},
    {"name": "closeDate", "type": "DATE", "label": "Close date", "description": "The day on which the deal is expected to be closed."},
    {"name": "company", "type": "RELATION", "target": "company", "label": "Company", "description": "The company that the deal is made with.", "inverseName": "opportunities", "inverseLabel": "Opportunities", "inverseDescription": "The deals that may be made with the company."},
    {"name": "pointOfContact", "type": "RELATION", "target": "person", "label": "Point of contact", "description": "The person to talk to about the deal.", "inverseName": "opportunities", "inverseLabel": "Opportunities", "inverseDescription": "The deals that the person is the point of contact for."}
  ]},
  {"nameSingular": "task", "namePlural": "tasks", "labelSingular": "Task", "labelPlural": "Tasks", "description": "Things to do.", "icon": "IconCheckbox", "labelIdentifierFieldName": "title", "fields": [
    {"name": "title", "type": "TEXT", "label": "Title", "description": "What is to be done.", "isNullable": false},
    {"name": "body", "type": "TEXT", "label": "Body", "description": "What else there is to say about the task."},
    {"name": "status", "type": "SELECT", "label": "Status", "description": "How far the task has come.", "isNullable": false, "defaultValue": "TODO", "options": [{"value": "TODO", "label": "To do", "color": "sky"}, {"value": "IN_PROGRESS", "label": "In progress", "color": "purple"}, {"value": "DONE", "label": "Done", "color": "green"}]},
    {"name": "dueAt", "type": "DATE_TIME", "label": "Due at", "description": "When the task has to be done."},
    {"name": "assignee", "type": "RELATION", "target": "workspaceMember", "label": "Assignee", "description": "The member who does the task.", "inverseName": "assignedTasks", "inverseLabel": "Assigned tasks", "inverseDescription": "The tasks that the member is to do."}
  ]},
  {"nameSingular": "note", "namePlural": "notes", "labelSingular": "Note", "labelPlural": "Notes", "description": "Texts worth keeping.", "icon": "IconNotes", "labelIdentifierFieldName": "title", "fields": [
    {"name": "title", "type": "TEXT", "label": "Title", "description": "What the note is about.", "isNullable": false},
    {"name": "body", "type": "TEXT", "label": "Body", "description": "The text of the note."}
  ]},
  {"nameSingular": "taskTarget", "namePlural": "taskTargets", "labelSingular": "Task target", "labelPlural": "Task targets", "description": "Links from tasks to the records that they are about.", "icon": "IconLink", "labelIdentifierFieldName": "id", "isSystem": true, "fields": [
    {"name": "task", "type": "RELATION", "target": "task", "label": "Task", "description": "The task.", "isNullable": false, "inverseName": "taskTargets", "inverseLabel": "Targets", "inverseDescription": "Links to the records that the task is about."},
    {"name": "company", "type": "RELATION", "target": "company", "label": "Company", "description": "The company that the task is about.", "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the company."},
    {"name": "person", "type": "RELATION", "target": "person", "label": "Person", "description": "The person whom the task is about.", "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the person."},
    {"name": "opportunity", "type": "RELATION", "target": "opportunity", "label": "Opportunity", "description": "The deal that the task is about.", "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the deal."}
  ]},
  {"nameSingular": "noteTarget", "namePlural": "noteTargets", "labelSingular": "Note target", "labelPlural": "Note targets", "description": "Links from notes to the records that they are about.", "icon": "IconLink", "labelIdentifierFieldName": "id", "isSystem": true, "fields": [
    {"name": "note", "type": "RELATION", "target": "note", "label": "Note", "description": "The note.", "isNullable": false, "inverseName": "noteTargets", "inverseLabel": "Targets", "inverseDescription": "Links to the records that the note is about."},
    {"name": "company", "type": "RELATION", "target": "company", "label": "Company", "description": "The company that the note is about.", "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the company."},
    {"name": "person", "type": "RELATION", "target": "person", "label": "Person", "description": "The person whom the note is about.", "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the person."},
    {"name": "opportunity", "type": "RELATION", "target": "opportunity", "label": "Opportunity", "description": "The deal that the note is about.", "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the deal."}
  ]}
]
$json$::jsonb $model$;
comment on function metadata.standard_objects() is
    'The standard model, in the order in which the objects can be made: what is pointed to comes first.';
revoke all on function metadata.standard_objects() from public;
