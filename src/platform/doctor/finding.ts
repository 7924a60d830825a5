/** One thing that was looked at in a deployment, and how it is. What isn't as it should be says how to mend it. */
export type Finding = Good | Flaw;

interface Good {
  readonly level: 'ok';
  readonly about: string;
  readonly what: string;
}

interface Flaw {
  /** `skipped` is what couldn't be looked at from here, or wasn't to be: nothing is known of it. */
  readonly level: 'skipped' | 'warning' | 'wrong';
  readonly about: string;
  readonly what: string;
  readonly remedy: string;
}

export const ok = (about: string, what: string): Finding => ({ level: 'ok', about, what });
export const skipped = (about: string, what: string, remedy: string): Finding => ({ level: 'skipped', about, what, remedy });
export const warning = (about: string, what: string, remedy: string): Finding => ({ level: 'warning', about, what, remedy });
export const wrong = (about: string, what: string, remedy: string): Finding => ({ level: 'wrong', about, what, remedy });
