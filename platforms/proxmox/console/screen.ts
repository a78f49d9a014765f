import { DroverError } from '../../../contract/errors.ts';

/** Bounds memory: 4K. */
const mostPixels = 3840 * 2160;
const channels = 3;

/** Pixels of a screen as they come in, red, green, blue. */
export class Screen {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
  readonly #painted: Uint8Array;
  #missing: number;

  /** @throws DroverError platform.unsupported when it is empty or larger than 4K */
  constructor(width: number, height: number) {
    if (width * height === 0 || width * height > mostPixels) {
      throw new DroverError('platform.unsupported', `A screen of ${width} × ${height} pixels is not taken.`);
    }
    this.width = width;
    this.height = height;
    this.rgb = Buffer.alloc(width * height * channels);
    this.#painted = new Uint8Array(width * height);
    this.#missing = width * height;
  }

  /** Every pixel was painted. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** A part of a line. @param pixels four bytes each: blue, green, red, unused */
  paint(x: number, y: number, pixels: Buffer): void {
    for (let from = 0, at = y * this.width + x; from < pixels.length; from += 4, at += 1) {
      const to = at * channels;
      this.rgb[to] = pixels[from + 2] ?? 0;
      this.rgb[to + 1] = pixels[from + 1] ?? 0;
      this.rgb[to + 2] = pixels[from] ?? 0;
      if (this.#painted[at] === 0) {
        this.#painted[at] = 1;
        this.#missing -= 1;
      }
    }
  }
}
