/**
 * `npm run check:kept-versions`: refuses a tag of a version whose database isn't kept, or not as it was tagged. The release asks before
 * it publishes, and so do the checks of each change.
 */
import { allTagFaults, readTags } from './tags.ts';

const tags = readTags('.');
if (tags === null) process.stdout.write('No repository here: which versions are tagged is not known.\n');
const faults = allTagFaults('.', tags ?? []);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
else process.stdout.write(`${tags?.length ?? 0} tagged versions, each kept.\n`);
