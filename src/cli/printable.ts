import { escapeInJson } from '../kernel/printable.ts';

/**
 * A text of somebody else's on a line of ours: what would begin another line, colour or erase the screen, or turn the direction of what
 * follows is written as in JSON. The joiners of Arabic and other scripts stay.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, (character) => {
    const [, code = ''] = /^"(\\.+)"$/.exec(JSON.stringify(character)) ?? [];
    return code || escapeInJson(character);
  });

/** Lines of ours with texts of others in them, whose breaks between lines stay. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/**
 * What may go to a terminal whatever it holds: what it would obey is written as in JSON, in which it means the same. Marks of direction
 * stay, for a text in Arabic has them of its own.
 */
export const harmless = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, escapeInJson);
