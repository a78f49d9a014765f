import type { LabFault, LabFaultRequest, LabInfo } from '../contract/lab.ts';
import { CliError, exitCodes } from './exitCode.ts';

export interface KnownFault {
  name: string;
  meaning: string;
  match: string[];
  /** How chaos arms it; null: not at all. */
  chaos: NonNullable<LabFaultRequest['match']> | null;
}

/** Talks to the control port of one lab. */
export class LabControl {
  readonly info: LabInfo;

  constructor(info: LabInfo) {
    this.info = info;
  }

  async known(): Promise<KnownFault[]> {
    const reply = (await this.#call('GET', '/faults/known')) as {
      name: string;
      meaning: string;
      narrows: string[];
      parameters: string[];
      chaos: KnownFault['chaos'];
    }[];
    return reply.map(({ name, meaning, narrows, parameters, chaos }) => ({
      name,
      meaning,
      match: [...narrows, ...parameters],
      chaos,
    }));
  }

  async armed(): Promise<LabFault[]> {
    return (await this.#call('GET', '/faults')) as LabFault[];
  }

  async arm(fault: LabFaultRequest): Promise<LabFault> {
    return (await this.#call('POST', '/faults', fault)) as LabFault;
  }

  /** Without an id: all of them. */
  async clear(id?: string): Promise<void> {
    await this.#call('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`);
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    let reply: Response;
    try {
      reply = await fetch(`${this.info.controlUrl}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        signal: AbortSignal.timeout(10_000),
      });
    } catch (cause) {
      throw new CliError(
        exitCodes.unreachable,
        `The ${this.info.kind} lab does not answer at ${this.info.controlUrl}.`,
        {
          cause,
        },
      );
    }
    const text = await reply.text();
    if (!reply.ok) {
      throw new CliError(exitCodes.refused, `The ${this.info.kind} lab refused ${method} ${path}: ${reasonIn(text)}`);
    }
    return text === '' ? null : JSON.parse(text);
  }
}

function reasonIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text;
  }
}
