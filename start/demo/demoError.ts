/** The demo cannot go on; `message` says why in a sentence, `remedy` what to do. */
export class DemoError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'DemoError';
    this.remedy = remedy;
  }
}
