import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export class GuestAgentError extends Error {
  readonly code: 'no-answer' | 'refused';

  constructor(code: 'no-answer' | 'refused', message: string) {
    super(message);
    this.name = 'GuestAgentError';
    this.code = code;
  }
}

interface Answer {
  return?: unknown;
  error?: { class: string; desc: string };
}

/** One connection to an agent's channel, in step after `sync`. */
export interface AgentSession {
  socket: Socket;
  send(message: unknown): void;
  answer(command: string, deadline: number): Promise<unknown>;
  sync(id: number, deadline: number): Promise<void>;
}

export async function openAgentSession(path: string): Promise<AgentSession> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', () => reject(new GuestAgentError('no-answer', 'The guest has no agent channel')));
  });
  socket.on('error', () => socket.destroy());
  const waiting: ((line: string | undefined) => void)[] = [];
  const lines: string[] = [];
  createInterface({ input: socket })
    .on('line', (line) => {
      const next = waiting.shift();
      if (next) next(line);
      else lines.push(line);
    })
    .on('error', () => {});
  socket.on('close', () => {
    for (const next of waiting.splice(0)) next(undefined);
  });

  const nextLine = (deadline: number) =>
    new Promise<string | undefined>((resolve) => {
      const line = lines.shift();
      if (line !== undefined || socket.destroyed) return resolve(line);
      const timer = setTimeout(() => taken(undefined), Math.max(0, deadline - Date.now()));
      const taken = (got: string | undefined) => {
        clearTimeout(timer);
        const at = waiting.indexOf(taken);
        if (at >= 0) waiting.splice(at, 1);
        resolve(got);
      };
      waiting.push(taken);
    });
  const answer = async (command: string, deadline: number) => {
    const line = await nextLine(deadline);
    if (line === undefined) throw new GuestAgentError('no-answer', `The guest agent did not answer ${command} in time`);
    const message = parseAnswer(line);
    if (message.error)
      throw new GuestAgentError('refused', `The guest agent refused ${command}: ${message.error.desc}`);
    return message.return;
  };
  const send = (message: unknown) => void socket.write(`${JSON.stringify(message)}\n`);
  // Answers to commands of an earlier session, or of a time before the agent ran, come first: skip up to our own number.
  const sync = async (id: number, deadline: number) => {
    // 0xff resets the agent's parser, should a half-sent command be in it.
    socket.write(Buffer.from([0xff]));
    send({ execute: 'guest-sync', arguments: { id } });
    for (;;) {
      const got = await answer('guest-sync', deadline).catch((error: unknown) => {
        if (error instanceof GuestAgentError && error.code === 'refused') return undefined;
        throw error;
      });
      if (got === id) return;
    }
  };
  return { socket, send, answer, sync };
}

function parseAnswer(line: string): Answer {
  try {
    return JSON.parse(line.replaceAll('\ufffd', '').replaceAll('\u00ff', '')) as Answer;
  } catch {
    return {};
  }
}
