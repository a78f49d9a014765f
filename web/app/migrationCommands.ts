import type { CommandName } from '../../contract/migration.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';

export interface OfferedCommand {
  id: string;
  vm: MigrationSummary['vm'];
  status: MigrationSummary['status'];
  name: CommandName;
}

/** So many migrations at most have their commands listed: who has more before them types on. */
const most = 12;
/** Characters from which on a word may be part of a name. */
const shortest = 2;

/** Commands that open migrations accept now, of those whose name or reference has a word of the search in it. */
export function commandsFor(
  search: string,
  open: readonly MigrationSummary[],
  order: readonly CommandName[],
): OfferedCommand[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length >= shortest);
  const meant = open.filter(({ vm }) =>
    words.some((word) => vm.name.toLowerCase().includes(word) || vm.ref.toLowerCase() === word),
  );
  return meant
    .slice(0, most)
    .flatMap(({ id, vm, status, allowed }) =>
      order.filter((name) => allowed.includes(name)).map((name) => ({ id, vm, status, name })),
    );
}

/** The word that the server is asked for: the longest that no command is called by. */
export function nameIn(search: string, commandWords: readonly string[]): string {
  const known = commandWords.flatMap((words) => words.toLowerCase().split(/\s+/));
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length >= shortest && !known.some((command) => command.startsWith(word)));
  return words.toSorted((a, b) => b.length - a.length)[0] ?? '';
}
