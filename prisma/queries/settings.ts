import { defaultSettings, type SettingKey, type Settings, settingsSchema } from '../../contract/settings.ts';
import type { Queries } from '../database.ts';
import { Prisma } from '../generated/client.ts';

/** What was set, over the defaults. */
export async function readSettings(queries: Queries): Promise<Settings> {
  return { ...defaultSettings, ...(await readSetValues(queries)) };
}

/** Only what somebody has set. A value that this version does not accept any more counts as not set. */
export async function readSetValues(queries: Queries): Promise<Partial<Settings>> {
  const rows = await queries.setting.findMany();
  const fields = settingsSchema.shape;
  const set = rows.flatMap(({ key, value }) => {
    const field = Object.hasOwn(fields, key) ? fields[key as SettingKey] : undefined;
    const parsed = field?.safeParse(value);
    return parsed?.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(set);
}

/** Null as a value is JSON's null, not the column's. */
export async function writeSetting(
  queries: Queries,
  { key, value }: { key: SettingKey; value: unknown },
  updatedBy: string,
): Promise<void> {
  const columns = { value: jsonOf(value), updatedBy, updatedAt: new Date() };
  await queries.setting.upsert({ where: { key }, create: { key, ...columns }, update: columns });
}

export async function removeSetting(queries: Queries, key: SettingKey): Promise<void> {
  await queries.setting.deleteMany({ where: { key } });
}

/** One change after the other, until the transaction ends. */
export async function lockSettings(queries: Queries): Promise<void> {
  await queries.$executeRaw`select pg_advisory_xact_lock(hashtext('setting'))`;
}

/** A value as a JSON column takes it. */
export function jsonOf(value: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null ? Prisma.JsonNull : JSON.parse(JSON.stringify(value));
}
