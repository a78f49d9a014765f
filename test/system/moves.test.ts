import { afterAll, beforeAll } from 'vitest';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { movesCold } from './moves/cold.ts';
import { waitsForDatastoreRoom } from './moves/datastoreRoom.ts';
import { handsOverCopies } from './moves/drain.ts';
import { learnsForecasts } from './moves/forecast.ts';
import { keepsLimits } from './moves/limits.ts';
import { catchesLyingSource } from './moves/lyingSource.ts';
import { movesWithoutMover } from './moves/noMover.ts';
import { findsResidue } from './moves/residue.ts';
import { movesWarm } from './moves/warm.ts';

/**
 * What needs nothing but the usual data centres and a machine or two that nobody else moves: starting the labs and the
 * product costs more than most of these migrations. One after another, as some change what holds for all.
 */
let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres({ large: ['large-1', 'large-2'] });
});
afterAll(() => centres?.close());

const usual = () => centres;

// The first: its first migration has none to learn from.
learnsForecasts(usual);
movesCold(usual);
waitsForDatastoreRoom(usual);
movesWarm(usual);
catchesLyingSource(usual);
keepsLimits(usual);
movesWithoutMover(usual);
findsResidue(usual);
handsOverCopies(usual);
