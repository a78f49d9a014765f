/** The parts of `/etc/pve/nodes/N/qemu-server/ID.conf`. */
export interface VmConfig {
  options: Record<string, string>;
  /** Changes that a running VM gets at its next start. */
  pending: Record<string, string>;
  pendingDelete: string[];
  snapshots: Record<string, Record<string, string>>;
}

export function emptyVmConfig(): VmConfig {
  return { options: {}, pending: {}, pendingDelete: [], snapshots: {} };
}

export function printVmConfig(config: VmConfig): string {
  let text = printSection(config.options);
  const pending = { ...config.pending };
  if (config.pendingDelete.length > 0) pending['delete'] = [...config.pendingDelete].sort().join(',');
  if (Object.keys(pending).length > 0) text += `\n[PENDING]\n${printSection(pending)}`;
  for (const name of Object.keys(config.snapshots).sort()) {
    text += `\n[${name}]\n${printSection(config.snapshots[name] ?? {})}`;
  }
  return text;
}

function printSection(options: Record<string, string>): string {
  const { description, ...rest } = options;
  const comments =
    description === undefined
      ? ''
      : `${description
          .split('\n')
          .map((line) => `#${encodeLine(line)}`)
          .join('\n')}\n`;
  const keys = Object.keys(rest).sort();
  return comments + keys.map((key) => `${key}: ${rest[key]}\n`).join('');
}

export function parseVmConfig(text: string): VmConfig {
  const config = emptyVmConfig();
  let section = config.options;
  const comments: string[] = [];
  const finish = (): void => {
    if (comments.length > 0) section['description'] = comments.splice(0).join('\n');
  };
  for (const line of text.split('\n')) {
    const heading = /^\[([A-Za-z][\w-]*)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      finish();
      section = {};
      if (heading === 'PENDING') config.pending = section;
      else config.snapshots[heading] = section;
    } else if (line.startsWith('#')) {
      comments.push(decodeURIComponent(line.slice(1)));
    } else {
      const [, key, value] = /^([a-z][\w-]*): (.*)$/i.exec(line) ?? [];
      if (key !== undefined && value !== undefined) section[key] = value;
    }
  }
  finish();
  const { delete: deletions, ...pending } = config.pending;
  config.pending = pending;
  config.pendingDelete = deletions === undefined ? [] : deletions.split(',');
  return config;
}

/** Control characters, `%`, and everything beyond ASCII are escaped, so that a line stays a line. */
function encodeLine(line: string): string {
  return [...line].map((char) => (/[ -$&-~]/.test(char) ? char : encodeURIComponent(char))).join('');
}
