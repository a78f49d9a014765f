import '@testing-library/jest-dom/vitest';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { CommandName, Migration } from '../../../contract/migration.ts';
import { makeMigration } from '../../../test/support/migrations.ts';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { projectList } from '../../api/projectQueries.ts';
import { queryClient } from '../../api/queryClient.ts';
import { startSession } from '../../api/session.ts';
import { apiVersion } from '../../api/systemQueries.ts';
import { startTexts, withPageTexts } from '../../i18n/i18n.ts';
import { MigrationHeader } from './MigrationHeader.tsx';
import { ParkedNotice } from './ParkedNotice.tsx';

// A second, as it comes, is too little on a machine with other work.
configure({ asyncUtilTimeout: 15_000 });

const since = '2026-11-22T02:00:00.000Z';
const send = vi.fn<typeof api.commandMigration>();

beforeAll(async () => {
  await startTexts();
  await withPageTexts(async () => undefined)();
  startSession({
    user: { id: 'u', name: 'admin', kind: 'user', role: 'admin', grants: [], permissions: ['migrations:command'] },
    ...{ csrfToken: 'token', expiresAt: since },
  });
  for (const { queryKey } of [connectionList, projectList, apiVersion])
    queryClient.setQueryDefaults(queryKey, { enabled: false });
});
beforeEach(() => {
  vi.spyOn(api, 'commandMigration').mockImplementation(send);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  send.mockReset();
});

function show(allowed: CommandName[]): Migration {
  const parked = { stage: 'define' as const, code: 'platform.quota', message: 'full', remedy: 'Free space.', since };
  const migration = makeMigration({
    ...{ status: 'parked', stage: 'define', strategy: 'warm', allowed, parked: { ...parked, evidence: [] } },
  });
  send.mockResolvedValue(migration);
  render(
    <QueryClientProvider client={queryClient}>
      <MemoryRouter>
        <MigrationHeader migration={migration} />
        <ParkedNotice migration={migration} parked={{ ...parked, evidence: [] }} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return migration;
}

const buttons = () => screen.getAllByRole('button').map(({ textContent }) => textContent);

test('a parked migration offers each of its commands once', () => {
  show(['retry', 'cancel']);
  expect(buttons().filter((text) => text === 'Cancel migration')).toHaveLength(1);
  expect(buttons()).not.toContain('Undo cutover');
  expect(screen.queryByText(/keeps the replica/)).toBeNull();
});

test('a cutover that may be undone says what that does, asks first, and then is undone', async () => {
  const { id, vm } = show(['retry', 'undo-cutover', 'cancel']);
  expect(buttons()).toEqual(expect.arrayContaining(['Retry', 'Undo cutover', 'Cancel migration']));
  expect(screen.getByText(/puts the source back into service and keeps the replica/)).toBeVisible();
  fireEvent.click(screen.getByRole('button', { name: 'Undo cutover' }));
  const dialog = screen.getByRole('alertdialog');
  expect(dialog).toHaveTextContent(`Undo the cutover of ${vm.name}?`);
  expect(dialog).toHaveTextContent('copies only what changed');
  expect(send).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('button', { name: 'Undo cutover' }));
  await waitFor(() => expect(send).toHaveBeenCalledOnce());
  expect(send.mock.calls[0]?.[0].params).toEqual({ id, name: 'undo-cutover' });
});
