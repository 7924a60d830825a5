import t from 'tap';
import { holdAlone } from './hold-large-quantities.ts';

holdAlone(t, ['all-or-nothing', 'groups', 'whole-offers', 'donor-limits']);
