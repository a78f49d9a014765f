import { useTranslation } from 'react-i18next';
import { routeSchema, strategySchema } from '../../../contract/plan.ts';
import type { ComparedField } from './comparedResult.ts';

/** A value of a plan in the reader's language; names stay as they are. */
export function usePlanWords(): (field: ComparedField, value: string) => string {
  const { t } = useTranslation();
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
        return t(value === 'virtio' ? 'migration.hardwareChoice.virtio' : 'migration.hardwareChoice.keep');
      default:
        return value;
    }
  };
}
