export type XlsxFault = 'notXlsx' | 'oldOrLocked' | 'unpackedTooLarge' | 'noSheet';

/** Why a file is not read. */
export class XlsxError extends Error {
  readonly fault: XlsxFault;

  constructor(fault: XlsxFault, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'XlsxError';
    this.fault = fault;
  }
}
