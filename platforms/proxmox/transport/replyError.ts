import { DroverError, type ErrorCode } from '../../../contract/errors.ts';

export interface FailedReply {
  method: string;
  /** Path without query: parameters may be long and are nobody's business. */
  path: string;
  status: number;
  /** First line of the message; before Proxmox VE 8.3 the only place where it is told. */
  statusText: string;
  body: string;
}

/** Whether a reply of this status says nothing about what happened to a call that writes. */
export function isOutcomeUnknown(status: number): boolean {
  // 595-599 come from the proxy between daemons and nodes, 502 and 504 from a reverse proxy in front.
  return (status >= 595 && status <= 599) || status === 502 || status === 504;
}

/** Turns an error reply into an error with a stable code; the server's words become evidence. */
export function replyError(reply: FailedReply, mutating: boolean): DroverError {
  const { message, parameters } = readBody(reply);
  const call = `${reply.method} ${reply.path}`;
  const evidence = [`${call}: ${reply.status} ${reply.statusText}`.trim()];
  if (message !== '' && message !== reply.statusText) evidence.push(message);
  for (const [name, text] of Object.entries(parameters)) evidence.push(`${name}: ${text}`);
  const said = [message || reply.statusText, ...Object.entries(parameters).map(([name, text]) => `${name}: ${text}`)]
    .filter((text) => text !== '')
    .join('; ');
  if (isOutcomeUnknown(reply.status) && mutating) {
    return new DroverError('platform.outcome-unknown', `Proxmox VE did not say how ${call} ended (${said}).`, {
      evidence,
    });
  }
  const code = codeOf(reply.status, said);
  return new DroverError(code, sentence(code, said, call), { evidence });
}

/** The code that a text of Proxmox VE stands for: replies of status 500 and ends of tasks say no more than this. */
export function codeOfText(text: string): ErrorCode {
  for (const [pattern, code] of textCodes) if (pattern.test(text)) return code;
  return 'platform.conflict';
}

const textCodes: [RegExp, ErrorCode][] = [
  [/checksum mismatch: got/i, 'platform.corrupt'],
  [
    /already exists|already in use|file change by other user|protection mode|is running - destroy/i,
    'platform.conflict',
  ],
  [
    /No space left|not enough free space|out of space|disk quota|zfs error.*space|storage .* is full/i,
    'platform.quota',
  ],
  [/got (lock request )?timeout|VM is locked|can't lock file|cfs-lock|no quorum|is locked/i, 'platform.busy'],
  [/Permission check failed|permission denied/i, 'platform.forbidden'],
  [
    /does not exist|no such (task|volume|file|vm)|not found|volume_size_info on .* failed|No such file/i,
    'platform.not-found',
  ],
  [
    /hostname lookup '.*' failed|No route to host|Connection (timed out|refused|reset)|timed out/i,
    'platform.unreachable',
  ],
  [/not supported|is not configured for content-type|not a file based storage|only root can/i, 'platform.unsupported'],
];

function codeOf(status: number, said: string): ErrorCode {
  if (status === 401) return 'platform.unauthorised';
  if (status === 403) return /pool '.*' does not exist/.test(said) ? 'platform.not-found' : 'platform.forbidden';
  if (status === 501) return 'platform.unsupported';
  if (status === 503 || isOutcomeUnknown(status)) return 'platform.unreachable';
  if (status === 400) {
    if (/not defined in schema/.test(said)) return 'platform.unsupported';
    const code = codeOfText(said);
    return code === 'platform.conflict' && !/already exists|hotplug problem/.test(said) ? 'platform.protocol' : code;
  }
  if (status === 500) return codeOfText(said);
  return 'platform.protocol';
}

function sentence(code: ErrorCode, said: string, call: string): string {
  switch (code) {
    case 'platform.unauthorised':
      return 'Proxmox VE refused the login: user, password or token is wrong or expired.';
    case 'platform.forbidden':
      return `The Proxmox VE user lacks a privilege: ${said}.`;
    case 'platform.unreachable':
      return `Proxmox VE cannot serve ${call} now: ${said}.`;
    default:
      return `Proxmox VE refused ${call}: ${said}.`;
  }
}

function readBody(reply: FailedReply): { message: string; parameters: Record<string, string> } {
  try {
    const body: unknown = JSON.parse(reply.body);
    if (typeof body !== 'object' || body === null) return { message: reply.statusText, parameters: {} };
    const { message, errors } = body as { message?: unknown; errors?: unknown };
    const parameters = Object.entries(typeof errors === 'object' && errors !== null ? errors : {});
    return {
      message: typeof message === 'string' ? message.trim() : reply.statusText,
      parameters: Object.fromEntries(parameters.map(([name, text]) => [name, String(text).trim()])),
    };
  } catch {
    // Empty bodies, and pages of a reverse proxy, which tell nothing that the status line does not.
    return { message: reply.statusText, parameters: {} };
  }
}
