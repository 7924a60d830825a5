-- What the tables of the area reference can't say by themselves. Read together with src/areas/reference/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- What a quantity costs at so much a whole unit, exactly.
create function wasl.exact_price(per_unit numeric, quantity bigint, decimals smallint) returns numeric language sql immutable parallel safe
  as $$ select per_unit * quantity * (array[1, 0.1, 0.01, 0.001])[decimals + 1] $$;
--> statement-breakpoint
-- Whose day it is with an organisation.
create function wasl.zone_of_organisation(organisation uuid) returns text language sql stable parallel safe set search_path = public, pg_temp
  as $$ select coalesce((select time_zone from organisations where id = organisation), wasl.mission_zone()) $$;
--> statement-breakpoint
-- Whose day a regime's days are of: that of the first of who decides by it.
create function wasl.zone_of_regime(regime text) returns text language sql stable parallel safe set search_path = public, pg_temp
  as $$
    select coalesce((select organisations.time_zone from regimes join organisations on organisations.slug = regimes.detail #>> '{issuers,0}'
      where regimes.slug = regime), wasl.mission_zone())
  $$;
--> statement-breakpoint
create function wasl.refuse_division_anew() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a cell is merged into another and never divided, and what lies in one stays there'
      using errcode = 'check_violation', constraint = 'cells_only_merge', table = tg_table_name;
  end
  $$;
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
create trigger cells_only_merge before update on cells for each row
  when (new.slug <> old.slug or (old.merged_into is not null and new.merged_into is null)) execute function wasl.refuse_division_anew();
--> statement-breakpoint
create trigger cells_only_merge before update on site_cells for each row execute function wasl.refuse_division_anew();
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

grant select on regions, districts, neighbours, site_kinds, sites, cells, site_cells, organisations, unit_types, capability_areas, units_of_measure,
  enumerations, attributes, item_types, item_dependencies, item_substitutions, exclusions, milestones, compliance_documents, regimes,
  playbook_steps, obstacle_groups, obstacle_kinds, vocabulary_terms, glossary_terms to wasl_app, wasl_authenticator, wasl_ledger;
