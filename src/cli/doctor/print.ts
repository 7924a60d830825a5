import type { Finding } from '../../platform/doctor/index.ts';
import { printable } from '../printable.ts';

const LEVELS = ['wrong', 'warning', 'skipped', 'ok'] as const;

/** One line for each finding, in columns, and a last one that counts them. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map((finding) => {
    const start = `${finding.level.padEnd(8)} ${finding.about.padEnd(width)}  ${printable(finding.what)}`;
    return finding.level === 'ok' ? start : `${start} — ${printable(finding.remedy)}`;
  });
  const counts = LEVELS.map((level) => `${findings.filter((finding) => finding.level === level).length} ${level}`);
  return [...lines, '', counts.join(', ')].join('\n');
}
