import { settingsSchema } from '../settings.ts';

/** Every setting as a line of a Markdown table: that of deploy/README.md, which a test regenerates. */
export function formatSettings(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, field]) => {
    const byDefault = 'def' in field && 'defaultValue' in field.def ? String(field.def.defaultValue) : 'none';
    return `| \`${name}\` | ${byDefault === 'none' ? '' : `\`${byDefault}\``} | ${field.description ?? ''} |`;
  });
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}
