import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import { findAuditHead } from '../../prisma/queries/auditChain.ts';
import { jsonbText } from '../../proof/jsonbText.ts';
import { usePostgres } from '../../test/support/postgres.ts';
import { checkChain } from './checkChain.ts';

let database: Database;
let sql: pg.Client;

beforeAll(async () => {
  database = openDatabase(await usePostgres());
  sql = await database.connectListener();
});

afterAll(async () => {
  await sql.end();
  await database.close();
});

const add = (detail: object = {}, queries: Parameters<typeof addAuditEvent>[0] = database.prisma) =>
  addAuditEvent(queries, { actor: 'eve', action: 'test.add', subject: 'test/1', detail, correlationId: 'r' });

const head = async () => (await findAuditHead(database.prisma)) ?? { position: 0, hash: '' };
const check = async (known?: { position: number; hash: string }) =>
  checkChain(database.prisma, { to: (await head()).position, known });

/** As somebody would who owns the database. The trail is as before afterwards. */
async function tampered<T>(statements: string, look: () => Promise<T>): Promise<T> {
  await sql.query('create table kept_event as table audit_event; create table kept_link as table audit_link');
  try {
    await sql.query(`set session_replication_role = replica; ${statements}; set session_replication_role = origin`);
    return await look();
  } finally {
    await sql.query(`set session_replication_role = replica; delete from audit_link; delete from audit_event;
      insert into audit_event select * from kept_event; insert into audit_link select * from kept_link;
      drop table kept_event, kept_link; set session_replication_role = origin`);
  }
}

test('JSON is spelled as the database spells it', async () => {
  const values = fc.sample(fc.jsonValue({ noUnicodeString: false }), { numRuns: 300, seed: 7 });
  const texts = [...values, 1e21, -1.5e-7, 1.7e308, 5e-324, { é: 1, zz: 2, a: [{}, [], ''] }, '\u007f\u2028"\\\b\t']
    .map((value) => JSON.stringify(value))
    .filter((text) => !text.includes('\\u0000') && !/\\ud[89a-f]/.test(text));
  const { rows } = await sql.query('select value::jsonb::text as text from unnest($1::text[]) as value', [texts]);
  expect(rows.map(({ text }) => text)).toEqual(texts.map((text) => jsonbText(JSON.parse(text))));
});

test('events of many transactions at once make one chain, and those rolled back no gap', async () => {
  const before = (await head()).position;
  const works = Array.from({ length: 24 }, (_, index) =>
    database.prisma.$transaction(
      async (queries) => {
        await add({ index, text: 'ä\u{1f41c}', nested: { b: 1.5, a: null } }, queries);
        await add({ index }, queries);
        if (index % 4 === 0) throw new Error('taken back');
      },
      { maxWait: 20_000, timeout: 20_000 },
    ),
  );
  const settled = await Promise.allSettled(works);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  expect((await head()).position).toBe(before + 36);
  expect(await check()).toMatchObject({ ok: true, events: before + 36, earlierEvents: 0, fault: null });
});

test('the database refuses to change, to remove and to empty', async () => {
  for (const table of ['audit_event', 'audit_link']) {
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(sql.query(statement)).rejects.toThrow('never changed or removed');
    }
  }
  await expect(sql.query(`update audit_event set actor = 'bob'`)).rejects.toThrow('never changed or removed');
  await expect(sql.query(`update audit_link set hash = ''`)).rejects.toThrow('never changed or removed');
});

test('what got past the triggers is found, and the first of it is named', async () => {
  for (let count = 0; count < 5; count += 1) await add({ count });
  const end = await head();
  const third = end.position - 2;
  const at = (place: number) => `(select event_id from kept_link where position = ${place})`;
  const faultOf = (statements: string, known?: { position: number; hash: string }) =>
    tampered(statements, async () => (await check(known)).fault);

  expect(await faultOf(`update audit_event set actor = 'bob' where id = ${at(third)}`)).toMatchObject({
    kind: 'altered',
    position: third,
  });
  expect(await faultOf(`update audit_event set at = at - interval '1 hour' where id = ${at(third)}`)).toMatchObject({
    position: third,
  });
  const remove = `delete from audit_event where id = ${at(third)}; delete from audit_link where position = ${third}`;
  expect(await faultOf(remove)).toMatchObject({ kind: 'missing', position: third });
  const closeUp = `update audit_link set position = -position where position > ${third};
    update audit_link set position = -position - 1 where position < 0`;
  expect(await faultOf(`${remove}; ${closeUp}`)).toMatchObject({ kind: 'altered', position: third });
  const swap = `update audit_link set event_id = -1 where position = ${third};
    update audit_link set event_id = ${at(third)} where position = ${third + 1};
    update audit_link set event_id = ${at(third + 1)} where position = ${third}`;
  expect(await faultOf(swap)).toMatchObject({ kind: 'altered', position: third });
  const slipIn = `insert into audit_event (actor, action, subject, detail) values ('eve', 'a.b', 'c', '{}')`;
  expect(await faultOf(slipIn)).toMatchObject({ kind: 'unlinked' });
  // The end alone shows nothing of itself: that takes somebody who remembers it.
  const cut = `delete from audit_link where position > ${third}; delete from audit_event where id > ${at(third)}`;
  expect(await faultOf(cut)).toBeNull();
  expect(await faultOf(cut, end)).toMatchObject({ kind: 'cut-off', position: third + 1 });
  expect(await faultOf('select 1', { ...end, hash: 'f'.repeat(64) })).toMatchObject({ position: end.position });
  expect(await check(end)).toMatchObject({ ok: true });
});

test('what the database cannot hold does not keep an event out', async () => {
  const entry = { actor: 'a\0b', action: 'test.add', subject: 'test/\ud800', correlationId: null };
  await addAuditEvent(database.prisma, { ...entry, detail: { 'k\0': ['\udfff', 1e21, -0] } });
  expect(await check()).toMatchObject({ ok: true });
});
