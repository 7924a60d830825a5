import type { Observance } from '../areas/follow-up/domain/obligation.ts';
import type { CalendarDate } from '../kernel/calendar-date.ts';
import type { Names } from '../kernel/language.ts';

/** What is followed up in the illustrative scenario, beside its own meetings and actions: follow-up.json. */
export interface FollowUpFile {
  readonly meetings: readonly {
    readonly slug: string;
    readonly planned_on: CalendarDate;
    readonly place: Names;
    readonly purpose: Names;
    readonly participants: readonly { readonly organisation: string; readonly delegation: number }[];
    readonly agenda: readonly Names[];
    /** Null: it has not taken place. */
    readonly minutes: Names | null;
  }[];
  readonly recommendations: readonly FollowUpRecommendation[];
  readonly agreements: readonly FollowUpAgreement[];
  readonly citing_needs: readonly { readonly need: string; readonly meeting: string; readonly by: string; readonly on: CalendarDate }[];
}

export interface FollowUpLinkOfFile {
  readonly type: 'need' | 'obstacle' | 'partnership' | 'agreement';
  readonly slug: string;
}

/** An action of the scenario by its slug, or one that the scenario lacks, with names, owners and meeting of its own. */
export interface FollowUpRecommendation {
  readonly slug: string;
  readonly names?: Names;
  readonly owners?: readonly string[];
  readonly meeting?: string;
  readonly due_on: CalendarDate;
  readonly links: readonly FollowUpLinkOfFile[];
  readonly steps: readonly {
    readonly event: 'accept' | 'start' | 'note' | 'report-done' | 'confirm';
    readonly on: CalendarDate;
    readonly by: string;
    readonly note?: Names;
    readonly evidence?: string;
  }[];
}

export interface FollowUpAgreement {
  readonly slug: string;
  readonly kind: 'security-agreement' | 'memorandum';
  readonly recorded_on: CalendarDate;
  /** A true day, with slashes, which stays where it is when the scenario's days are moved. */
  readonly signed: string | null;
  readonly signed_on?: CalendarDate;
  readonly valid_until: CalendarDate | null;
  readonly title: Names;
  readonly summary: Names;
  readonly parties: readonly string[];
  readonly links: readonly FollowUpLinkOfFile[];
  readonly obligations: readonly {
    readonly duty: Names;
    readonly by: string;
    readonly to: string | null;
    readonly due_on: CalendarDate;
    readonly every_months: number | null;
    readonly assessments: readonly {
      readonly observance: Observance;
      readonly on: CalendarDate;
      readonly finding: Names | null;
      readonly evidence: string | null;
      readonly by?: string;
    }[];
  }[];
}
