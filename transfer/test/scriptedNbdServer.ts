import { createServer, type Server, type Socket } from 'node:net';

export interface ScriptedRequest {
  cookie: Buffer;
  offset: number;
  length: number;
}

/** A structured reply chunk without its payload. `flags` 1: the last of its request. */
export function chunk(flags: number, type: number, cookie: Buffer, length: number): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32BE(0x668e33ef, 0);
  head.writeUInt16BE(flags, 4);
  head.writeUInt16BE(type, 6);
  cookie.copy(head, 8);
  head.writeUInt32BE(length, 16);
  return head;
}

/** An offset as chunks carry it. */
export function place(offset: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(offset));
  return bytes;
}

/**
 * Negotiates as a server of 1 MiB would; then `answer` is asked with all requests since its last answer, null: wait for
 * more. After an answer it hangs up, unless `goesOn`.
 */
export function scriptedNbdServer(
  path: string,
  answer: (requests: ScriptedRequest[]) => Buffer | null,
  options: { goesOn?: boolean; maximumBlock?: number } = {},
): Promise<Server> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.write(Buffer.concat([Buffer.from('NBDMAGICIHAVEOPT'), Buffer.from([0, 3])]));
    let bytes = Buffer.alloc(0);
    let greeted = false;
    let transmitting = false;
    let requests: ScriptedRequest[] = [];
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      if (!greeted && bytes.length >= 4) {
        greeted = true;
        bytes = bytes.subarray(4);
      }
      while (!transmitting && bytes.length >= 16 && bytes.length >= 16 + bytes.readUInt32BE(12)) {
        const option = bytes.readUInt32BE(8);
        bytes = bytes.subarray(16 + bytes.readUInt32BE(12));
        if (option === 7) {
          for (const info of infos(options.maximumBlock)) socket.write(optionReply(option, 3, info));
          transmitting = true;
        }
        socket.write(optionReply(option, 1, Buffer.alloc(0)));
      }
      for (; transmitting && bytes.length >= 28; bytes = bytes.subarray(28)) {
        const cookie = Buffer.from(bytes.subarray(8, 16));
        requests.push({ cookie, offset: Number(bytes.readBigUInt64BE(16)), length: bytes.readUInt32BE(24) });
      }
      const reply = requests.length > 0 ? answer(requests) : null;
      if (reply === null) return;
      requests = [];
      if (options.goesOn) socket.write(reply);
      else socket.end(reply);
    });
  });
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

function infos(maximumBlock: number | undefined): Buffer[] {
  const facts = Buffer.alloc(12);
  facts.writeBigUInt64BE(1048576n, 2);
  facts.writeUInt16BE(3, 10);
  if (maximumBlock === undefined) return [facts];
  const sizes = Buffer.alloc(14);
  sizes.writeUInt16BE(3, 0);
  sizes.writeUInt32BE(1, 2);
  sizes.writeUInt32BE(4096, 6);
  sizes.writeUInt32BE(maximumBlock, 10);
  return [facts, sizes];
}

function optionReply(option: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64BE(0x3e889045565a9n, 0);
  head.writeUInt32BE(option, 8);
  head.writeUInt32BE(type, 12);
  head.writeUInt32BE(data.length, 16);
  return Buffer.concat([head, data]);
}
