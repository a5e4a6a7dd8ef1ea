-- The standard model: described here once, made for each workspace by the functions that make custom objects.

create or replace function metadata.standard_objects() returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $model$ select $json$
[
  {
    "nameSingular": "workspaceMember", "namePlural": "workspaceMembers",
    "labelSingular": "Workspace member", "labelPlural": "Workspace members",
    "description": "The people who work in this workspace.", "icon": "IconUserCircle", "isSystem": true,
    "fields": [
      {"name": "name", "label": "Name", "type": "FULL_NAME", "description": "The member's first and last name."},
      {"name": "email", "label": "E-mail", "type": "EMAIL", "isUnique": true,
       "description": "The member's e-mail address; no two members share one."},
      {"name": "avatarUrl", "label": "Avatar", "type": "URL", "description": "The web address of a picture of the member."}
    ]
  },
  {
    "nameSingular": "company", "namePlural": "companies", "labelSingular": "Company", "labelPlural": "Companies",
    "description": "Organisations that the workspace does business with, or would like to.", "icon": "IconBuildingSkyscraper",
    "fields": [
      {"name": "name", "label": "Name", "type": "TEXT", "isNullable": false, "description": "The company's name."},
      {"name": "domainName", "label": "Domain name", "type": "TEXT",
       "description": "The domain of the company's website, such as acme.com."},
      {"name": "address", "label": "Address", "type": "TEXT", "description": "The company's postal address."},
      {"name": "employees", "label": "Employees", "type": "NUMBER", "settings": {"dataType": "integer"},
       "description": "How many people work for the company."},
      {"name": "industry", "label": "Industry", "type": "TEXT", "description": "The line of business, such as Technology."},
      {"name": "linkedinLink", "label": "LinkedIn", "type": "URL", "description": "The web address of the company's LinkedIn page."},
      {"name": "xLink", "label": "X", "type": "URL", "description": "The web address of the company's X account."},
      {"name": "annualRecurringRevenue", "label": "Annual recurring revenue", "type": "CURRENCY",
       "description": "What the company pays per year."},
      {"name": "idealCustomerProfile", "label": "Ideal customer profile", "type": "BOOLEAN",
       "description": "Whether the company is the kind of customer that the workspace looks for."},
      {"name": "accountOwner", "label": "Account owner", "type": "RELATION", "target": "workspaceMember",
       "description": "The member who looks after the company.",
       "inverseName": "ownedCompanies", "inverseLabel": "Owned companies",
       "inverseDescription": "The companies that the member looks after."}
    ]
  },
  {
    "nameSingular": "person", "namePlural": "people", "labelSingular": "Person", "labelPlural": "People",
    "description": "The people whom the workspace is in touch with.", "icon": "IconUser",
    "fields": [
      {"name": "name", "label": "Name", "type": "FULL_NAME", "description": "The person's first and last name."},
      {"name": "email", "label": "E-mail", "type": "EMAIL", "isUnique": true,
       "description": "The person's e-mail address; no two people share one, whatever its case."},
      {"name": "phone", "label": "Phone", "type": "PHONE", "description": "The person's phone number."},
      {"name": "city", "label": "City", "type": "TEXT", "description": "The city that the person lives or works in."},
      {"name": "jobTitle", "label": "Job title", "type": "TEXT", "description": "What the person does in the company."},
      {"name": "linkedinLink", "label": "LinkedIn", "type": "URL", "description": "The web address of the person's LinkedIn page."},
      {"name": "xLink", "label": "X", "type": "URL", "description": "The web address of the person's X account."},
      {"name": "avatarUrl", "label": "Avatar", "type": "URL", "description": "The web address of a picture of the person."},
      {"name": "company", "label": "Company", "type": "RELATION", "target": "company",
       "description": "The company that the person works for.",
       "inverseName": "people", "inverseLabel": "People", "inverseDescription": "The people who work for the company."}
    ]
  },
  {
    "nameSingular": "opportunity", "namePlural": "opportunities", "labelSingular": "Opportunity", "labelPlural": "Opportunities",
    "description": "Deals that may come about.", "icon": "IconTargetArrow",
    "fields": [
      {"name": "name", "label": "Name", "type": "TEXT", "isNullable": false, "description": "What the deal is about."},
      {"name": "amount", "label": "Amount", "type": "CURRENCY", "description": "What the deal is worth."},
      {"name": "stage", "label": "Stage", "type": "SELECT", "isNullable": false, "defaultValue": "NEW",
       "description": "How far the deal has come.",
       "options": [
         {"value": "NEW", "label": "New", "color": "red"},
         {"value": "QUALIFICATION", "label": "Qualification", "color": "purple"},
         {"value": "MEETING", "label": "Meeting", "color": "sky"},
         {"value": "PROPOSAL", "label": "Proposal", "color": "turquoise"},
         {"value": "CUSTOMER", "label": "Customer", "color": "yellow"}
       ]},
      {"name": "probability", "label": "Probability", "type": "NUMBER", "settings": {"dataType": "numeric"},
       "description": "How likely the deal is to come about."},
      {"name": "closeDate", "label": "Close date", "type": "DATE", "description": "The day on which the deal is expected to be closed."},
      {"name": "company", "label": "Company", "type": "RELATION", "target": "company",
       "description": "The company that the deal is made with.",
       "inverseName": "opportunities", "inverseLabel": "Opportunities",
       "inverseDescription": "The deals that may be made with the company."},
      {"name": "pointOfContact", "label": "Point of contact", "type": "RELATION", "target": "person",
       "description": "The person to talk to about the deal.",
       "inverseName": "opportunities", "inverseLabel": "Opportunities",
       "inverseDescription": "The deals that the person is the point of contact for."}
    ]
  },
  {
    "nameSingular": "task", "namePlural": "tasks", "labelSingular": "Task", "labelPlural": "Tasks",
    "description": "Things to do.", "icon": "IconCheckbox",
    "fields": [
      {"name": "title", "label": "Title", "type": "TEXT", "isNullable": false, "description": "What is to be done."},
      {"name": "body", "label": "Body", "type": "TEXT", "description": "What else there is to say about the task."},
      {"name": "status", "label": "Status", "type": "SELECT", "isNullable": false, "defaultValue": "TODO",
       "description": "How far the task has come.",
       "options": [
         {"value": "TODO", "label": "To do", "color": "sky"},
         {"value": "IN_PROGRESS", "label": "In progress", "color": "purple"},
         {"value": "DONE", "label": "Done", "color": "green"}
       ]},
      {"name": "dueAt", "label": "Due at", "type": "DATE_TIME", "description": "When the task has to be done."},
      {"name": "assignee", "label": "Assignee", "type": "RELATION", "target": "workspaceMember",
       "description": "The member who does the task.",
       "inverseName": "assignedTasks", "inverseLabel": "Assigned tasks",
       "inverseDescription": "The tasks that the member is to do."}
    ]
  },
  {
    "nameSingular": "note", "namePlural": "notes", "labelSingular": "Note", "labelPlural": "Notes",
    "description": "Texts worth keeping.", "icon": "IconNotes",
    "fields": [
      {"name": "title", "label": "Title", "type": "TEXT", "isNullable": false, "description": "What the note is about."},
      {"name": "body", "label": "Body", "type": "TEXT", "description": "The text of the note."}
    ]
  },
  {
    "nameSingular": "taskTarget", "namePlural": "taskTargets", "labelSingular": "Task target", "labelPlural": "Task targets",
    "description": "Links from tasks to the records that they are about.", "icon": "IconLink", "isSystem": true, "labelIdentifierFieldName": "id",
    "fields": [
      {"name": "task", "label": "Task", "type": "RELATION", "target": "task", "isNullable": false,
       "description": "The task.",
       "inverseName": "taskTargets", "inverseLabel": "Targets", "inverseDescription": "Links to the records that the task is about."},
      {"name": "company", "label": "Company", "type": "RELATION", "target": "company",
       "description": "The company that the task is about.",
       "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the company."},
      {"name": "person", "label": "Person", "type": "RELATION", "target": "person",
       "description": "The person whom the task is about.",
       "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the person."},
      {"name": "opportunity", "label": "Opportunity", "type": "RELATION", "target": "opportunity",
       "description": "The deal that the task is about.",
       "inverseName": "taskTargets", "inverseLabel": "Tasks", "inverseDescription": "Links to the tasks about the deal."}
    ]
  },
  {
    "nameSingular": "noteTarget", "namePlural": "noteTargets", "labelSingular": "Note target", "labelPlural": "Note targets",
    "description": "Links from notes to the records that they are about.", "icon": "IconLink", "isSystem": true, "labelIdentifierFieldName": "id",
    "fields": [
      {"name": "note", "label": "Note", "type": "RELATION", "target": "note", "isNullable": false,
       "description": "The note.",
       "inverseName": "noteTargets", "inverseLabel": "Targets", "inverseDescription": "Links to the records that the note is about."},
      {"name": "company", "label": "Company", "type": "RELATION", "target": "company",
       "description": "The company that the note is about.",
       "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the company."},
      {"name": "person", "label": "Person", "type": "RELATION", "target": "person",
       "description": "The person whom the note is about.",
       "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the person."},
      {"name": "opportunity", "label": "Opportunity", "type": "RELATION", "target": "opportunity",
       "description": "The deal that the note is about.",
       "inverseName": "noteTargets", "inverseLabel": "Notes", "inverseDescription": "Links to the notes about the deal."}
    ]
  }
]
$json$::jsonb $model$;
comment on function metadata.standard_objects() is 'The standard model, in the order in which the objects can be made: what is pointed to comes first.';
revoke all on function metadata.standard_objects() from public;

create or replace function metadata.create_standard_objects(workspace_id uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    given jsonb;
begin
    perform metadata.lock_workspace(workspace_id);
    for given in select o.item from jsonb_array_elements(metadata.standard_objects()) with ordinality o (item, number) order by o.number loop
        perform metadata.add_object(workspace_id, given, false);
    end loop;
    perform metadata.publish(workspace_id, null);
end
$$;
comment on function metadata.create_standard_objects(uuid) is 'Makes the standard model of a new workspace, whose schema and roles are there.';
revoke all on function metadata.create_standard_objects(uuid) from public;
