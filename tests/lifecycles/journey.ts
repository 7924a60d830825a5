import type { DeliveryAction } from '#src/areas/deliveries/domain/delivery.ts';

/** What brings goods from the donor to the unit. */
export const JOURNEY: readonly DeliveryAction[] = [
  'pack',
  'ship',
  'arrive',
  'enter-customs',
  'release',
  'move-inland',
  'receive',
  'hand-over',
  'put-in-service',
  'verify',
];
