import { DroverError } from '../../contract/errors.ts';
import type { KeyWrapper } from '../../ports/keyWrapper.ts';

/** Wraps by one key and unwraps by any: both are open while secrets go over from one to the other. */
export function createKeyRing(current: KeyWrapper, former: KeyWrapper[]): KeyWrapper {
  const all = [current, ...former];
  return {
    currentKeyId: () => current.currentKeyId(),
    keeps: (keyId) => all.some((one) => one.keeps(keyId)),
    wrap: (dataKey, context) => current.wrap(dataKey, context),
    async unwrap(key, context) {
      const keeper = all.find((one) => one.keeps(key.keyId));
      if (keeper !== undefined) return keeper.unwrap(key, context);
      throw new DroverError(
        'secrets.key-missing',
        `The secret of ${context} was sealed with key ${key.keyId}, which no setting names.`,
      );
    },
    async close() {
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
