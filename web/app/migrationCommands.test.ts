import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandNameSchema } from '../../contract/migration.ts';
import { summarise } from '../../contract/migrationSummary.ts';
import { makeMigration } from '../../test/support/migrations.ts';
import { commandsFor, nameIn } from './migrationCommands.ts';

const order = commandNameSchema.options;
const open = fc.array(
  fc
    .record({ name: fc.constantFrom('erp-db', 'erp-app', 'Mail'), allowed: fc.subarray([...order]), id: fc.uuid() })
    .map(({ name, allowed, id }) => summarise(makeMigration({ id, allowed, vm: { ref: id, name } }))),
  { maxLength: 30 },
);

test('only commands that a migration accepts now are offered, and only of those that are meant', () => {
  fc.assert(
    fc.property(open, fc.constantFrom('erp', 'pause erp', 'MAIL', 'db cancel', '', 'x'), (migrations, search) => {
      for (const { id, vm, name } of commandsFor(search, migrations, order)) {
        expect(migrations.find((one) => one.id === id)?.allowed).toContain(name);
        expect(
          search
            .toLowerCase()
            .split(' ')
            .some((word) => vm.name.toLowerCase().includes(word)),
        ).toBe(true);
      }
    }),
  );
  const one = summarise(makeMigration({ allowed: ['pause', 'cancel'], vm: { ref: 'vm-1', name: 'erp-db' } }));
  expect(commandsFor('erp', [one], order).map(({ name }) => name)).toEqual(['pause', 'cancel']);
  expect(commandsFor('', [one], order)).toEqual([]);
});

test('the server is asked for the name, not for the command', () => {
  expect(nameIn('pause erp-db', ['Pause', 'Cut over'])).toBe('erp-db');
  expect(nameIn('erp-db cut', ['Pause', 'Cut over'])).toBe('erp-db');
  expect(nameIn('over mail', ['Cut over now'])).toBe('mail');
  expect(nameIn('pau', ['Pause'])).toBe('');
});
