import { defaultSettings, type Settings, settingsSchema } from '../../contract/settings.ts';
import type { Queries } from '../database.ts';

/** What was set, over the defaults. A value that this version does not accept any more counts as not set. */
export async function readSettings(queries: Queries): Promise<Settings> {
  const rows = await queries.setting.findMany();
  const fields = settingsSchema.shape;
  const set = rows.flatMap(({ key, value }) => {
    const field = Object.hasOwn(fields, key) ? fields[key as keyof Settings] : undefined;
    const parsed = field?.safeParse(value);
    return parsed?.success ? [[key, parsed.data]] : [];
  });
  return { ...defaultSettings, ...Object.fromEntries(set) };
}

export async function writeSettings(queries: Queries, change: Partial<Settings>, updatedBy: string): Promise<void> {
  const updatedAt = new Date();
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const columns = { value, updatedBy, updatedAt };
    await queries.setting.upsert({ where: { key }, create: { key, ...columns }, update: columns });
  }
}

/** One change after the other, until the transaction ends. */
export async function lockSettings(queries: Queries): Promise<void> {
  await queries.$executeRaw`select pg_advisory_xact_lock(hashtext('setting'))`;
}
