/** Something that setting up needs is missing; `message` is one sentence, `remedy` the exact command or step. */
export class SetupError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'SetupError';
    this.remedy = remedy;
  }
}
