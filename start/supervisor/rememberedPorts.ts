import { readFileSync, writeFileSync } from 'node:fs';
import { freePort, isFree } from './freePort.ts';

/** Ports by name, chosen once and kept in a file, so that addresses stay the same from one start to the next. */
export interface RememberedPorts {
  /** `wanted` is taken as it is: the user asked for it. */
  choose(name: string, wanted?: number): Promise<number>;
}

export function rememberPorts(file: string): RememberedPorts {
  const ports = readPorts(file);
  return {
    async choose(name, wanted) {
      const remembered = ports[name];
      const port = wanted ?? (remembered !== undefined && (await isFree(remembered)) ? remembered : await freePort());
      ports[name] = port;
      writeFileSync(file, `${JSON.stringify(ports, undefined, 2)}\n`);
      return port;
    },
  };
}

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
