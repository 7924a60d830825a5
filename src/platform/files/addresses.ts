/** Where a link in a file may lead: what a reader is shown and opens by themselves, and what asks first. */
const SAFE_SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'ftp']);

/**
 * Whether a link in a file leads where a link may: to a page, to a mailbox, or within the file. Not so `javascript:`, `data:`, `file:` and
 * whatever else starts something on the reader's machine, nor a path of a network (`\\server\share`), to which that machine would sign in.
 * What programs leave out of an address before they follow it (spaces, controls, percent signs) hides nothing.
 */
export function isSafeLink(address: string): boolean {
  const plain = decoded(address).replaceAll(/[\p{C}\p{Z}\s]/gu, '');
  if (/^[\\/]{2}/.test(plain)) return false;
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(plain)?.[1]?.toLowerCase();
  return scheme === undefined || SAFE_SCHEMES.has(scheme);
}

/** Whether an address leads out of the file at all. */
export const leadsOut = (address: string): boolean => {
  const plain = decoded(address).replaceAll(/[\p{C}\p{Z}\s]/gu, '');
  return /^[\\/]{2}/.test(plain) || /^[a-z][a-z\d+.-]*:/i.test(plain);
};

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
