/** Which movers listen. */
export interface Movers {
  /** Task queue of a mover that polled within the last minute for this node; null: none does. */
  queueFor(node: string): Promise<string | null>;
}
