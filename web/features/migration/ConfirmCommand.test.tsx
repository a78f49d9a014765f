import '@testing-library/jest-dom/vitest';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '../../../client/apiProblem.ts';
import type { CommandName, Migration } from '../../../contract/migration.ts';
import { planSchema } from '../../../contract/plan.ts';
import { api } from '../../api/api.ts';
import { queryClient } from '../../api/queryClient.ts';
import { startTexts, withPageTexts } from '../../i18n/i18n.ts';
import { ConfirmCommand } from './ConfirmCommand.tsx';

// A second, as it comes, is too little on a machine with other work.
configure({ asyncUtilTimeout: 15_000 });

const at = '2026-11-22T03:00:00.000Z';
const plan = planSchema.parse({
  source: { connectionId: 'source', vm: 'vm-1' },
  target: { connectionId: 'target', storage: 'local' },
});
const migration: Migration = {
  ...{ id: 'm1', workflowId: 'migration/m1', revision: 4, status: 'holding', stage: 'hold', plan, strategy: 'warm' },
  ...{ route: 'direct', transport: 'https', vm: { ref: 'vm-1', name: 'web-1' }, targetVm: null, stages: [], disks: [] },
  ...{ findings: [], parked: null, commands: [], allowed: ['cutover', 'schedule', 'cancel'], cutoverAt: null },
  forecast: {
    ...{ at, downtimeMs: 42_000, dirtyBytes: 1, bytesPerSecond: 1, converging: false },
    parts: { shutdownMs: 1, finalDeltaMs: 1, verifyMs: 1, bootMs: 1 },
  },
  ...{ downtime: null, pointOfNoReturn: false, guest: null, leftovers: [], certificateId: null },
  ...{ requestedBy: 'admin', createdAt: at, updatedAt: at, endedAt: null },
};

const close = vi.fn();
const send = vi.fn<typeof api.commandMigration>();

beforeAll(async () => {
  await startTexts();
  await withPageTexts(async () => undefined)();
});
beforeEach(() => {
  send.mockResolvedValue(migration);
  vi.spyOn(api, 'commandMigration').mockImplementation(send);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  send.mockReset();
  close.mockReset();
});

function ask(name: CommandName, about = migration) {
  render(
    <QueryClientProvider client={queryClient}>
      <ConfirmCommand name={name} migration={about} onClose={close} />
    </QueryClientProvider>,
  );
}

test('a command is asked for in a page that came over plain http, too', () => {
  // Which browsers give no randomUUID.
  vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
    throw new TypeError('crypto.randomUUID is not a function');
  });
  ask('cutover');
  expect(screen.getByRole('alertdialog')).toHaveTextContent('Cut over web-1 now?');
});

test('a cutover tells its forecast, that it does not converge, and until when one can go back', () => {
  ask('cutover');
  for (const told of ['Cut over web-1 now?', '42 s', 'Not converging', 'Point of no return']) {
    expect(screen.getByRole('alertdialog')).toHaveTextContent(told);
  }
});

test('the forecast is that of now, with its 90 % value, and a target that stays off has no point of no return', () => {
  const forecast = migration.forecast && {
    ...{ ...migration.forecast, at: new Date(Date.now() - 60_000).toISOString(), bytesPerSecond: 10 },
    ...{ downtimeP90Ms: 70_000, churn: { bytesPerSecond: 10, bytesPerSecondP90: 20, capacityBytes: 301 } },
  };
  // All 300 bytes that are left to change have changed within the minute.
  ask('cutover', { ...migration, forecast, plan: { ...plan, startTarget: false } });
  for (const told of ['1 min 12 s', '9 of 10 within 1 min 40 s', 'There is no point of no return']) {
    expect(screen.getByRole('alertdialog')).toHaveTextContent(told);
  }
});

test('nothing is sent before it is confirmed', () => {
  ask('cancel');
  fireEvent.click(screen.getByRole('button', { name: 'Leave as it is' }));
  expect(close).toHaveBeenCalledOnce();
  expect(send).not.toHaveBeenCalled();
});

test('a confirmed command carries an idempotency key, the same when it is sent again', async () => {
  send.mockRejectedValueOnce(new Error('lost'));
  ask('cutover');
  const confirm = screen.getByRole('button', { name: 'Cut over now' });
  fireEvent.click(confirm);
  await screen.findByRole('alert');
  fireEvent.click(confirm);
  await waitFor(() => expect(close).toHaveBeenCalledOnce());
  const keys = send.mock.calls.map(([input]) => input.idempotencyKey);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

test('a refusal stays open with its reason and what is allowed instead', async () => {
  send.mockRejectedValueOnce(
    new ApiProblem({
      ...{ type: 'about:blank', title: 'Refused', status: 409, detail: 'It is parked.', code: 'command.refused' },
      ...{ remedy: 'Send one of the allowed commands.', correlationId: 'c-1' },
      state: { status: 'parked', stage: 'final', allowed: ['retry', 'cancel'] },
    }),
  );
  ask('cutover');
  fireEvent.click(screen.getByRole('button', { name: 'Cut over now' }));
  const alert = await screen.findByRole('alert');
  for (const told of ['command.refused', 'It is parked.', 'retry, cancel', 'c-1']) {
    expect(alert).toHaveTextContent(told);
  }
  expect(close).not.toHaveBeenCalled();
});

test('a schedule wants a time to come', async () => {
  ask('schedule');
  const confirm = screen.getByRole('button', { name: 'Schedule cutover' });
  const field = screen.getByLabelText('Cut over at');
  fireEvent.change(field, { target: { value: '2020-01-01T10:00' } });
  expect(confirm).toBeDisabled();
  expect(screen.getByText('Choose a time to come.')).toBeVisible();
  fireEvent.change(field, { target: { value: '2090-01-01T10:00' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(send).toHaveBeenCalledOnce());
  expect(send.mock.calls[0]?.[0].body).toEqual({ at: new Date('2090-01-01T10:00').toISOString() });
});

test('a limit is told in MiB/s, by the hours of the week, or that there is none', async () => {
  ask('limit', { ...migration, plan: { ...plan, bandwidthBytesPerSecond: 2 ** 20 } });
  const confirm = screen.getByRole('button', { name: 'Limit rate' });
  expect(confirm).toBeDisabled();
  expect(screen.getByLabelText(/^At most, in MiB/)).toHaveValue('1');
  fireEvent.change(screen.getByLabelText(/^At most, in MiB/), { target: { value: '1.5' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(send.mock.calls[0]?.[0].body).toEqual({ bytesPerSecond: 1_572_864, calendar: null }));
  fireEvent.change(screen.getByLabelText(/^At most, in MiB/), { target: { value: '' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(send.mock.calls[1]?.[0].body).toEqual({ bytesPerSecond: null, calendar: null }));
  fireEvent.click(screen.getByRole('button', { name: 'Add hours of the week' }));
  expect(confirm).toBeDisabled();
  expect(screen.getByText('A number of MiB/s; 0 for a blackout.')).toBeVisible();
  fireEvent.change(screen.getByLabelText(/^Rate in MiB/), { target: { value: '0' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(send).toHaveBeenCalledTimes(3));
  expect(send.mock.calls[2]?.[0].body).toMatchObject({
    bytesPerSecond: null,
    calendar: { bytesPerSecond: null, windows: [{ days: [1, 2, 3, 4, 5], from: '08:00', bytesPerSecond: 0 }] },
  });
});
