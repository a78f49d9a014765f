import { expect, test } from 'vitest';
import { moverVariables } from '../../config/moverVariables.ts';
import { moverCommand } from '../../web/features/movers/moverCommand.ts';
import { codeLines, readDocument } from './documents.ts';

const document = readDocument('docs/install.md');
const shown = moverCommand({ node: 'pve1', temporalNamespace: 'drover' }).split('\n');

test('the console starts a mover as docs/install.md does', () => {
  const [own = ''] = codeLines(document, ['sh']).filter((line) => line.startsWith('DROVER_MOVER_NODE='));
  expect(own).toContain('--role mover');
  const [joined] = codeLines(`\`\`\`sh\n${shown.join('\n')}\n\`\`\``, ['sh']);
  expect(joined?.endsWith(own)).toBe(true);
});

test('every variable that the console names is in the tables of docs/install.md', () => {
  for (const line of shown.slice(0, -1)) expect(document).toContain(`\`${line.split('=')[0]}\``);
});

test.each(Object.entries(moverVariables))('%s is the same wherever a mover is started', (name, value) => {
  expect(shown).toContain(`${name}=${value} \\`);
  expect(document).toContain(`${name}=${value} \\\n`);
  const compose = readDocument('docker-compose.yml').replaceAll('"', '');
  expect(compose).toContain(`${name}: ${value}\n`);
});
