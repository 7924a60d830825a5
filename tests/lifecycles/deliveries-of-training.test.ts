import { walkDeliveries } from './delivery-walk.ts';

walkDeliveries('training');
