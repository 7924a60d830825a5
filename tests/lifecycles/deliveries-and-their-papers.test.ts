import { JOURNEY } from './journey.ts';
import { walkDeliveries } from './delivery-walk.ts';

walkDeliveries('goods', (action) => !JOURNEY.includes(action));
