import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface QmpEvent {
  name: string;
  data: Record<string, unknown>;
}

/** A refusal by QEMU, e.g. class `GenericError` or `DeviceNotFound`. */
export class QmpError extends Error {
  readonly command: string;
  readonly errorClass: string;

  constructor(command: string, errorClass: string, description: string) {
    super(`QEMU refused ${command}: ${description}`);
    this.name = 'QmpError';
    this.command = command;
    this.errorClass = errorClass;
  }
}

/** A monitor session in command mode (QEMU Machine Protocol, docs/interop/qmp-spec.txt). */
export interface Qmp {
  /** @throws QmpError when QEMU answers with an error, Error when the monitor is gone */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** @returns a function that ends the subscription */
  onEvent(listener: (event: QmpEvent) => void): () => void;
  /** The first event from now on that fits; rejects when the monitor closes first. */
  nextEvent(fits: (event: QmpEvent) => boolean): Promise<QmpEvent>;
  close(): void;
}

interface Pending {
  command: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface QmpMessage {
  QMP?: unknown;
  return?: unknown;
  error?: { class: string; desc: string };
  event?: string;
  data?: Record<string, unknown>;
  id?: number;
}

/** Takes over a fresh monitor connection: waits for the greeting and leaves negotiation mode. */
export async function openQmp(socket: Socket): Promise<Qmp> {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: QmpEvent) => void>();
  const onClosed = new Set<(error: Error) => void>();
  let nextId = 1;
  let closed: Error | undefined;
  const greeting = Promise.withResolvers<void>();

  const receive = (line: string) => {
    const message = JSON.parse(line) as QmpMessage;
    if (message.QMP !== undefined) return greeting.resolve();
    if (message.event !== undefined) {
      const event = { name: message.event, data: message.data ?? {} };
      for (const listener of [...listeners]) listener(event);
      return;
    }
    const request = message.id === undefined ? undefined : pending.get(message.id);
    if (request === undefined || message.id === undefined) return;
    pending.delete(message.id);
    if (message.error) request.reject(new QmpError(request.command, message.error.class, message.error.desc));
    else request.resolve(message.return);
  };
  const fail = () => {
    if (closed) return;
    closed = new Error('The monitor of QEMU is closed: the process has ended');
    greeting.reject(closed);
    for (const request of pending.values()) request.reject(closed);
    pending.clear();
    for (const reject of [...onClosed]) reject(closed);
  };
  createInterface({ input: socket }).on('line', receive).on('error', fail);
  socket.on('error', fail).on('close', fail);

  const execute = (command: string, args?: Record<string, unknown>) =>
    new Promise<unknown>((resolve, reject) => {
      if (closed) return reject(closed);
      const id = nextId++;
      pending.set(id, { command, resolve, reject });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  const onEvent = (listener: (event: QmpEvent) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const nextEvent = (fits: (event: QmpEvent) => boolean) =>
    new Promise<QmpEvent>((resolve, reject) => {
      if (closed) return reject(closed);
      const end = onEvent((event) => {
        if (!fits(event)) return;
        end();
        onClosed.delete(reject);
        resolve(event);
      });
      onClosed.add(reject);
    });

  await greeting.promise;
  await execute('qmp_capabilities');
  return { execute, onEvent, nextEvent, close: () => socket.destroy() };
}
