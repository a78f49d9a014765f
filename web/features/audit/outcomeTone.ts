import type { AuditOutcome } from '../../../contract/audit.ts';
import type { Tone } from '../../components/tone.ts';

export const outcomeTone: Record<AuditOutcome, Tone> = {
  done: 'good',
  intended: 'info',
  refused: 'warn',
  failed: 'bad',
};
