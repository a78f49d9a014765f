import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { bulkSettingsSchema, maximumPlanVms, vmOverridesSchema } from '../../contract/bulkPlan.ts';
import { presetInputSchema } from '../../contract/preset.ts';
import { scheduleInputSchema } from '../../contract/schedule.ts';
import { usageError } from '../exitCode.ts';

const named = z.string().trim().min(1).max(200);
const { sourceConnectionId: _source, targetConnectionId: _target, ...presetFields } = presetInputSchema.shape;

/** As the API takes them, with names where it wants ids. */
const filePresetSchema = z.strictObject({ ...presetFields, source: named, target: named });
export type FilePreset = z.infer<typeof filePresetSchema>;

const fileVmSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { vm: value } : value),
  z.strictObject({ vm: named, ...vmOverridesSchema.shape }),
);

const filePlanSchema = z.strictObject({
  name: named.max(80),
  preset: named,
  settings: bulkSettingsSchema.prefault({}),
  vms: z.array(fileVmSchema).max(maximumPlanVms),
});
export type FilePlan = z.infer<typeof filePlanSchema>;

const { planId: _plan, vms: _vms, ...scheduleFields } = scheduleInputSchema.shape;

const fileScheduleSchema = z.strictObject({
  ...scheduleFields,
  plan: named,
  vms: z.array(named).min(1).max(maximumPlanVms).nullable().default(null),
});
export type FileSchedule = z.infer<typeof fileScheduleSchema>;

const applyFileSchema = z.strictObject({
  presets: z.array(filePresetSchema).max(100).default([]),
  plans: z.array(filePlanSchema).max(100).default([]),
  schedules: z.array(fileScheduleSchema).max(100).default([]),
});
export type ApplyFile = z.infer<typeof applyFileSchema>;

/** Reads a file, `-` standard input. @throws CliError usage, with line and column of every mistake */
export function readApplyFile(file: string): ApplyFile {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw usageError(`The file ${file} cannot be read: ${(cause as Error).message}.`);
  }
  return parseApplyFile(text, file);
}

export function parseApplyFile(text: string, file: string): ApplyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw usageError(`${file}: ${broken.message.trim()}`);
  const parsed = applyFileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const node = nearestNode(document, path);
    const at = node === undefined ? '' : `:${lines.linePos(node).line}:${lines.linePos(node).col}`;
    return `${file}${at}: ${path.join('.') || 'the file'}: ${message}`;
  });
  throw usageError(mistakes.join('\n'));
}

/** Where in the text a value begins; of a field that is missing, where what lacks it begins. */
function nearestNode(document: ReturnType<typeof parseDocument>, path: PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined) return node.range[0];
  }
  return undefined;
}
