import type { MigrationPlan, Route, Transport } from '../../contract/plan.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import type { VmSpec } from '../../contract/vm.ts';

/** Everything that was looked up before a migration is judged. Rules are pure functions of this. */
export interface PreflightFacts {
  plan: MigrationPlan;
  vm: VmSpec;
  target: TargetFacts;
  /** Privilege ids that the connections' logins lack. */
  sourceMissingPrivileges: string[];
  targetMissingPrivileges: string[];
  /** Result of a small read per disk and transport; null: it works. */
  probes: { diskId: string; transport: Transport; problem: string | null }[];
  /** Queue on which a mover on the target's node listens; null: none does. */
  moverQueue: string | null;
  /** Clock of the source minus ours, milliseconds; null: it does not tell. */
  sourceClockSkewMs: number | null;
  /** Another migration of this VM that is open; null: none. */
  openMigration: string | null;
}

/** What will really be done, decided from plan and facts. */
export interface Approach {
  strategy: 'warm' | 'cold';
  route: Route;
  transport: Transport;
}
