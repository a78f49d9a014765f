/** A person as somebody else knows them: a directory or a provider has checked who it is. */
export interface VouchedIdentity {
  /** Tells the person from all others of the same origin, for good. */
  subject: string;
  /** How the person is called there; unique among those who are there now. */
  name: string;
  /** As the origin spells them: distinguished names of a directory, values of a claim. */
  groups: string[];
}
