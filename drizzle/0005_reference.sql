-- What the tables of the area reference can't say by themselves. Read together with src/areas/reference/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- What a quantity costs at so much a whole unit: exact, and then up to the next thousandth.
create function wasl.price_of(per_unit numeric, quantity bigint, decimals smallint) returns numeric language sql immutable parallel safe
  as $$ select (ceil(per_unit * quantity * 1000 / 10::numeric ^ decimals) / 1000)::numeric(24, 3) $$;
--> statement-breakpoint
create function wasl.refuse_other_steps() returns trigger language plpgsql
  as $$
  begin
    raise exception '% is counted in steps of % decimals, and stays so', old.slug, old.decimals
      using errcode = 'check_violation', constraint = 'item_keeps_its_decimals', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
create function wasl.refuse_unlike_substitutes() returns trigger language plpgsql set search_path = public, pg_temp
  as $$
  declare
    unlike text;
  begin
    select item_substitutions.item_type || ' and ' || item_substitutions.substitute into unlike
    from item_substitutions
      join item_types as own on own.slug = item_substitutions.item_type
      join item_types as other on other.slug = item_substitutions.substitute
    where own.unit_of_measure <> other.unit_of_measure limit 1;
    if unlike is not null then
      raise exception '% are not counted in one unit', unlike
        using errcode = 'check_violation', constraint = 'substitute_is_in_the_same_unit', table = 'item_substitutions';
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.decimals_of_item(item text) returns smallint language sql stable set search_path = public, pg_temp
  as $$ select decimals from item_types where slug = item $$;
--> statement-breakpoint
create trigger item_keeps_its_decimals before update on item_types for each row
  when (new.decimals <> old.decimals) execute function wasl.refuse_other_steps();
--> statement-breakpoint
create trigger substitute_is_in_the_same_unit after insert or update on item_substitutions for each statement execute function wasl.refuse_unlike_substitutes();
--> statement-breakpoint
create trigger substitute_is_in_the_same_unit after update on item_types for each statement execute function wasl.refuse_unlike_substitutes();
--> statement-breakpoint

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────────────

-- Tables without an organisation's data: everyone signed in may read them, and only the loader, as their owner, writes.

grant select on regions, districts, neighbours, site_kinds, sites, organisations, unit_types, capability_areas, units_of_measure,
  enumerations, attributes, item_types, item_dependencies, item_substitutions, exclusions, milestones, compliance_documents, regimes,
  playbook_steps, obstacle_groups, obstacle_kinds, vocabulary_terms, glossary_terms to wasl_app, wasl_authenticator, wasl_ledger;
