/** A setting is missing or wrong. The message is one sentence that names the variable and the remedy. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID';
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(`${variable} ${problem}.`);
    this.name = 'ConfigurationError';
    this.variable = variable;
  }
}
