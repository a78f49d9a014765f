import { extname } from 'node:path';
import { readSource, sourceFiles } from './sourceFiles.ts';
import type { VerifyStep } from './step.ts';

const longestFile = 350;
const longestTest = 500;
const namelessFolders = /(^|\/)(utils?|helpers?|common|managers?|lib|misc|shared)\//;
const code = new Set(['.ts', '.tsx', '.mts', '.mjs', '.cjs']);
/** Who may read the environment: config/, what runs before there is anything to import, tools' own files, the lab and tests, which are no product. */
const environmentReaders =
  /^(config\/|lab\/|test\/|start\/[^/]+\.mjs$|[^/]+\.(config\.ts|cjs)$|web\/vite\.config\.ts$)/;

/** What our own style asks for and no tool knows. */
export const houseRules: VerifyStep[] = [
  rule('file length', (file, lines) => {
    const limit = /\.test\.tsx?$/.test(file) ? longestTest : longestFile;
    return lines.length > limit ? [`${file} has ${lines.length} lines, more than ${limit}`] : [];
  }),
  rule('folder names', (file) =>
    namelessFolders.test(file) ? [`${file}: name the folder after what its files are about`] : [],
  ),
  rule('environment', (file, lines) =>
    environmentReaders.test(file)
      ? []
      : linesWith(file, lines, /\bprocess\.env\b/, 'only config/ reads the environment'),
  ),
  rule('tests without sleeps or mocks', (file, lines) => {
    if (!/\.test\.tsx?$/.test(file)) return [];
    const sleeps = linesWith(file, lines, /\bsetTimeout\(|\btimers\/promises\b/, 'poll for state instead of sleeping');
    const mocks = linesWith(file, lines, /\bvi\.mock\(/, 'use the real part');
    return [...sleeps, ...(file.startsWith('web/') ? [] : mocks)];
  }),
  rule('silenced checks', (file, lines) => {
    if (file === 'start/verify/houseRules.ts') return [];
    const silenced = linesWith(file, lines, /@ts-(ignore|nocheck|expect-error)/, 'nothing is silenced');
    // Also under a condition, from inside a test, and as an option.
    const skipped = /\.(only|skip|todo|runIf|skipIf)\b|\bskip\(|['"`], \{[^}]*\b(only|skip|todo): true/;
    const isTest = /\.test\.tsx?$/.test(file);
    return [...silenced, ...(isTest ? linesWith(file, lines, skipped, 'no test is skipped') : [])];
  }),
];

function rule(name: string, check: (file: string, lines: string[]) => string[]): VerifyStep {
  return {
    name,
    async run() {
      const files = (await sourceFiles()).filter((file) => code.has(extname(file)));
      return files.flatMap((file) => check(file, readSource(file).replace(/\n$/, '').split('\n')));
    },
  };
}

function linesWith(file: string, lines: string[], pattern: RegExp, advice: string): string[] {
  return lines.flatMap((line, index) =>
    pattern.test(line) ? [`${file}:${index + 1}: ${advice}: ${line.trim()}`] : [],
  );
}
