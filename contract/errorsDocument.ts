import { type ErrorEntry, errors } from './errors.ts';

/** Prints docs/errors.md: `node contract/errorsDocument.ts > docs/errors.md`. */

const next: Record<ErrorEntry['next'], string> = {
  retry: 'may pass by itself: Drover tries again, or the request can be repeated',
  park: 'wants a person: a migration parks on it and waits for retry or cancel',
  never: 'the request itself is wrong: repeating it unchanged cannot help',
};

function entry([code, { status, title, remedy, next: outlook }]: [string, ErrorEntry]): string {
  return `## ${code}\n\n${title}.\n\n- Status: ${status}\n- What next: ${next[outlook]}\n- Remedy: ${remedy}\n`;
}

const intro = `# Errors

Every error that Drover tells anybody has one of these stable codes. The API answers with
\`application/problem+json\` (RFC 9457): \`code\`, \`title\`, \`detail\`, \`remedy\` and the \`correlationId\` under which the
log has it. A parked migration shows the same codes. This page is generated from contract/errors.ts.
`;

process.stdout.write(`${[intro, ...Object.entries(errors).map(entry)].join('\n')}`);
