import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Secrets that were planted, and what was seen of the product since. */
export class Canaries {
  /** Name by secret. */
  readonly planted = new Map<string, string>();
  /** Text by the place that it was seen at. */
  readonly seen = new Map<string, string>();

  make(name: string): string {
    return this.plant(`canary-${randomBytes(12).toString('hex')}`, name);
  }

  plant(secret: string, name: string): string {
    if (secret.length < 8) throw new Error(`${name} is too short to be looked for.`);
    this.planted.set(secret, name);
    return secret;
  }

  /** What a file holds. Of a key in PEM the first two lines have all that is secret; a line holds no break. */
  plantFile(file: string, name: string): void {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    for (const line of lines.filter((one) => !one.startsWith('-----')).slice(0, 2)) this.plant(line, name);
  }

  /** @throws where nothing of that name was planted */
  called(name: string): string {
    const [found] = [...this.planted].find(([, planted]) => planted === name) ?? [];
    if (found === undefined) throw new Error(`Nothing is planted as ${name}.`);
    return found;
  }

  note(place: string, what: unknown): void {
    const told = what instanceof Error ? { ...what, message: what.message, stack: what.stack } : what;
    const text = typeof told === 'string' ? told : JSON.stringify(told);
    this.seen.set(place, `${this.seen.get(place) ?? ''}${text}\n`);
  }

  /** Of what has to be refused: the error. */
  async noteRefusal(place: string, asked: Promise<unknown>): Promise<void> {
    const error = await asked.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error === null) throw new Error(`${place}: was not refused.`);
    this.note(place, error);
  }
}
