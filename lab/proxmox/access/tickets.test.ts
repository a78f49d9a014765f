import { expect, it } from 'vitest';
import { createTicketOffice } from './tickets.ts';

it('accepts its own tickets for two hours', () => {
  let now = 1_700_000_000;
  const office = createTicketOffice('key', () => now);
  const { ticket, csrfToken } = office.issue('root@pam');
  expect(ticket).toMatch(/^PVE:root@pam:[0-9A-F]{8}::/);
  expect(office.verifyTicket(ticket)).toBe('root@pam');
  expect(office.verifyCsrfToken(csrfToken, 'root@pam')).toBe(true);
  expect(office.verifyCsrfToken(csrfToken, 'a@pve')).toBe(false);
  expect(office.verifyTicket(ticket.replace('root@pam', 'rood@pam'))).toBeUndefined();
  now += 7201;
  expect(office.verifyTicket(ticket)).toBeUndefined();
  expect(office.verifyCsrfToken(csrfToken, 'root@pam')).toBe(false);
});
