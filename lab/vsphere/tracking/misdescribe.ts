import { type FaultSwitch, faultNumber, type Occasion } from '../../faults/faultSwitch.ts';
import type { ChangedPage } from './changedAreas.ts';

/** A page with the range that it says to describe. */
export interface DescribedPage extends ChangedPage {
  startOffset: number;
}

/** Spoils a right page in the ways that are armed. */
export function misdescribe(faults: FaultSwitch, page: DescribedPage, occasion: Occasion): DescribedPage {
  if (faults.strike('cbt-zero-length', occasion) !== undefined) return { ...page, length: 0, areas: [] };
  const wrong = faults.strike('cbt-wrong-start', occasion);
  if (wrong !== undefined) return { ...page, startOffset: page.startOffset + faultNumber(wrong, 'bytes', 65_536) };
  const past = faults.strike('cbt-past-capacity', occasion);
  if (past === undefined) return page;
  const extra = faultNumber(past, 'bytes', 65_536);
  const end = page.startOffset + page.length;
  return { ...page, length: page.length + extra, areas: [...page.areas, { start: end - extra, length: 2 * extra }] };
}
