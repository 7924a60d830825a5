export const MARK: string;
export const REPLACEMENTS: Readonly<Record<string, readonly (readonly [found: string, put: string])[]>>;
export function mend(name: string, text: string): string;
export const hooks: object;
