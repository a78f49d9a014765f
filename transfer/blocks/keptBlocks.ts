import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decodeCells, encodeCells } from '../../contract/blockCells.ts';
import type { CellGrid } from './cellGrid.ts';

/** A block map and the round that left it. */
export interface KeptMap {
  round: number;
  key: string;
  codes: Uint8Array;
}

const headBytes = 8;

/**
 * The file beside the journal that holds the last block map: length and CRC-32 of its JSON, both 32-bit big-endian, then
 * the JSON. Written after the journal and not synced: it may be behind it, never ahead.
 */
export class KeptBlocks {
  readonly #file: FileHandle;
  readonly #grid: CellGrid;

  private constructor(file: FileHandle, grid: CellGrid) {
    this.#file = file;
    this.#grid = grid;
  }

  static async open(path: string, grid: CellGrid): Promise<KeptBlocks> {
    return new KeptBlocks(await open(path, constants.O_RDWR | constants.O_CREAT, 0o600), grid);
  }

  /** Null: none is kept, or what is there is torn or of another disk. */
  async read(): Promise<KeptMap | null> {
    const bytes = await this.#file.readFile();
    if (bytes.length < headBytes) return null;
    const payload = bytes.subarray(headBytes, headBytes + bytes.readUInt32BE(0));
    if (payload.length === 0 || crc32(payload) !== bytes.readUInt32BE(4)) return null;
    const { capacityBytes, round, key, cells } = JSON.parse(payload.toString('utf8'));
    if (capacityBytes !== this.#grid.capacityBytes) return null;
    return { round, key, codes: decodeCells(cells, this.#grid.count) };
  }

  async write({ round, key, codes }: KeptMap): Promise<void> {
    const { capacityBytes } = this.#grid;
    const payload = Buffer.from(JSON.stringify({ capacityBytes, round, key, cells: encodeCells(codes) }), 'utf8');
    const head = Buffer.alloc(headBytes);
    head.writeUInt32BE(payload.length, 0);
    head.writeUInt32BE(crc32(payload), 4);
    const bytes = Buffer.concat([head, payload]);
    await this.#file.write(bytes, 0, bytes.length, 0);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
