import type { CliConfig } from '../config/cli.ts';
import { needContext, readContexts, writeContexts } from './contexts.ts';
import { forgetSession, readSession, type Session, writeSession } from './session.ts';

/** Where a login is kept: in a context, or in the session file where none is chosen. */
export interface KeptLogin {
  /** Undefined: nothing says which API is meant. */
  url: string | undefined;
  fingerprint256: string | null;
  session: Session | undefined;
  keep(session: Session): void;
  forget(): void;
}

/** @throws CliError refused when the context that is named is not there */
export function keptLogin(config: CliConfig): KeptLogin {
  const name = contextNameOf(config);
  if (name !== null) return loginOfContext(config.contextsFile, name);
  const session = readSession(config.sessionFile);
  return {
    url: config.apiUrl ?? session?.apiUrl,
    fingerprint256: null,
    session,
    keep: (kept) => writeSession(config.sessionFile, kept),
    forget: () => forgetSession(config.sessionFile),
  };
}

/** The one that is named, else the one that was chosen last unless an address is said. */
export function contextNameOf({ context, apiUrl, contextsFile }: CliConfig): string | null {
  if (context !== undefined) return context;
  return apiUrl === undefined ? readContexts(contextsFile).current : null;
}

function loginOfContext(file: string, name: string): KeptLogin {
  const { url, fingerprint256, session } = needContext(readContexts(file), name);
  const change = (kept: Session | null) => {
    const known = readContexts(file);
    const context = { ...needContext(known, name), session: kept };
    writeContexts(file, { ...known, contexts: { ...known.contexts, [name]: context } });
  };
  return { url, fingerprint256, session: session ?? undefined, keep: change, forget: () => change(null) };
}
