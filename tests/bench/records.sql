-- The records that the bench measures on, the same at every run: {schema} is the workspace's quoted schema.
-- 20 industries, Technology a sixth of them; employees log-normal, so that 3 of 10 companies have 100 or more: the
-- specification's example filter is met by about 5,000 of 100,000. A company has 2 people and 1 opportunity on average
-- (Poisson), created over three years in the order of the ids.
select setseed(0.2020);

insert into {schema}.company
  (id, created_at, updated_at, name, domain_name, address, employees, industry, linkedin_link, x_link,
   annual_recurring_revenue_amount_micros, annual_recurring_revenue_currency_code, ideal_customer_profile)
select ('018f0000-0000-7000-8000-' || 100000000000 + n)::uuid, at, at, name || ' ' || n,
       replace(lower(name), ' ', '-') || n || '.example',
       n % 900 + 1 || ' ' || (array['Main St', 'Market St', 'Oak Ave', 'High St', 'Mill Rd'])[n % 5 + 1] || ', '
         || (array['San Francisco, CA', 'Paris', 'Berlin', 'Osaka', 'Toronto', 'Leeds', 'Lyon'])[n % 7 + 1],
       ceil(exp(3.6 + 1.9 * random_normal()))::integer,
       case when random() < 0.12 then 'Technology' else
         (array['Technology', 'Finance', 'Healthcare', 'Retail', 'Manufacturing', 'Energy', 'Education', 'Media',
                'Logistics', 'Insurance', 'Real Estate', 'Hospitality', 'Agriculture', 'Construction', 'Automotive',
                'Aerospace', 'Telecommunications', 'Consulting', 'Legal', 'Non-profit'])[ceil(random() * 20)] end,
       'https://linkedin.com/company/' || replace(lower(name), ' ', '-') || n,
       'https://x.com/' || replace(lower(name), ' ', '') || n,
       (random() * 50000000)::bigint * 1000000, (array['USD', 'EUR', 'GBP'])[n % 3 + 1], random() < 0.3
  from (select n, now() - (100000 - n) * interval '15 minutes' as at,
               (array['Northwind', 'Blue Harbor', 'Summit', 'Cedar', 'Redstone', 'Lakeside', 'Ironwood', 'Silver Oak',
                      'Bright', 'Granite', 'Juniper', 'Falcon', 'Golden Gate'])[n % 13 + 1] || ' ' ||
               (array['Labs', 'Systems', 'Partners', 'Foods', 'Logistics', 'Capital', 'Health', 'Works', 'Energy',
                      'Media', 'Robotics'])[n % 11 + 1] as name
          from generate_series(1, 100000) n) made;

insert into {schema}.person
  (id, created_at, updated_at, name_first_name, name_last_name, email, phone, city, job_title, linkedin_link, x_link,
   avatar_url, company_id)
select ('018f0000-0001-7000-8000-' || 100000000000 + n)::uuid, at, at, first_name, last_name,
       lower(first_name || '.' || last_name) || n || '@mail.example', '+1-555-' || lpad((n % 10000)::text, 4, '0'),
       (array['San Francisco', 'Paris', 'Berlin', 'Osaka', 'Toronto', 'Leeds', 'Lyon'])[n % 7 + 1],
       (array['Chief Executive Officer', 'Chief Technology Officer', 'Head of Sales', 'Account Executive',
              'Software Engineer', 'Product Manager', 'Buyer', 'Controller', 'Office Manager'])[n % 9 + 1],
       'https://linkedin.com/in/' || lower(first_name || last_name) || n,
       'https://x.com/' || lower(first_name || last_name) || n,
       'https://avatars.example/' || n || '.png',
       ('018f0000-0000-7000-8000-' || 100000000000 + ceil(random() * 100000)::bigint)::uuid
  from (select n, now() - (200000 - n) * interval '7 minutes' as at,
               (array['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Ken', 'Dennis', 'Frances',
                      'Niklaus', 'Radia', 'Leslie'])[n % 13 + 1] as first_name,
               (array['Moreau', 'Schmidt', 'Tanaka', 'Okafor', 'Rossi', 'Novak', 'Silva', 'Larsen', 'Kaya', 'Dubois',
                      'Papadopoulos'])[n % 11 + 1] as last_name
          from generate_series(1, 200000) n) made;

insert into {schema}.opportunity
  (id, created_at, updated_at, name, amount_amount_micros, amount_currency_code, stage, probability, close_date,
   company_id, point_of_contact_id)
select ('018f0000-0002-7000-8000-' || 100000000000 + n)::uuid, at, at,
       (array['Enterprise License', 'Renewal', 'Pilot', 'Expansion', 'Support Contract'])[n % 5 + 1] || ' ' || n,
       (random() * 500000)::bigint * 1000000, (array['USD', 'EUR', 'GBP'])[n % 3 + 1],
       (array['QUALIFICATION', 'PROPOSAL'])[n % 2 + 1], n % 11 * 10, current_date + n % 365,
       ('018f0000-0000-7000-8000-' || 100000000000 + ceil(random() * 100000)::bigint)::uuid,
       ('018f0000-0001-7000-8000-' || 100000000000 + ceil(random() * 200000)::bigint)::uuid
  from (select n, now() - (100000 - n) * interval '15 minutes' as at from generate_series(1, 100000) n) made;
