import { useTranslation } from 'react-i18next';
import { routeSchema, strategySchema } from '../../../contract/plan.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import type { ComparedField } from './comparedResult.ts';

/** A value of a plan in the reader's language; names stay as they are. */
export function usePlanWords(): (field: ComparedField, value: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (field, value) => {
    switch (field) {
      case 'strategy': {
        const strategy = strategySchema.safeParse(value);
        return strategy.success ? t(`strategy.${strategy.data}`) : value;
      }
      case 'route': {
        const route = routeSchema.safeParse(value);
        return route.success ? t(`route.${route.data}`) : value;
      }
      case 'started':
        return t(value === 'yes' ? 'result.yes' : 'result.no');
      case 'controller':
      case 'nic':
        // A plan's own word, or what the target calls it.
        return value === 'virtio' || value === 'keep' ? t(`migration.hardwareChoice.${value}`) : value;
      case 'memory':
      case 'size':
        return format.bytes(Number(value));
      default:
        return value;
    }
  };
}
